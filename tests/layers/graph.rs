//! The graph of imports: an arrow leads from a file to a file that it imports.

use std::collections::{BTreeMap, BTreeSet};

use super::rust::Modules;
use super::source::Source;
use super::typescript;

/// Where `build.rs` puts the TypeScript that Rust names, once compiled.
const COMPILED: &str = "/target/snippets/";

/// Returns all arrows between files.
pub fn arrows(sources: &[Source]) -> BTreeSet<(String, String)> {
    let modules = Modules::of(sources);
    let mut arrows = BTreeSet::new();
    let mut add = |from: &str, to: &str| {
        assert!(sources.iter().any(|source| source.path == to), "{from} imports {to}, which does not exist");
        if from != to {
            arrows.insert((from.to_owned(), to.to_owned()));
        }
    };
    for Source { path, code, .. } in sources {
        if path.ends_with(".rs") {
            modules.imported(path).iter().for_each(|to| add(path, to));
            for named in code.split("wasm_bindgen(module = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let compiled = named.strip_prefix(COMPILED).and_then(|rest| rest.strip_suffix(".js"));
                let compiled = compiled.unwrap_or_else(|| panic!("{path} names {named}, not one of {COMPILED}"));
                add(path, &format!("{compiled}.ts"));
            }
        } else if path.ends_with(".ts") {
            for import in typescript::imported(code) {
                if let Some(artifact) = import.strip_prefix("glue:") {
                    glue(sources, artifact).for_each(|to| add(path, to));
                } else if let Some(to) = typescript::resolve(path, import) {
                    // A file of src/ may also import the declarations of the package, by the names they ship under.
                    if !to.ends_with(".js") {
                        add(path, &to);
                    }
                }
            }
        }
    }
    arrows
}

/// Returns the Rust files that wasm-bindgen generates the glue of an artifact from: those that export to JavaScript.
fn glue<'a>(sources: &'a [Source], artifact: &str) -> impl Iterator<Item = &'a str> {
    let folder = match artifact {
        "client" => "js/",
        "sandbox" => "sandbox/js/",
        "worker" => "worker/platform/",
        _ => panic!("which folder exports the glue of {artifact}?"),
    };
    let exports = |code: &str| {
        code.split("#[wasm_bindgen").skip(1).any(|rest| {
            let item = rest.split_once("]\n").map_or("", |(_, item)| item.trim_start());
            ["pub fn", "pub async fn", "pub struct", "impl"].iter().any(|start| item.starts_with(start))
        })
    };
    let in_folder = sources.iter().filter(move |source| source.path.starts_with(folder));
    in_folder.filter(move |source| exports(&source.code)).map(|source| source.path.as_str())
}

/// Returns one circle for each group of files that import each other, as the files along it; the first is repeated.
pub fn circles(arrows: &BTreeSet<(String, String)>) -> Vec<Vec<String>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        next.entry(from).or_default().push(to);
    }
    let mut circles: Vec<Vec<String>> = Vec::new();
    for start in next.keys() {
        if circles.iter().any(|circle| circle.iter().any(|file| file == start)) {
            continue;
        }
        if let Some(circle) = way_back(start, &next) {
            circles.push(circle.into_iter().map(str::to_owned).collect());
        }
    }
    circles
}

/// Returns the shortest way from a file over its imports back to itself.
fn way_back<'a>(start: &'a str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for to in next.get(way.last()?).into_iter().flatten() {
                let with_next = [way.as_slice(), &[*to]].concat();
                if *to == start {
                    return Some(with_next);
                }
                if seen.insert(*to) {
                    longer.push(with_next);
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(text: &str) -> BTreeSet<(String, String)> {
        let arrow = |pair: &str| pair.split_once('>').map(|(from, to)| (from.to_owned(), to.to_owned()));
        text.split(' ').filter_map(arrow).collect()
    }

    #[test]
    fn a_circle_is_found_over_several_files() {
        assert_eq!(circles(&graph("a>b b>c c>a c>d")), [["a", "b", "c", "a"]]);
        assert_eq!(circles(&graph("a>b b>a x>y y>z z>x")).len(), 2);
    }

    #[test]
    fn two_ways_to_one_file_are_no_circle() {
        assert!(circles(&graph("a>b a>c b>d c>d")).is_empty());
    }
}
