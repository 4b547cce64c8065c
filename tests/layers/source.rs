//! The files of `src/`, with their code: the text without comments, unit tests and the contents of string literals.

use std::fs;
use std::path::Path;

/// A file of `src/`.
pub struct Source {
    /// Its path below `src/`.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// Its text without comments and unit tests.
    pub code: String,
}

/// Returns all files of `src/` but those that only hold unit tests.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, sources);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            let is_test = path.ends_with("/tests.rs");
            let code = if is_test { String::new() } else { without_tests(&without_comments(&text)) };
            sources.push(Source { path, text, code });
        }
    }
}

/// Unit tests stand at the end of a file, or in `tests.rs` beside it.
fn without_tests(code: &str) -> String {
    let ends = ["#[cfg(test)]\n", "#[cfg(all(test,"].map(|start| code.find(start).unwrap_or(code.len()));
    code[..ends[0].min(ends[1])].to_owned()
}

/// Blanks comments out. String literals stay, since some of them are paths.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            let length = rest.find('\n').unwrap_or(rest.len());
            rest = &rest[length..];
            continue;
        } else if rest.starts_with("/*") {
            let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
            rest = &rest[length..];
            continue;
        } else {
            literal_length(rest).unwrap_or(next.len_utf8())
        };
        code.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    code
}

/// Returns the length of the string or character literal at the start of a text. A lifetime is no literal.
pub fn literal_length(text: &str) -> Option<usize> {
    if text.starts_with("r#\"") {
        return text.find("\"#").map(|end| end + 2);
    }
    if text.starts_with('\'') && !text[1..].starts_with('\\') {
        let end = text[1..].chars().next().map(char::len_utf8)? + 1;
        return text[end..].starts_with('\'').then_some(end + 1);
    }
    let quote = text.chars().next().filter(|first| ['"', '\'', '`'].contains(first))?;
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '\\' if !escaped => escaped = true,
            _ if character == quote && !escaped => return Some(at + 1),
            _ => escaped = false,
        }
    }
    None
}
