// Installs the large hosts in a folder outside this repository, so that nothing is found by accident, and the packed
// tarball among them. The folder stays: the next run installs only what has changed.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { tarball } from "../../scripts/steps/pack.mjs";
import { run } from "../../scripts/steps/run.mjs";
import { inRoot, root } from "../../scripts/steps/step.mjs";

export const here = "tests/large-hosts";
// Two clones do not share it.
const clone = createHash("sha256").update(root).digest("hex").slice(0, 8);
const place = path.join(tmpdir(), `large-hosts-${clone}`);

/** The names of the hosts: the folders with a host.mjs. */
export async function hostNames() {
  const found = await readdir(inRoot(here), { recursive: true });
  return found
    .filter((file) => /^[^/\\]+[/\\]host\.mjs$/.test(file))
    .map((file) => path.dirname(file))
    .sort();
}

export async function installLargeHosts(names) {
  const wanted = createHash("sha256");
  for (const file of ["package.json", "package-lock.json", ".npmrc", ...names.map((name) => `${name}/package.json`)]) {
    const text = await readFile(inRoot(here, file));
    wanted.update(text);
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), text);
  }
  const stamp = path.join(place, "installed.txt");
  const digest = wanted.digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== digest) {
    await rm(stamp, { force: true });
    // Not `npm ci`: it refuses a lockfile without the optional binaries of every platform, and not every registry has them all.
    await run("npm", ["install", "--no-save", "--no-progress"], { cwd: place, env: { npm_config_loglevel: "error" } });
    await writeFile(stamp, digest);
  }
}

/** The folder of a host, laid anew: its files, the program that all hosts share, and the packed tarball. */
export async function layOut(name) {
  const folder = path.join(place, name);
  const inside = (...parts) => path.join(folder, ...parts);
  for (const file of await readdir(folder)) {
    if (!["node_modules", "package.json"].includes(file)) await rm(inside(file), { recursive: true, force: true });
  }
  await cp(inRoot(here, name, "files"), folder, { recursive: true });
  await cp(inRoot("tests/hosts/program"), inside("program"), { recursive: true });
  const packed = inside("node_modules/confluent-notifications");
  await rm(packed, { recursive: true, force: true });
  await mkdir(packed, { recursive: true });
  await run("tar", ["-xzf", inRoot(tarball), "-C", packed, "--strip-components=1"]);
  return { folder, inside };
}

/** The folder of a package, where npm has put it: the host's own, or one that hosts share. */
export function installedIn(host, name) {
  const own = path.join(place, host, "node_modules", name);
  return existsSync(own) ? own : path.join(place, "node_modules", name);
}
