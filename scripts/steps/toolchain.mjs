// Finds the tools that do not come from a registry, and says what to install if one is missing.
import { existsSync } from "node:fs";
import { attempt, run } from "./run.mjs";
import { report, step, UserError } from "./step.mjs";

const TARGET = "wasm32-unknown-unknown";

export async function toolchain() {
  checkNode();
  await checkCargo();
  await wasmTarget();
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new UserError(`Node ${process.version} is too old: install Node 20.19 or newer (https://nodejs.org).`);
  }
}

async function checkCargo() {
  const cargo = await attempt("cargo", ["--version"]);
  if (cargo.problem) {
    throw new UserError("cargo was not found: install Rust with rustup (https://rustup.rs), then open a new shell.");
  }
  if (cargo.code === 0) return;
  // rustup is installed, but not the toolchain of rust-toolchain.toml, and rustup may be set not to install one by itself
  // (RUSTUP_AUTO_INSTALL=0).
  await step("rust toolchain", { run: () => run("rustup", ["toolchain", "install"]) });
  await run("cargo", ["--version"]);
}

async function wasmTarget() {
  if (await hasTarget()) return report("wasm target", "up to date");
  await step("wasm target", {
    async run() {
      const added = await attempt("rustup", ["target", "add", TARGET]);
      if (added.problem) {
        throw new UserError(
          `This Rust cannot compile to WebAssembly, and there is no rustup to add the target: install the standard library for ${TARGET}, or install Rust with rustup (https://rustup.rs).`,
        );
      }
      if (added.code !== 0 || !(await hasTarget())) {
        throw new UserError(`rustup could not add the target ${TARGET}:\n${added.output}`);
      }
    },
  });
}

async function hasTarget() {
  const { code, output } = await attempt("rustc", ["--print", "target-libdir", "--target", TARGET]);
  return code === 0 && existsSync(output.trim().split("\n").at(-1));
}
