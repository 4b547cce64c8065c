// One build step: runs if its inputs have changed, and prints one line with what it did and how long it took.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const inRoot = (...parts) => path.join(root, ...parts);

/** A failure that the reader can do something about: printed as a sentence, without a stack trace. */
export class UserError extends Error {}

/**
 * `inputs`: files and folders, relative to the root. They are compared by content, since a fresh clone and a
 * `git checkout` change every timestamp. `values`: what else the result depends on. `outputs`: what must exist afterwards.
 */
export async function step(name, { inputs = [], values = [], outputs = [], run }) {
  const stamp = inRoot("target", "stamps", `${name.replaceAll(/\W+/g, "-")}.txt`);
  const before = await fingerprint(inputs, values);
  if (outputs.every((file) => existsSync(inRoot(file))) && (await readOr(stamp, "")) === before) {
    return report(name, "up to date");
  }
  // A step that was interrupted must run again.
  await rm(stamp, { force: true });
  const started = performance.now();
  await run();
  const missing = outputs.find((file) => !existsSync(inRoot(file)));
  if (missing) throw new UserError(`The step "${name}" did not produce ${missing}.`);
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, before);
  report(name, `${((performance.now() - started) / 1000).toFixed(1)} s`);
}

export function report(name, outcome) {
  console.log(`  ${name.padEnd(28)} ${outcome}`);
}

async function fingerprint(inputs, values) {
  const hash = createHash("sha256").update(JSON.stringify([process.version, ...values]));
  for (const input of inputs) {
    for (const file of await filesIn(input)) {
      hash.update(`\0${file}\0`).update(await readFile(inRoot(file)));
    }
  }
  return hash.digest("hex");
}

async function filesIn(input) {
  const info = await stat(inRoot(input)).catch(() => null);
  if (!info) return [];
  if (!info.isDirectory()) return [input];
  const entries = await readdir(inRoot(input), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"))
    .filter((file) => !/(^|\/)(node_modules|dist|target)\//.test(file.slice(input.length)))
    .sort();
}

const readOr = (file, fallback) => readFile(file, "utf8").catch(() => fallback);
