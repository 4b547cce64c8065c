// Installs the tools that only tests/hosts needs (bundlers, frameworks, runtimes), as their lockfile names them.
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

const folder = "tests/hosts/tools";
// Not `npm ci`: it refuses a lockfile without the optional binaries of every platform, and not every registry has them all.
const install = ["install", "--no-save", "--no-progress"];

export async function hostTools() {
  await step("tools of the hosts", {
    inputs: [`${folder}/package.json`, `${folder}/package-lock.json`],
    outputs: [`${folder}/node_modules/.package-lock.json`],
    run: () => run("npm", install, { cwd: inRoot(folder), env: { npm_config_loglevel: "error" } }),
  });
}
