//! The picture of the imports in `src/`, which cannot go stale: which layer may import which, that no imports form a
//! circle, that the pure layers know no host, and that files stay small. `cargo test --test layers -- --nocapture` prints
//! the arrows between the layers.
//!
//! A layer is a folder of `src/`; its platform or JavaScript folder is a layer of its own. Looked at, file by file:
//!
//! - Rust: every `use`, and every path that starts with `crate`, `self`, `super` or the name of a module in scope. A name
//!   that a module re-exports counts for the file that defines it, so a parent that only re-exports its children is in no
//!   circle with them.
//! - JavaScript that Rust names (`#[wasm_bindgen(module = "…")]`), and every static import and re-export in TypeScript,
//!   those of types included. `glue:NAME` counts for the Rust files that wasm-bindgen generates it from.
//! - Not looked at: unit tests, which may use anything, and calls of methods, which name no file.
#![cfg(not(target_arch = "wasm32"))]

mod graph;
mod rust;
mod source;
mod typescript;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use graph::{arrows, circles};
use source::{Source, sources};

/// Each layer with the layers that it may import, top first. A layer that is not listed imports nothing and is imported by
/// nobody.
const LAYERS: [(&str, &[&str]); 9] = [
    ("worker/platform", &["worker", "client", "sandbox", "protocol", "integration", "recover.ts"]),
    ("worker", &["client", "protocol", "integration"]),
    ("js", &["protocol", "integration", "recover.ts"]),
    ("client", &["protocol", "integration"]),
    ("sandbox/js", &["sandbox", "protocol", "integration", "recover.ts"]),
    ("sandbox", &["protocol", "integration"]),
    ("protocol", &["integration"]),
    ("integration", &[]),
    ("recover.ts", &[]),
];

/// The layers without I/O, clock and randomness, which compile natively.
const PURE_LAYERS: [&str; 4] = ["integration", "protocol", "sandbox", "worker"];

const LINES_MAX: usize = 320;

/// Returns the layer of a file: the longest listed path that it is under.
fn layer(file: &str) -> Option<&'static str> {
    let holds = |layer: &&str| file == *layer || file.strip_prefix(*layer).is_some_and(|rest| rest.starts_with('/'));
    LAYERS.iter().map(|(layer, _)| *layer).filter(holds).max_by_key(|layer| layer.len())
}

#[test]
fn imports_point_from_each_layer_only_to_those_below_it() {
    let sources = sources();
    let mut between_layers = BTreeSet::new();
    for (from, to) in arrows(&sources) {
        let (Some(importing), Some(imported)) = (layer(&from), layer(&to)) else { continue };
        if importing == imported {
            continue;
        }
        let (_, allowed) = LAYERS.iter().find(|(layer, _)| *layer == importing).unwrap();
        assert!(allowed.contains(&imported), "{from} imports {to}: `{importing}` may not import `{imported}`");
        between_layers.insert((importing, imported));
    }
    for (importing, imported) in &between_layers {
        println!("{importing} -> {imported}");
    }
    assert!(between_layers.len() > 12, "the test does not see the imports: {between_layers:?}");
}

#[test]
fn imports_form_no_circle() {
    let sources = sources();
    let arrows = arrows(&sources);
    assert!(arrows.len() > 200, "the test does not see the imports: {}", arrows.len());
    let circles = circles(&arrows);
    let told: Vec<_> = circles.iter().map(|circle| circle.join("\n    -> ")).collect();
    assert!(circles.is_empty(), "these files import each other in a circle:\n    {}", told.join("\n\n    "));
}

#[test]
fn pure_layers_name_no_host() {
    for Source { path, code, .. } in sources() {
        if !path.ends_with(".rs") || !layer(&path).is_some_and(|layer| PURE_LAYERS.contains(&layer)) {
            continue;
        }
        for host in [
            "wasm_bindgen",
            "js_sys",
            "web_sys",
            "use worker::",
            "gloo",
            "Math::random",
            "std::time",
            "std::net::Tcp",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
            "async fn",
        ] {
            assert!(!code.contains(host), "{path} names {host}");
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_are_for() {
    for Source { path, text, .. } in sources() {
        // Declarations ship as one file, and are read by users.
        if path.ends_with(".d.ts") {
            continue;
        }
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{path} has {lines} lines");
        let starts_with_comment = ["//!", "/**", "// ", "-- "].iter().any(|start| text.trim_start().starts_with(start));
        assert!(starts_with_comment, "{path} does not say what it is for");
    }
}

#[test]
fn files_that_the_documents_name_exist() {
    for document in ["SECURITY.md", "CONTRIBUTING.md"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(root.join(document)).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let is_path = |text: &&str| {
            let folders = ["src/", "tests/", "scripts/", "pkg/entries/", "docs/"];
            folders.iter().any(|folder| text.starts_with(folder)) && !text.contains(['*', ' ', '…', '<'])
        };
        for path in quoted.filter(is_path) {
            assert!(root.join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
}
