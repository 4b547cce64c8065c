// Vercel's edge runtime, which compiles nothing: a sandbox in Node whose WebAssembly modules were compiled outside of it.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { expectedIn } from "../program/main.js";
import { inProject, tool } from "../project.mjs";

/** As Vercel and Next.js do: a module that is imported as `*.wasm?module` becomes a global of the sandbox. */
const compiledOutside = (modules) => ({
  name: "wasm?module",
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, async ({ path: wanted, resolveDir, kind, pluginData }) => {
      if (pluginData === "asked") return undefined;
      const found = wanted.startsWith(".")
        ? { path: path.join(resolveDir, wanted), errors: [] }
        : await build.resolve(wanted, { resolveDir, kind, pluginData: "asked" });
      return { errors: found.errors, path: found.path.replace("?module", ""), namespace: "compiled" };
    });
    build.onLoad({ filter: /.*/, namespace: "compiled" }, async ({ path: file }) => {
      const name = path.basename(file).replaceAll(/\W/g, "_");
      modules[name] = new WebAssembly.Module(await readFile(file));
      return { contents: `export default globalThis.${name};` };
    });
  },
});

/** Bundles a program for the edge, runs it there, and gives what it leaves as `seen`. */
async function onEdge(project, entry, conditions) {
  const { EdgeVM } = tool("@edge-runtime/vm");
  const modules = {};
  const outfile = project.inside("built/edge.js");
  const common = { bundle: true, format: /** @type {const} */ ("iife"), logLevel: /** @type {const} */ ("silent") };
  await build({ entryPoints: [project.inside(entry)], outfile, conditions, plugins: [compiledOutside(modules)], ...common });
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, modules),
  });
  vm.evaluate(await readFile(outfile, "utf8"));
  return { seen: await vm.evaluate("globalThis.seen"), modules: Object.keys(modules).length };
}

const program = (client, sandbox) => `
  ${client}
  ${sandbox}
  import { useClient } from "./program/main.js";
  globalThis.seen = useClient(client, sandbox).catch((error) => String(error?.message ?? error)).then((seen) => JSON.stringify(seen));`;

const ran = (client, conditions, sees) => () =>
  inProject("script", {}, async (project) => {
    const sandbox = `import * as sandbox from "confluent-notifications/sandbox";`;
    await writeFile(project.inside("main.mjs"), program(client, sandbox));
    sees(await onEdge(project, "main.mjs", conditions));
  });

const works = ({ seen, modules }) => {
  assert.deepEqual(JSON.parse(seen), expectedIn({ browser: false }));
  assert.equal(modules, 2);
};
const plain = `import * as client from "confluent-notifications";`;

export const edgeWays = {
  "condition `edge-light`": ran(plain, ["edge-light"], works),
  "`init` with `client.wasm?module`": ran(
    `import { init } from "confluent-notifications/init";
     import module from "confluent-notifications/client.wasm?module";
     const client = init(module);`,
    ["edge-light"],
    works,
  ),
  "says what to do without the condition": ran(plain, [], ({ seen }) =>
    assert.match(JSON.parse(seen), /disallowed by embedder\): .*confluent-notifications\/init/),
  ),
};
