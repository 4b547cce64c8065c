//! `cargo xtask bindgen <client|sandbox|worker|faulty-worker>`: compiles one artifact of the crate to
//! WebAssembly and writes its JavaScript glue, wasm and declarations to `target/bindgen/<artifact>/`.
//!
//! The rest of the build is JavaScript, in `scripts/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bindgen", artifact] => bindgen(artifact),
        _ => bail!("usage: cargo xtask bindgen <client|sandbox|worker|faulty-worker>"),
    }
}

fn bindgen(artifact: &str) -> Result<()> {
    // The feature to ship, and the one that generates the TypeScript declarations: the client ships without the code that
    // generates them.
    let (shipped, declared) = match artifact {
        "client" => ("_wasm-client", Some("_wasm-client-types")),
        "sandbox" => ("_wasm-sandbox", None),
        "worker" => ("_wasm-worker", None),
        "faulty-worker" => ("_test-faults", None),
        other => bail!("no artifact `{other}`: client, sandbox, worker and faulty-worker exist"),
    };
    let out = target_dir().join("bindgen").join(artifact);
    // The names of snippets hold a hash: without this, old ones would accumulate.
    let _ = fs::remove_dir_all(&out);

    let wasm = compile(shipped, &["--release"])?;
    // Glue that lets the entry decide how the module is found and when it starts.
    configured(&wasm, artifact)
        .web(true)?
        .omit_default_module_path(true)
        // The client has no objects of Rust's that could outlive an instance: a restart of its own is shorter.
        .reset_state_function(artifact != "client")
        .typescript(false)
        .generate(&out)
        .with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    if artifact == "client" {
        shorten_names(&out, artifact)?;
    }
    start(&out, artifact)?;

    // The `bundler` flavour declares the same without `initSync` and the like, which the entries do not export.
    let wasm = declared.map_or(Ok(wasm), |feature| compile(feature, &[]))?;
    let declared = configured(&wasm, artifact).bundler(true)?.typescript(true).generate_output()?;
    let declarations = declared.ts().context("wasm-bindgen gave no declarations")?;
    fs::write(out.join(format!("{artifact}.d.ts")), declarations)?;
    Ok(())
}

/// wasm-bindgen's names of imports hold hashes, which do not compress: here they become `a`, `b`, `c`, … both in the module
/// and in the glue, and so do the exports. `names.mjs` holds the exports' new names by their old ones, for tests.
fn shorten_names(out: &Path, artifact: &str) -> Result<()> {
    let (wasm, glue) = (out.join(format!("{artifact}_bg.wasm")), out.join(format!("{artifact}.js")));
    let mut module = walrus::Module::from_file(&wasm)?;
    let mut text = fs::read_to_string(&glue)?;
    let of_glue = format!("./{artifact}_bg.js");
    for (index, import) in module.imports.iter_mut().filter(|import| import.module == of_glue).enumerate() {
        let key = format!("\n        {}: ", import.name);
        ensure!(text.matches(&key).count() == 1, "the glue does not define {} as expected", import.name);
        import.name = letters(index);
        text = text.replace(&key, &format!("\n        {}: ", import.name));
    }
    // Exports that the glue does not name are for tools.
    let (mut unnamed, mut names) = (Vec::new(), String::new());
    for (index, export) in module.exports.iter_mut().enumerate() {
        let short = letters(index);
        // The character after a name tells it from a longer one that begins the same.
        let mut named = false;
        for end in ["(", ";", ",", ")", "."] {
            let call = format!("wasm.{}{end}", export.name);
            named |= text.contains(&call);
            text = text.replace(&call, &format!("wasm.{short}{end}"));
        }
        ensure!(
            !text.contains(&format!("wasm.{}", export.name)),
            "the glue uses {} in a way not foreseen",
            export.name
        );
        if named {
            names += &format!("  {}: \"{short}\",\n", export.name);
            export.name = short;
        } else {
            unnamed.push(export.id());
        }
    }
    unnamed.into_iter().for_each(|export| module.exports.delete(export));
    module.emit_wasm_file(&wasm)?;
    fs::write(&glue, text)?;
    fs::write(out.join("names.mjs"), format!("export const names = {{\n{names}}};\n"))?;
    Ok(())
}

