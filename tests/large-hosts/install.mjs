// Installs each large host in a folder of its own outside this repository, so that nothing is found by accident, and the
// packed tarball beside it. The folders stay: the next run installs only what has changed.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { tarball } from "../../scripts/steps/pack.mjs";
import { run } from "../../scripts/steps/run.mjs";
import { inRoot, root } from "../../scripts/steps/step.mjs";
import { inTools } from "../hosts/project.mjs";

const here = "tests/large-hosts";
const published = inTools(`node-24-${process.platform}-${process.arch}/bin/node`);
/** The newest of most frameworks want more than Node 20. */
export const node = existsSync(published) ? published : process.execPath;
/** The hosts' programs find the same Node by its name. */
export const pathWithNode = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`;

// Two clones do not share it.
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const place = path.join(tmpdir(), `large-hosts-${sha256(root).slice(0, 8)}`);

/** The names of the hosts: the folders with a host.mjs. */
export async function hostNames() {
  const found = await readdir(inRoot(here), { recursive: true });
  return found
    .filter((file) => /^[^/\\]+[/\\]host\.mjs$/.test(file))
    .map((file) => path.dirname(file))
    .sort();
}

/**
 * Lays the project of a host anew, which is installed: the files of the host that it is `like`, its own over them, the program that
 * all share, and the packed tarball.
 */
export async function layOut(name, like = name) {
  const folder = path.join(place, name);
  const inside = (...parts) => path.join(folder, ...parts);
  for (const file of await readdir(folder)) {
    if (!["node_modules", ...manifests].includes(file)) await rm(inside(file), { recursive: true, force: true });
  }
  for (const host of [like, name]) await cp(inRoot(here, host, "files"), folder, { recursive: true });
  await cp(inRoot("tests/hosts/program"), inside("program"), { recursive: true });
  // What a bundler has kept there of an earlier package.
  for (const file of await readdir(inside("node_modules"))) {
    if (file.startsWith(".") && ![".bin", ".package-lock.json", stampFile].includes(file)) {
      await rm(inside("node_modules", file), { recursive: true, force: true });
    }
  }
  const packed = inside("node_modules/confluent-notifications");
  await rm(packed, { recursive: true, force: true });
  await mkdir(packed, { recursive: true });
  await run("tar", ["-xzf", inRoot(tarball), "-C", packed, "--strip-components=1"]);
  return { folder, inside };
}

const stampFile = ".installed";
const manifests = ["package.json", "package-lock.json", ".npmrc"];

/** Installs a host as its lockfile says, which the first installation writes. */
export async function install(name) {
  const folder = path.join(place, name);
  const lockfile = inRoot(here, name, "package-lock.json");
  const texts = () =>
    Promise.all(
      [inRoot(here, name, "package.json"), inRoot(here, ".npmrc"), lockfile].map((file) =>
        readFile(file, "utf8").catch(() => ""),
      ),
    );
  const stamp = path.join(folder, "node_modules", stampFile);
  const [manifest, settings, lock] = await texts();
  if ((await readFile(stamp, "utf8").catch(() => "")) === digestOf(await texts())) return;
  // From nothing: npm does not mend what an interrupted installation has left.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), manifest);
  await writeFile(path.join(folder, ".npmrc"), settings);
  if (lock) await writeFile(path.join(folder, "package-lock.json"), lock);
  // Not `npm ci`: it refuses a lockfile without the optional binaries of every platform, and not every registry has them all.
  // Under the Node that runs the hosts: npm takes older versions of what wants more than its own.
  const env = { npm_config_loglevel: "error", PATH: pathWithNode };
  await run("npm", ["install", "--no-progress", ...(lock ? ["--no-save"] : [])], { cwd: folder, env });
  if (!lock) await cp(path.join(folder, "package-lock.json"), lockfile);
  await writeFile(stamp, digestOf(await texts()));
}

const digestOf = (texts) => sha256(JSON.stringify([node, texts]));

/** The folder of a package that a host has installed. */
export const installedIn = (host, name) => path.join(place, host, "node_modules", name);
