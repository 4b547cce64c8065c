// Installs the npm packages exactly as package-lock.json names them, when it has changed.
import { readFile } from "node:fs/promises";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

export async function dependencies() {
  await step("npm dependencies", {
    inputs: ["package-lock.json"],
    // npm writes the second one last: without it the folder is half an installation.
    outputs: ["node_modules", "node_modules/.package-lock.json"],
    // npm's own settings for the outer `npm start` would otherwise reach the inner npm.
    run: () => run("npm", ["ci", "--no-progress"], { env: { npm_config_loglevel: "error" } }),
  });
}

/** What is installed of a package, for steps whose result depends on it. */
export async function versionOf(name) {
  return JSON.parse(await readFile(inRoot("node_modules", name, "package.json"), "utf8")).version;
}
