// The build from nothing to a package that can be packed and a Worker that can be started, in order.
import { bind, shrink } from "./artifact.mjs";
import { bundle } from "./bundle.mjs";
import { dependencies } from "./dependencies.mjs";
import { page } from "./page.mjs";
import { Stop } from "./step.mjs";
import { toolchain } from "./toolchain.mjs";

export async function buildAll() {
  await toolchain();
  await dependencies();
  await bind("client");
  await bind("sandbox");
  await bind("worker");
  await shrink("client");
  await shrink("sandbox");
  await shrink("worker");
  await bundle();
  await page();
}

/** Runs a command's main function; what it cannot go on from ends it with a sentence, not a stack. */
export async function main(command) {
  try {
    await command();
  } catch (problem) {
    console.error(problem instanceof Stop ? `\n${problem.message}` : problem);
    process.exit(1);
  }
}
