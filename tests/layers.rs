//! The arrows between the modules of `src/`, and the size of their rooms: a drawing that cannot go stale.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with those that it may know, top first: an arrow back up is impossible to write here.
const LAYERS: [(&str, &[&str]); 6] = [
    ("js", &["protocol", "integration"]),
    ("worker", &["client", "sandbox", "protocol", "integration"]),
    ("client", &["protocol", "integration"]),
    ("sandbox", &["protocol", "integration"]),
    ("protocol", &["integration"]),
    ("integration", &[]),
];
const LINES_MAX: usize = 320;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn all_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn module(path: &Path) -> &str {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.iter().next().unwrap().to_str().unwrap()
}

/// The modules that a file names as `crate::module`, also in braces and across lines.
fn named(text: &str) -> BTreeSet<&str> {
    text.split("crate::")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .filter(|name| LAYERS.iter().any(|(module, _)| module == name))
        .collect()
}

#[test]
fn arrows_point_one_way() {
    let mut arrows = BTreeSet::new();
    for path in all_files() {
        let Some((from, may)) = LAYERS.iter().find(|(name, _)| *name == module(&path)) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("crate::{"), "{}: name the module, so that this test sees it", path.display());
        for to in named(&text) {
            assert!(to == *from || may.contains(&to), "{} knows `{to}`, which `{from}` may not", path.display());
            arrows.insert((*from, to.to_owned()));
        }
    }
    assert!(arrows.len() > 8, "the test has lost sight of the code: {arrows:?}");
}

#[test]
fn pure_layers_know_no_host() {
    // The sandbox's border to JavaScript, and its posts to this machine.
    let with_host = ["sandbox/js/mod.rs", "sandbox/js/loopback.rs"];
    let pure = |path: &&PathBuf| {
        ["integration", "protocol", "sandbox"].contains(&module(path))
            && !with_host.iter().any(|file| path.ends_with(file))
    };
    for path in all_files().iter().filter(pure) {
        let text = fs::read_to_string(path).unwrap();
        for host in [
            "wasm_bindgen",
            "js_sys",
            "web_sys",
            "gloo",
            "Math::random",
            "std::time",
            "std::net",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
            "async fn",
        ] {
            assert!(!text.contains(host), "{} names {host}", path.display());
        }
    }
}

#[test]
fn rooms_stay_small_and_say_what_they_are_for() {
    for path in all_files() {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
        // Declarations are said to be for users; the Rust file that includes them says what they are for.
        if path.to_str().unwrap().ends_with(".d.ts") {
            continue;
        }
        let first = text.trim_start();
        assert!(
            ["//!", "/**", "// "].iter().any(|start| first.starts_with(start)),
            "{} does not say what it is for",
            path.display()
        );
    }
}
