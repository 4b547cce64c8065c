//! Runs a test binary compiled to WebAssembly, in Node or in a headless browser, as
//! `wasm-bindgen-test-runner` does. Built here from that tool's own library, so that `Cargo.lock`
//! pins it to the version of wasm-bindgen, and nothing has to be installed beside cargo.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
