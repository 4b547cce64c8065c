//! The imports of a Rust file: its paths, resolved to the files that define what they name.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, literal_length};

/// The modules of the crate by their paths, such as `worker::routes`; the root's is empty.
pub struct Modules<'a> {
    modules: BTreeMap<String, Module<'a>>,
}

struct Module<'a> {
    file: &'a str,
    uses: Vec<Use<'a>>,
    /// The paths outside `use`.
    paths: Vec<Vec<&'a str>>,
    /// All names outside `use`.
    names: BTreeSet<&'a str>,
}

/// A name that a `use` binds; `*` for all names of a module.
struct Use<'a> {
    name: &'a str,
    path: Vec<&'a str>,
    is_exported: bool,
}

impl<'a> Modules<'a> {
    /// Reads the modules of the crate.
    pub fn of(sources: &'a [Source]) -> Modules<'a> {
        let rust = sources.iter().filter(|source| source.path.ends_with(".rs") && !source.code.is_empty());
        Modules { modules: rust.map(|source| (module_path(&source.path), Module::read(source))).collect() }
    }

    /// Returns the files that a file imports.
    pub fn imported(&self, file: &str) -> BTreeSet<&'a str> {
        let path = module_path(file);
        let Some(module) = self.modules.get(&path) else { return BTreeSet::new() };
        // What is only re-exported counts for whoever imports it from here.
        let used = module.uses.iter().filter(|one| !one.is_exported || module.names.contains(one.name));
        let paths = used.map(|one| &one.path).chain(&module.paths);
        paths.filter_map(|names| self.resolve(&path, names, 0)).collect()
    }

    /// Returns the file that defines what a path names in a module, or `None` if it is not of this crate.
    fn resolve(&self, module: &str, names: &[&str], depth: usize) -> Option<&'a str> {
        let (first, mut rest) = names.split_first()?;
        let mut current = match *first {
            "crate" => String::new(),
            "self" => module.to_owned(),
            "super" => parent(module),
            name if self.modules.contains_key(&child(module, name)) => child(module, name),
            name => return self.bound(module, name, rest, depth),
        };
        while let Some((name, after)) = rest.split_first() {
            current = match *name {
                "super" => parent(&current),
                name if self.modules.contains_key(&child(&current, name)) => child(&current, name),
                name => return self.bound(&current, name, after, depth).or(Some(self.modules.get(&current)?.file)),
            };
            rest = after;
        }
        Some(self.modules.get(&current)?.file)
    }

    /// Follows a name that a `use` of a module binds.
    fn bound(&self, module: &str, name: &str, rest: &[&str], depth: usize) -> Option<&'a str> {
        assert!(depth < 16, "{module} imports `{name}` from itself");
        let one = self.modules.get(module)?.uses.iter().find(|one| one.name == name)?;
        // Within its own path the name is another: `use serde::Serialize as Serialize`, `use url::Url`.
        if one.path.first() == Some(&name) {
            return None;
        }
        let path = [one.path.as_slice(), rest].concat();
        self.resolve(module, &path, depth + 1)
    }
}

fn module_path(file: &str) -> String {
    let file = file.strip_suffix(".rs").unwrap_or(file);
    let file = file.strip_suffix("/mod").unwrap_or(file);
    if file == "lib" { String::new() } else { file.replace('/', "::") }
}

fn child(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { [module, "::", name].concat() }
}

fn parent(module: &str) -> String {
    module.rsplit_once("::").map(|(parent, _)| parent.to_owned()).unwrap_or_default()
}

