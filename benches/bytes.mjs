// The bytes that a Vite production build ships for a program that uses a peer, after brotli at its strongest.
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
