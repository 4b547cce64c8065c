// Starts the Worker in workerd for a test, with variables of the test's own and nothing from this machine.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { runWorker } from "../../scripts/local/worker.mjs";
import { startInOrder } from "./start-in-order.mjs";

/**
 * A Worker for the tests of the file or the `describe` that calls this: started before the first, and ended after the last.
 * `vars` and `more` are those of `startWorker`, or functions that return them, for what is known only after an earlier
 * `startInOrder`.
 * @typedef {Awaited<ReturnType<typeof startWorker>>} Worker
 */
export function withWorker(vars = {}, more = {}) {
  const worker = /** @type {Worker} */ ({});
  startInOrder(async () => Object.assign(worker, await startWorker({ vars: given(vars), ...given(more) })));
  after(() => worker.dispose?.());
  return worker;
}

const given = (value) => (typeof value === "function" ? value() : value);

/**
 * `vars` are the Worker's variables, `lines` gathers what it logs. `fetch` takes a path: it goes over a
 * real socket, so that Host, Origin and the like are what workerd sees. No `.dev.vars` of a developer is read.
 * Everything else goes to Miniflare.
 * @param {{ vars?: Record<string, unknown>, [more: string]: unknown }} [options]
 */
export async function startWorker({ vars = {}, ...more } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "worker-test-"));
  const lines = [];
  const worker = await runWorker({ folder, vars, log: (line) => lines.push(line), ...more });
  return {
    url: worker.url,
    // What it says of a Worker leaves out its cron and its queue.
    miniflare: /** @type {any} */ (worker.miniflare),
    lines,
    fetch: (where, init) => fetch(new URL(where, worker.url), init),
    async dispose() {
      await worker.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