impl<'a> Module<'a> {
    fn read(source: &'a Source) -> Module<'a> {
        let mut module = Module { file: &source.path, uses: Vec::new(), paths: Vec::new(), names: BTreeSet::new() };
        let tokens = tokens(&source.code);
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at] == "use" {
                // `pub use` and `pub(crate) use` export.
                let is_exported = at > 0 && ["pub", ")"].contains(&tokens[at - 1]);
                at = module.read_use(&tokens, at + 1, &[], is_exported);
            } else if tokens[at] == "mod" {
                at += 2;
            } else if is_name(tokens[at]) {
                at = module.read_path(&tokens, at);
            } else {
                at += 1;
            }
        }
        module
    }

    /// Reads one branch of a `use` from a token on, and returns the token after it.
    fn read_use(&mut self, tokens: &[&'a str], mut at: usize, prefix: &[&'a str], is_exported: bool) -> usize {
        let mut path = prefix.to_vec();
        while at < tokens.len() {
            match tokens[at] {
                "{" => {
                    while tokens[at] != "}" {
                        at = self.read_use(tokens, at + 1, &path, is_exported);
                    }
                    return at + 1;
                }
                "," | "}" | ";" => break,
                "as" => {
                    self.uses.push(Use { name: tokens[at + 1], path, is_exported });
                    return at + 2;
                }
                "::" => {}
                name => path.push(name),
            }
            at += 1;
        }
        // After the last comma in braces there is nothing.
        if path.len() > prefix.len()
            && let Some(name) = path.last().copied()
        {
            if ["*", "self"].contains(&name) && path.len() > 1 {
                path.pop();
            }
            // `use module::{self}` binds the module.
            let name = if name == "self" { path[path.len() - 1] } else { name };
            self.uses.push(Use { name, path, is_exported });
        }
        at
    }

    /// Reads a path from a name on, and returns the token after it.
    fn read_path(&mut self, tokens: &[&'a str], mut at: usize) -> usize {
        let is_field = at > 0 && tokens[at - 1] == ".";
        let mut path = vec![tokens[at]];
        while tokens.get(at + 1) == Some(&"::") && tokens.get(at + 2).is_some_and(|next| is_name(next)) {
            at += 2;
            path.push(tokens[at]);
        }
        self.names.extend(&path);
        if path.len() > 1 && !is_field {
            self.paths.push(path);
        }
        at + 1
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Splits code into names, `::`, and single characters. String literals are left out.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(first) = rest.chars().next() {
        if let Some(length) = literal_length(rest) {
            rest = rest[length..].trim_start();
            continue;
        }
        let length = if is_part(first) {
            rest.find(|c| !is_part(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(file: &str, files: &[(&str, &str)]) -> Vec<String> {
        let source =
            |(path, code): &(&str, &str)| Source { path: (*path).into(), text: String::new(), code: (*code).into() };
        let sources: Vec<_> = files.iter().map(source).collect();
        Modules::of(&sources).imported(file).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_use_counts_for_the_file_that_defines_the_name() {
        let files = [
            ("a/mod.rs", "mod b; mod c; pub use b::{B, Other as Renamed}; pub use c::*;"),
            ("a/b.rs", "use super::c::C; pub struct B;"),
            ("a/c.rs", "pub struct C;"),
            ("d.rs", "use crate::a::{self, Renamed};\nfn f() { std::mem::drop(Renamed) }"),
        ];
        assert_eq!(imported("a/b.rs", &files), ["a/c.rs"]);
        assert_eq!(imported("d.rs", &files), ["a/b.rs", "a/mod.rs"]);
    }

    #[test]
    fn a_parent_that_only_re_exports_imports_nothing() {
        let files = [("a/mod.rs", "mod b; pub use b::B;"), ("a/b.rs", "pub struct B; use super::B as Same;")];
        assert!(imported("a/mod.rs", &files).is_empty());
        assert!(imported("a/b.rs", &files) == ["a/b.rs"]);
        let using = [("a/mod.rs", "mod b; pub use b::B; fn f(b: B) {}"), files[1]];
        assert_eq!(imported("a/mod.rs", &using), ["a/b.rs"]);
    }

    #[test]
    fn a_path_in_code_is_an_import_too() {
        let files =
            [("a.rs", "fn f() { crate::b::c::g(\"crate::x\") }"), ("b/mod.rs", "mod c;"), ("b/c.rs", "fn g() {}")];
        assert_eq!(imported("a.rs", &files), ["b/c.rs"]);
    }
}
