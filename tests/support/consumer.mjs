// A project of somebody else's with the packed tarball installed: outside this repository, so that
// nothing is found by accident.
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { tarball } from "../../scripts/steps/pack.mjs";

/**
 * `files`: name → text. `copy`: files and folders of the repository, put beside them. `packages`: npm
 * packages that this repository has installed and the project may import too. `project`: a folder of the repository
 * that it begins as.
 * @param {{ files?: Record<string, string>, copy?: string[], packages?: string[], project?: string, type?: string }} [options]
 */
export async function makeConsumer({ files = {}, copy = [], packages = [], project, type = "module" } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "consumer-"));
  const inside = (...parts) => path.join(folder, ...parts);
  if (project) await cp(inRoot(project), folder, { recursive: true });
  await writeFile(inside("package.json"), JSON.stringify({ name: "consumer", private: true, type }));
  await cp(path.join(await installed(), "node_modules"), inside("node_modules"), { recursive: true });
  for (const name of packages) {
    await mkdir(path.dirname(inside("node_modules", name)), { recursive: true });
    await symlink(inRoot("node_modules", name), inside("node_modules", name));
  }
  for (const from of copy) await cp(inRoot(from), inside(path.basename(from)), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(inside(name)), { recursive: true });
    await writeFile(inside(name), text);
  }
  return { folder, inside, dispose: () => rm(folder, { recursive: true, force: true }) };
}

let installing;
/** A project with the tarball alone, as npm installs it: once per process, and copied into each project from there. */
const installed = () => (installing ??= install());

async function install() {
  const folder = await mkdtemp(path.join(tmpdir(), "installed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "installed", private: true }));
  await run("npm", ["install", "--offline", "--no-save", "--no-package-lock", inRoot(tarball)], { cwd: folder });
  return folder;
}
