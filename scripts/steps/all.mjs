// The whole build, in order: from nothing to a package that can be packed and a Worker that can be started.
import { constants } from "node:os";
import { artifacts, bind, shrink, shrunk } from "./artifact.mjs";
import { bundle, bundleFaultyWorker } from "./bundle.mjs";
import { dependencies } from "./dependencies.mjs";
import { licenses } from "./licenses.mjs";
import { page } from "./page.mjs";
import { endChildren } from "./run.mjs";
import { UserError } from "./step.mjs";
import { toolchain } from "./toolchain.mjs";

/** What every command needs. */
export async function prepare() {
  await toolchain();
  await dependencies();
}

/** `faultyWorker`: also the Worker with injected faults, for the tests of what a fault costs. */
export async function buildAll({ faultyWorker = false } = {}) {
  await toolchain();
  // Cargo compiles while npm downloads, and while wasm-opt works on what is already compiled.
  const installing = awaitedLater(dependencies());
  const shrinking = [];
  for (const artifact of [...artifacts, ...(faultyWorker ? ["faulty-worker"] : [])]) {
    await bind(artifact);
    if (shrunk.includes(artifact)) shrinking.push(awaitedLater(installing.then(() => shrink(artifact))));
  }
  await Promise.all([installing, ...shrinking]);
  await bundle();
  if (faultyWorker) await bundleFaultyWorker();
  await licenses();
  await page();
}

/** For a promise that is awaited later: until then its rejection would be unhandled, and end the process. */
export function awaitedLater(promise) {
  promise.catch(() => {});
  return promise;
}

/**
 * Runs a command's main function. An expected failure ends it with a sentence instead of a stack trace.
 * A signal ends everything that it started, and then the command itself.
 */
export async function main(command) {
  for (const signal of signals) process.on(signal, onSignal);
  endWithShell();
  try {
    await command();
  } catch (problem) {
    if (isEnding) return;
    console.error(problem instanceof UserError ? `\n${problem.message}` : problem);
    endChildren();
    process.exit(1);
  }
}

/** When the command is told to stop, runs `end` and waits for it. */
export function atEnd(end) {
  cleanups.push(end);
  // Miniflare's own listeners exit at once, before workerd has ended, and would leave it as a zombie.
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
}

/**
 * npm gives a signal to the shell that it runs a script in, and that shell gives it to nobody: this ends when it has lost the
 * shell. `exec` in the scripts would do the same, and Windows' shell does not know it.
 */
function endWithShell() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => process.ppid !== shell && onSignal("SIGTERM", constants.signals.SIGTERM), 250);
  watch.unref();
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const cleanups = [];
let isEnding = false;

async function onSignal(_signal, number) {
  // Ctrl-C arrives twice: from the terminal, and forwarded by npm.
  if (isEnding) return;
  isEnding = true;
  endChildren();
  await Promise.allSettled(cleanups.map((end) => end()));
  process.exit(128 + number);
}
