// Builds one WebAssembly artifact of the crate: compiles it, generates its JavaScript bindings, and shrinks it.
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import { versionOf } from "./dependencies.mjs";
import { encode } from "./inline.mjs";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

// Those that wasm-opt shrinks first: it works while the next one is compiled.
export const artifacts = ["sandbox", "client", "worker"];
export const glueOf = (artifact) => `target/bindgen/${artifact}/${artifact}.js`;
export const declarationsOf = (artifact) => `target/bindgen/${artifact}/${artifact}.d.ts`;
// wasm-opt made the Worker 8 % smaller, but 1 % larger after brotli, so it is not used there.
export const shrunk = ["client", "sandbox"];
export const wasmOf = (artifact) => (shrunk.includes(artifact) ? `target/wasm/${artifact}.wasm` : boundOf(artifact));
const boundOf = (artifact) => `target/bindgen/${artifact}/${artifact}_bg.wasm`;

export const rustInputs = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "src"];

export async function bind(artifact) {
  await step(`bind ${artifact}`, {
    inputs: [...rustInputs, "xtask"],
    values: [(await run("rustc", ["--version"])).trim()],
    outputs: [
      glueOf(artifact),
      boundOf(artifact),
      declarationsOf(artifact),
      ...(artifact === "client" ? ["target/bindgen/client/names.mjs"] : []),
    ],
    run: () => run("cargo", ["xtask", "bindgen", artifact]),
  });
}

// The features that rustc 1.95 enables for wasm32-unknown-unknown, so that wasm-opt adds nothing that a host might not
// support.
const features = [
  "--mvp-features",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-call-indirect-overlong",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];
const flat = ["--flatten", "--rereloop", "-Oz", "-Oz"];
// Sections that only wasm-bindgen needed.
const strip = ["--strip-target-features", "--strip-producers"];
// Which one is smaller depends on the program, and only the size after brotli tells.
const recipes = [
  ["-Oz"],
  flat,
  [...flat, "--converge"],
  ["--low-memory-unused", ...flat, "--converge"],
  ["--low-memory-unused", ...flat, "--optimize-added-constants-propagate", "-Oz"],
].map((recipe) => [...recipe, ...strip]);

export async function shrink(artifact) {
  await step(`wasm-opt ${artifact}`, {
    inputs: [boundOf(artifact)],
    values: [features, recipes, await versionOf("binaryen")],
    outputs: [wasmOf(artifact)],
    async run() {
      await mkdir(inRoot("target/wasm"), { recursive: true });
      const tried = await Promise.all(
        recipes.map(async (recipe, index) => {
          const file = inRoot(`target/wasm/${artifact}.${index}.wasm`);
          const wasmOpt = inRoot("node_modules/binaryen/bin/wasm-opt");
          await run(process.execPath, [wasmOpt, ...features, ...recipe, inRoot(boundOf(artifact)), "-o", file]);
          // As most entries carry it.
          return { file, size: brotli(Buffer.from(encode(await readFile(file)))) };
        }),
      );
      tried.sort((a, b) => a.size - b.size);
      await copyFile(tried[0].file, inRoot(wasmOf(artifact)));
      await Promise.all(tried.map(({ file }) => rm(file)));
    },
  });
}

/** The size after brotli at its highest level, as a content delivery network would send it. */
export function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}
