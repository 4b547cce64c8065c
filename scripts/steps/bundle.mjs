// Bundles pkg/entries into pkg/dist: one self-contained file per entry and host.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { artifacts, declarationsOf, glueOf, wasmOf } from "./artifact.mjs";
import { versionOf } from "./dependencies.mjs";
import { decoder } from "./inline.mjs";
import { inRoot, step } from "./step.mjs";

// One row per entry and host; the names show which entry becomes which file.
const bundles = [
  { entry: "index.ts", out: "index.js", format: "esm" },
  { entry: "index.ts", out: "index.cjs", format: "cjs" },
  { entry: "index.workerd.ts", out: "index.workerd.js", format: "esm" },
  { entry: "index.module.ts", out: "index.module.js", format: "esm" },
  { entry: "sandbox.ts", out: "sandbox.js", format: "esm" },
  { entry: "sandbox.ts", out: "sandbox.cjs", format: "cjs" },
  { entry: "sandbox.workerd.ts", out: "sandbox.workerd.js", format: "esm" },
  { entry: "sandbox.module.ts", out: "sandbox.module.js", format: "esm" },
  { entry: "worker.ts", out: "worker.js", format: "esm" },
  { entry: "worker.node.ts", out: "worker.node.js", format: "esm" },
  { entry: "worker.module.ts", out: "worker.module.js", format: "esm" },
  { entry: "init.ts", out: "init.js", format: "esm" },
  { entry: "init.ts", out: "init.cjs", format: "cjs" },
];
// Generated from the Rust types, or written by hand where Rust has no type for it.
const declarations = [
  { from: declarationsOf("client"), out: "index" },
  { from: declarationsOf("sandbox"), out: "sandbox" },
  { from: "pkg/entries/init.d.ts", out: "init" },
  // A project without "type": "module" is CommonJS to TypeScript, and a Worker to wrangler all the same.
  { from: "pkg/entries/worker.d.ts", out: "worker" },
  { from: "pkg/entries/wasm.d.ts", twin: "pkg/entries/wasm.d.cts", out: "client.wasm" },
  { from: "pkg/entries/wasm.d.ts", twin: "pkg/entries/wasm.d.cts", out: "sandbox.wasm" },
];
/** Entries that resolvers without `exports` (Parcel 2, Metro before 0.82) find as a folder with a package.json. */
const folders = ["sandbox", "worker", "init"];
const copied = ["CHANGELOG.md", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT"];

/** The Worker with injected faults, which only its own tests start: next to the package, not in it. */
export async function bundleFaultyWorker() {
  await step("bundle the faulty Worker", {
    inputs: [
      "pkg/entries",
      "src/js/error.ts",
      "src/recover.ts",
      "src/unsupported.ts",
      "src/worker/platform",
      "scripts/steps/bundle.mjs",
      glueOf("faulty-worker"),
      wasmOf("faulty-worker"),
    ],
    values: [await versionOf("esbuild")],
    outputs: ["target/faulty-worker/worker.js", "target/faulty-worker/worker.wasm"],
    async run() {
      const { build } = createRequire(import.meta.url)("esbuild");
      const { plugins, ...rest } = options({ entry: "worker.ts", out: "worker.js", format: "esm" });
      await build({
        ...rest,
        outfile: inRoot("target/faulty-worker/worker.js"),
        // The first plugin that resolves a name decides.
        plugins: [glueInstead("worker", "faulty-worker"), ...plugins],
      });
      await copyFile(inRoot(wasmOf("faulty-worker")), inRoot("target/faulty-worker/worker.wasm"));
    },
  });
}

export async function bundle() {
  await step("bundle the package", {
    inputs: [
      "pkg/entries",
      "src/js",
      "src/recover.ts",
      "src/unsupported.ts",
      "src/sandbox/js",
      "src/worker/platform",
      "scripts/steps/bundle.mjs",
      "scripts/steps/inline.mjs",
      ...copied,
      ...artifacts.flatMap((artifact) => [glueOf(artifact), wasmOf(artifact), declarationsOf(artifact)]),
    ],
    values: [await versionOf("esbuild")],
    outputs: [
      ...[...bundles, ...declarations.map(({ out }) => ({ out: `${out}.d.ts` }))].map(({ out }) => `pkg/dist/${out}`),
      ...folders.map((entry) => `pkg/${entry}/package.json`),
      ...copied.map((file) => `pkg/${file}`),
    ],
    async run() {
      await rm(inRoot("pkg/dist"), { recursive: true, force: true });
      await mkdir(inRoot("pkg/dist"), { recursive: true });
      const { build } = createRequire(import.meta.url)("esbuild");
      await Promise.all(bundles.map((one) => build(options(one))));
      for (const artifact of artifacts) {
        await copyFile(inRoot(wasmOf(artifact)), inRoot(`pkg/dist/${artifact}.wasm`));
      }
      for (const { from, out, twin } of declarations) await declare(from, out, twin);
      await copyFile(inRoot("pkg/entries/worker.cjs"), inRoot("pkg/dist/worker.cjs"));
      for (const entry of folders) {
        await mkdir(inRoot("pkg", entry), { recursive: true });
        await writeFile(inRoot("pkg", entry, "package.json"), folderOf(entry));
      }
      for (const file of copied) await copyFile(inRoot(file), inRoot("pkg", file));
    },
  });
}

function options({ entry, out, format }) {
  return {
    entryPoints: [inRoot("pkg/entries", entry)],
    outfile: inRoot("pkg/dist", out),
    format,
    bundle: true,
    platform: "neutral",
    target: "es2022",
    // Identifiers and lines are kept: an error prints the name of its class, and Node the line that threw it. The user's bundler
    // minifies again.
    minifySyntax: true,
    // Cloudflare's and Vercel's upload is small, and neither prints a line.
    minifyWhitespace: /^worker\.ts$|workerd|module/.test(entry),
    legalComments: "none",
    charset: "ascii",
    logLevel: "silent",
    // workerd's own modules, and the compiled module next to the bundle.
    external: ["cloudflare:*", "./*.wasm", "./*.wasm?module"],
    inject: [inRoot("src/js/encoding.ts")],
    plugins: [inlinedWasm, ownGlue, ownSnippets],
  };
}

/**
 * `wasm:client` compiles the module, synchronously from bytes in the text: the only way that works in every bundler and host
 * that lets a program compile.
 */
const inlinedWasm = {
  name: "inlined wasm",
  setup(build) {
    build.onResolve({ filter: /^wasm:/ }, ({ path: name }) => ({ path: name.slice(5), namespace: "wasm" }));
    build.onLoad({ filter: /.*/, namespace: "wasm" }, async ({ path: artifact }) => ({
      contents: `export default () => {${decoder(await readFile(inRoot(wasmOf(artifact))))}\nreturn new WebAssembly.Module(bytes);\n};`,
    }));
  },
};

/** `glue:client` is what wasm-bindgen generated for the artifact. */
const ownGlue = {
  name: "own glue",
  setup(build) {
    build.onResolve({ filter: /^glue:/ }, ({ path: name }) => ({ path: inRoot(glueOf(name.slice(5))) }));
  },
};

/** Replaces the glue of one artifact's entry with another's. */
const glueInstead = (artifact, other) => ({
  name: "glue of another artifact",
  setup(build) {
    build.onResolve({ filter: new RegExp(`^glue:${artifact}$`) }, () => ({ path: inRoot(glueOf(other)) }));
  },
});

/**
 * Rust imports what `build.rs` compiled to `target/snippets`, and wasm-bindgen copies it to `snippets/<crate>-<hash>/…`. An
 * entry imports the TypeScript itself: both must be the same module, or each would have its own state.
 */
const ownSnippets = {
  name: "own snippets",
  setup(build) {
    const own = /^\.\/snippets\/confluent-notifications-[0-9a-f]+\/(?:target\/snippets\/(.+)\.js|(.+))$/;
    build.onResolve({ filter: own }, ({ path: name }) => {
      const [, compiled, copied] = own.exec(name);
      return { path: inRoot(compiled ? `src/${compiled}.ts` : copied) };
    });
  },
};

const folderOf = (entry) => {
  const files = { main: `../dist/${entry}.cjs`, module: `../dist/${entry}.js`, types: `../dist/${entry}.d.cts` };
  return `${JSON.stringify({ ...files, sideEffects: false }, null, 2)}\n`;
};

/** Unless it has a twin of its own, the CommonJS file differs only in the names of the files next to it. */
async function declare(from, out, own) {
  const text = await readFile(inRoot(from), "utf8");
  await writeFile(inRoot("pkg/dist", `${out}.d.ts`), text);
  if (own) return copyFile(inRoot(own), inRoot("pkg/dist", `${out}.d.cts`));
  const twin = text.replaceAll(/(["'])(\.\/[\w.-]+)\.js\1/g, "$1$2.cjs$1");
  await writeFile(inRoot("pkg/dist", `${out}.d.cts`), twin);
}
