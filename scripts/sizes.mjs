// `npm run sizes`: prints how many bytes each part costs its user, as built now, and writes the table into both READMEs.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { buildAll, main } from "./steps/all.mjs";
import { brotli } from "./steps/artifact.mjs";
import { intoReadme } from "./steps/readme.mjs";
import { inRoot } from "./steps/step.mjs";

await main(async () => {
  await buildAll();
  /** @type {[string, { raw: number, packed: number }][]} */
  const rows = [
    ["client, in a Vite build", await viteBuilt("NotificationsClient", "confluent-notifications")],
    ["sandbox, in a Vite build", await viteBuilt("createSandbox", "confluent-notifications/sandbox")],
    ["Worker, WebAssembly and JavaScript", await files("pkg/dist", (name) => /^worker\.(js|wasm)$/.test(name))],
    ["admin page, all files", await files("www/dist", () => true)],
  ];
  const table = [
    "| part | raw | brotli |",
    "|---|---:|---:|",
    ...rows.map(([part, { raw, packed }]) => `| ${part} | ${kilobytes(raw)} | ${kilobytes(packed)} |`),
  ].join("\n");
  console.log(`\n${table}`);
  await intoReadme("sizes", table);
});

/** A program that uses one export, built the way a dashboard would be: with the decoded module and its glue. */
async function viteBuilt(name, from) {
  const { build } = await import("vite");
  const folder = inRoot("target/sizes", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/main.js`, `import { ${name} } from "${from}";\nglobalThis.used = ${name};\n`);
  const input = `${folder}/main.js`;
  await build({ root: folder, configFile: false, logLevel: "error", build: { rollupOptions: { input } } });
  return files(`target/sizes/${name}/dist`, (file) => file.endsWith(".js"));
}

/** Each file is compressed separately, as a server does. */
async function files(folder, wanted) {
  const entries = await readdir(inRoot(folder), { withFileTypes: true, recursive: true });
  const sum = { raw: 0, packed: 0 };
  for (const entry of entries.filter((one) => one.isFile() && wanted(one.name))) {
    const bytes = await readFile(`${entry.parentPath ?? entry.path}/${entry.name}`);
    sum.raw += bytes.length;
    sum.packed += brotli(bytes);
  }
  return sum;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
