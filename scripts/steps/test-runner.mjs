// Builds the program that runs compiled wasm tests for cargo (xtask/test-runner), and configures both.
import { mkdir, writeFile } from "node:fs/promises";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

const program = "target/debug/wasm-test-runner";

/** The environment for `cargo test --target wasm32-unknown-unknown`. */
export async function testRunner() {
  await step("runner for tests in wasm", {
    inputs: ["Cargo.lock", "rust-toolchain.toml", "xtask/test-runner"],
    outputs: [program],
    run: () => run("cargo", ["build", "--locked", "--package", "wasm-test-runner"]),
  });
  return { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: inRoot(program) };
}

/** The environment for a browser: which one, and which driver. */
export async function driverSettings({ chromium, driver }) {
  const file = inRoot("target/webdriver.json");
  await mkdir(inRoot("target"), { recursive: true });
  await writeFile(file, JSON.stringify({ "goog:chromeOptions": { binary: chromium } }));
  return {
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
    // The default limits, 5 and 20 seconds, are too short on a busy machine.
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
    WASM_BINDGEN_TEST_TIMEOUT: "120",
  };
}