/// Adds what the entries start an instance by, `setModule` and then `__wbg_reset_state`: wasm-bindgen's own `initSync` asks for
/// a module of this realm's class, and would compile any other.
fn start(out: &Path, artifact: &str) -> Result<()> {
    let glue = out.join(format!("{artifact}.js"));
    let mut text = fs::read_to_string(&glue)?;
    ensure!(text.contains("let wasmModule,"), "the glue does not keep its module as wasmModule");
    text += "
export function setModule(module) {
    wasmModule = module;
}
";
    if !text.contains("function __wbg_reset_state") {
        ensure!(
            text.contains("function __wbg_finalize_init(instance, module) {"),
            "the glue has no __wbg_finalize_init"
        );
        text += "
export function __wbg_reset_state() {
    __wbg_finalize_init(new WebAssembly.Instance(wasmModule, __wbg_get_imports()), wasmModule);
}
";
    }
    fs::write(&glue, text)?;
    Ok(())
}

/// `a` to `z`, then `ba`, `bb`, … as in a spreadsheet that counts from `a` as zero.
fn letters(index: usize) -> String {
    let rest = if index < 26 { String::new() } else { letters(index / 26) };
    rest + &char::from(b'a' + (index % 26) as u8).to_string()
}

/// What both flavours share. The two sections that are removed name compilers and functions, which nobody reads.
fn configured(wasm: &Path, artifact: &str) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(artifact)
        // Every supported host has it.
        .encode_into(EncodeInto::Always)
        .remove_name_section(env::var_os("KEEP_NAMES").is_none())
        .remove_producers_section(true);
    bindgen
}

fn compile(feature: &str, profile: &[&str]) -> Result<PathBuf> {
    // The cargo that runs this program, so that a toolchain chosen with `cargo +…` is used here too.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root())
        .args(["rustc", "--lib", "--locked", "--target-dir"])
        .arg(target_dir())
        .args(profile)
        .args(["--package", "confluent-notifications", "--target", TARGET])
        .args(["--no-default-features", "--features", feature])
        // Set here and not in Cargo.toml: together with an rlib there is no link-time optimization, without which the client
        // is twice as large.
        .args(["--crate-type", "cdylib"])
        // This separator allows spaces in paths.
        .env("CARGO_ENCODED_RUSTFLAGS", flags(feature)?.join("\x1f"))
        .status()
        .context("cargo could not be started")?;
    ensure!(status.success(), "cargo build --features {feature} failed");
    let folder = if profile.is_empty() { "debug" } else { "release" };
    Ok(target_dir().join(TARGET).join(folder).join("confluent_notifications.wasm"))
}

/// Panics name their source file: without this by its path on the build machine, which is private, takes bytes and makes
/// builds differ between machines.
fn nameless_paths() -> Result<Vec<String>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.context("neither CARGO_HOME nor a home directory is set")?.join("registry/src");
    let mut flags = vec![format!("--remap-path-prefix={}=", fs::canonicalize(root())?.display())];
    for registry in fs::read_dir(&sources).with_context(|| format!("reading {}", sources.display()))? {
        flags.push(format!("--remap-path-prefix={}/=", registry?.path().display()));
    }
    Ok(flags)
}

/// The client does not recurse: with a stack of 16 KiB before its data, addresses are short and one page of memory is
/// enough. A stack that grows deeper runs into address 0, which traps.
fn flags(feature: &str) -> Result<Vec<String>> {
    let mut flags = nameless_paths()?;
    if feature == "_wasm-client" {
        flags.push("-Clink-arg=-zstack-size=16384".to_owned());
    }
    Ok(flags)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Passed to cargo at each call: its settings may name another.
fn target_dir() -> PathBuf {
    root().join("target")
}
