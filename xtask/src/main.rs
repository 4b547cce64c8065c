//! `cargo xtask bindgen <client|sandbox|worker>`: compiles one artifact of the crate to
//! WebAssembly and writes its JavaScript glue, wasm and declarations to `target/bindgen/<artifact>/`.
//!
//! All else in the build is JavaScript's business and lives in `scripts/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bindgen", artifact] => bindgen(artifact),
        _ => bail!("usage: cargo xtask bindgen <client|sandbox|worker>"),
    }
}

fn bindgen(artifact: &str) -> Result<()> {
    let feature = match artifact {
        "client" => "js-client",
        "sandbox" => "js-sandbox",
        "worker" => "worker",
        other => bail!("no artifact `{other}`: client, sandbox and worker exist"),
    };
    let wasm = compile(feature)?;
    let out = target_dir().join("bindgen").join(artifact);
    // Snippets are named by a hash: without this, old ones would pile up.
    let _ = fs::remove_dir_all(&out);

    // What runs: glue that leaves it to the entry how the module is found and when it starts.
    configured(&wasm, artifact)
        .web(true)?
        .omit_default_module_path(true)
        .reset_state_function(true)
        .typescript(false)
        .generate(&out)
        .with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;

    // What is declared: the `bundler` flavour says the same without `initSync` and its kin, which
    // the entries keep to themselves.
    let declared = configured(&wasm, artifact).bundler(true)?.typescript(true).generate_output()?;
    let declarations = declared.ts().context("wasm-bindgen gave no declarations")?;
    fs::write(out.join(format!("{artifact}.d.ts")), declarations)?;
    Ok(())
}

/// What both flavours share. The two sections name compilers and functions: bytes for no reader.
fn configured(wasm: &Path, artifact: &str) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(artifact).remove_name_section(true).remove_producers_section(true);
    bindgen
}

fn compile(feature: &str) -> Result<PathBuf> {
    // The very cargo that runs us, so that a toolchain chosen by `cargo +…` holds here too.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root())
        .args(["rustc", "--release", "--lib", "--locked"])
        .args(["--package", "confluent-notifications", "--target", TARGET])
        .args(["--no-default-features", "--features", feature])
        // Named here and not in Cargo.toml: beside an rlib there is no link-time optimisation, and the client is twice
        // its size without it.
        .args(["--crate-type", "cdylib"])
        // Separated so that a path may hold a blank.
        .env("CARGO_ENCODED_RUSTFLAGS", nameless_paths()?.join("\x1f"))
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "cargo build --features {feature} failed");
    Ok(target_dir().join(TARGET).join("release/confluent_notifications.wasm"))
}

/// Panics name the file they happen in: without this by its path on the machine that builds, which is nobody's business,
/// takes bytes and makes every machine's build another.
fn nameless_paths() -> Result<Vec<String>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.context("neither CARGO_HOME nor a home directory is set")?.join("registry/src");
    let mut flags = vec![format!("--remap-path-prefix={}=", fs::canonicalize(root())?.display())];
    for registry in fs::read_dir(&sources).with_context(|| format!("reading {}", sources.display()))? {
        flags.push(format!("--remap-path-prefix={}/=", registry?.path().display()));
    }
    Ok(flags)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn target_dir() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(elsewhere) => root().join(elsewhere),
        None => root().join("target"),
    }
}
