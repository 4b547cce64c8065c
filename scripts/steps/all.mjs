// The build from nothing to a package that can be packed and a Worker that can be started, in order.
import { artifacts, bind, shrink, shrunk } from "./artifact.mjs";
import { bundle, bundlePlanted } from "./bundle.mjs";
import { dependencies } from "./dependencies.mjs";
import { page } from "./page.mjs";
import { endChildren } from "./run.mjs";
import { Stop } from "./step.mjs";
import { toolchain } from "./toolchain.mjs";

/** What every command needs. */
export async function prepare() {
  await toolchain();
  await dependencies();
}

export async function buildAll() {
  await toolchain();
  // Cargo compiles while npm downloads, and while wasm-opt works on what is compiled.
  const installing = quietly(dependencies());
  const shrinking = [];
  for (const artifact of artifacts) {
    await bind(artifact);
    if (shrunk.includes(artifact)) shrinking.push(quietly(installing.then(() => shrink(artifact))));
  }
  await Promise.all([installing, ...shrinking]);
  await bundle();
  await page();
}

/** The Worker with faults inside, for the tests of what a fault costs. */
export async function buildPlanted() {
  await bind("planted");
  await bundlePlanted();
}

/** For a promise that is awaited later: until then its failure is nobody's, which would end the process. */
function quietly(promise) {
  promise.catch(() => {});
  return promise;
}

/**
 * Runs a command's main function. What it cannot go on from ends it with a sentence, not a stack;
 * a signal ends all that it started, and then itself.
 */
export async function main(command) {
  for (const signal of signals) process.on(signal, onSignal);
  try {
    await command();
  } catch (problem) {
    if (ending) return;
    console.error(problem instanceof Stop ? `\n${problem.message}` : problem);
    endChildren();
    process.exit(1);
  }
}

/** Has `end` run, and waited for, when the command is told to stop. */
export function atEnd(end) {
  endings.push(end);
  // Miniflare's own listeners exit at once, before workerd is gone: it would be left as a zombie.
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const endings = [];
let ending = false;

async function onSignal(signal, number) {
  // Ctrl-C reaches us twice: from the terminal, and handed on by npm.
  if (ending) return;
  ending = true;
  endChildren();
  await Promise.allSettled(endings.map((end) => end()));
  process.exit(128 + number);
}
