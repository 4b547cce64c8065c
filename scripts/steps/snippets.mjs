// Compiles each `imports.ts` below src/, with all that it imports, to one JavaScript file in target/snippets/, where
// Rust's `#[wasm_bindgen(module = …)]` finds it. `build.rs` runs this.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { inRoot } from "./step.mjs";

const files = await readdir(inRoot("src"), { recursive: true });
const entryPoints = files.filter((file) => path.basename(file) === "imports.ts").map((file) => inRoot("src", file));
await build({
  entryPoints,
  outbase: inRoot("src"),
  outdir: inRoot("target/snippets"),
  format: "esm",
  bundle: true,
  platform: "neutral",
  target: "es2022",
  logLevel: "error",
}).catch(() => process.exit(1)); // esbuild has said why.
