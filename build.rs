//! Compiles the TypeScript that Rust imports by `#[wasm_bindgen(module = …)]`, each `imports.ts` below `src/`, to
//! JavaScript in `target/snippets/`: wasm-bindgen's macro and its tests take nothing else (docs/decisions/0013).
//!
//! Only the artifacts of the npm package have such imports: any other build needs neither Node nor this.

use std::env;
use std::process::Command;

/// The features whose code imports JavaScript.
const WITH_IMPORTS: [&str; 2] = ["_WASM_CLIENT", "_WASM_WORKER"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if !WITH_IMPORTS.iter().any(|feature| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some()) {
        return;
    }
    for input in ["src", "scripts/steps/snippets.mjs"] {
        println!("cargo::rerun-if-changed={input}");
    }
    match Command::new("node").arg("scripts/steps/snippets.mjs").output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => fail(&String::from_utf8_lossy(&output.stderr)),
        Err(error) => fail(&format!("node could not be started: {error}")),
    }
}

fn fail(why: &str) -> ! {
    for line in why.lines() {
        println!("cargo::error={line}");
    }
    println!("cargo::error=the TypeScript that Rust imports could not be compiled: did `npm ci` run?");
    std::process::exit(1)
}
