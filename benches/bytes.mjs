// The size of a Vite production build of a program that uses one of the clients, after brotli at its highest level.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotli } from "../scripts/steps/artifact.mjs";
import { inRoot } from "../scripts/steps/step.mjs";
import { fileOf } from "./peers.mjs";

export async function bytesOf(peer) {
  const { build } = await import("vite");
  const folder = inRoot("target/benches", peer);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const input = `${folder}/main.js`;
  await writeFile(input, `import { make } from ${JSON.stringify(fileURLToPath(fileOf(peer)))};\nglobalThis.used = make;\n`);
  await build({ root: folder, configFile: false, logLevel: "error", build: { rollupOptions: { input } } });
  const files = (await readdir(`${folder}/dist`, { recursive: true })).filter((file) => /\.(js|wasm)$/.test(file));
  const sizes = await Promise.all(files.map(async (file) => brotli(await readFile(`${folder}/dist/${file}`))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
