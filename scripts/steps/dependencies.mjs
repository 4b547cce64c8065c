// Installs the npm packages exactly as a package-lock.json names them, if it has changed.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

/** The packages of the workspace, or of a folder with packages of its own. */
export async function dependencies(folder = "") {
  const inside = (file) => path.posix.join(folder, file);
  await step(`npm dependencies ${folder}`.trim(), {
    inputs: [inside("package-lock.json")],
    // npm writes the second one last: without it, the installation is incomplete.
    outputs: [inside("node_modules"), inside("node_modules/.package-lock.json")],
    // Otherwise the settings of the outer `npm start` would reach the inner npm.
    run: () =>
      run("npm", ["ci", "--no-progress", "--prefix", inRoot(folder)], {
        cwd: inRoot(folder),
        env: { npm_config_loglevel: "error" },
      }),
  });
}

/** The installed version of a package, for steps whose result depends on it. */
export async function versionOf(name) {
  return JSON.parse(await readFile(inRoot("node_modules", name, "package.json"), "utf8")).version;
}
