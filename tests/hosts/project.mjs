// One small project of somebody else's per host: a folder of tests/hosts/projects, the program that all share, the
// packed tarball, and the tools that it names.
import { constants } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inRoot } from "../../scripts/steps/step.mjs";
import { makeConsumer } from "../support/consumer.mjs";

const tools = "tests/hosts/tools";
export const inTools = (...parts) => inRoot(tools, "node_modules", ...parts);
/** Loads a tool as a program beside it would. */
export const tool = createRequire(inRoot(tools, "package.json"));

export async function versionOf(folder) {
  return JSON.parse(await readFile(`${folder}/package.json`, "utf8")).version;
}

/**
 * Gives `use` the project, and removes it after. `packages` are tools that its own files import.
 * @param {string} name
 * @param {{ packages?: string[], files?: Record<string, string>, type?: string }} options
 */
export async function inProject(name, { packages = [], files, type } = {}, use) {
  const project = await makeConsumer({ project: `tests/hosts/projects/${name}`, copy: ["tests/hosts/program"], files, type });
  try {
    // Copied, as npm would have put them there: some bundlers will not follow a link that leads out of the project.
    for (const one of await withDependencies(packages)) {
      await cp(inTools(one), project.inside("node_modules", one), { recursive: true, mode: constants.COPYFILE_FICLONE });
    }
    return await use(project);
  } finally {
    await project.dispose();
  }
}

async function withDependencies(names, found = new Set()) {
  for (const name of names.filter((one) => !found.has(one))) {
    const manifest = await readFile(inTools(name, "package.json"), "utf8").then(JSON.parse, () => null);
    // Optional ones for other machines are not there.
    if (manifest === null) continue;
    found.add(name);
    await withDependencies(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), found);
  }
  return found;
}
