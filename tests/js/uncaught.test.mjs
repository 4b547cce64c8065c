// What Node prints of an uncaught error: the line that threw it, which must not hold the WebAssembly as text.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { encode } from "../../scripts/steps/inline.mjs";
import { attempt } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

const rejected = `new NotificationsClient({ fetch: async () => new Response("{}", { status: 404 }) }).integrations.get("x")`;
const refused = `new NotificationsClient({ timeout: -1 })`;
const badOption = `createSandbox({ quota: -1 })`;

const bundles = {
  "esbuild's bundle": (entry, out) =>
    esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile: out }),
  "esbuild's bundle of CommonJS": (entry, out) =>
    esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", outfile: out.replace(".mjs", ".cjs") }),
  "Vite's bundle for a server": (entry, out) => viteBundle(entry, out, false),
};
const minified = {
  "esbuild's minified bundle": (entry, out) =>
    esbuild({ entryPoints: [entry], bundle: true, minify: true, platform: "node", format: "esm", outfile: out }),
  "Vite's minified bundle for a server": (entry, out) => viteBundle(entry, out, true),
};

for (const [what, program] of Object.entries({ rejected, refused, badOption })) {
  const names = program.includes("createSandbox") ? ["createSandbox", "/sandbox"] : ["NotificationsClient", ""];
  const imported = `import { ${names[0]} } from "confluent-notifications${names[1]}";\n${program};\n`;
  const required = `const { ${names[0]} } = require("confluent-notifications${names[1]}");\n${program};\n`;

  test(`an uncaught error (${what}) takes less than 2 kB, imported and required`, () =>
    inFolder(async (folder) => {
      for (const [name, text] of [
        ["program.mjs", imported],
        ["program.cjs", required],
      ]) {
        await writeFile(path.join(folder, name), text);
        const printed = await uncaught(path.join(folder, name));
        assert.ok(printed.length < 2_000, `${name}: ${printed.length} characters`);
      }
    }));

  for (const [how, bundle] of Object.entries({ ...bundles, ...minified })) {
    test(`an uncaught error (${what}) does not print the WebAssembly out of ${how}`, () =>
      inFolder(async (folder) => {
        await writeFile(path.join(folder, "program.mjs"), imported);
        const out = path.join(folder, "out.mjs");
        await bundle(path.join(folder, "program.mjs"), out);
        const printed = await uncaught(how.includes("CommonJS") ? out.replace(".mjs", ".cjs") : out);
        // A minified bundle is one line of the user's; the sandbox's and the client's code are 25 kB of it.
        assert.ok(printed.length < (how in minified ? 30_000 : 2_000), `${printed.length} characters`);
      }));
  }
}

for (const [file, module] of Object.entries({
  "index.js": "client",
  "index.cjs": "client",
  "sandbox.js": "sandbox",
  "sandbox.cjs": "sandbox",
  "worker.node.js": "worker",
  "init.js": undefined,
  "init.cjs": undefined,
})) {
  test(`${file} has its module, if any, on one line, which is the only long one`, async () => {
    const text = await readFile(inRoot("pkg/dist", file), "utf8");
    const long = text.split("\n").filter((line) => line.length > 500);
    const bytes = module ? [encode(await readFile(inRoot(`pkg/dist/${module}.wasm`)))] : [];
    assert.ok(long.join("\n") === bytes.join("\n"), `${long.length} lines are long`);
  });
}

/** What Node writes on its standard error when the program ends with the error. */
async function uncaught(file) {
  const { code, output } = await attempt(process.execPath, [file], {});
  assert.equal(code, 1);
  assert.match(output, /Error/);
  return output;
}

function viteBundle(entry, out, minify) {
  return vite({
    root: path.dirname(entry),
    configFile: false,
    logLevel: "silent",
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      minify,
      outDir: path.dirname(out),
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: path.basename(out) } },
    },
  });
}

async function inFolder(use) {
  // Inside the repository, so that the package is found.
  const folder = await mkdtemp(inRoot("target", "uncaught-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
