// A Worker of a user's own around the built package, as an import of `confluent-notifications/worker` would be.
import path from "node:path";
import { inRoot } from "../../scripts/steps/step.mjs";
import { startWorker } from "../support/worker.mjs";

/**
 * For `startWorker` and `withWorker`: `source` is the module that workerd starts. It finds the package's Worker, or the one in
 * `folder`, as "./worker.js".
 */
export const customWorker = (source, folder = inRoot("pkg/dist")) => ({
  modulesRoot: folder,
  modules: [
    { type: "ESModule", path: path.join(folder, "custom.mjs"), contents: source },
    { type: "ESModule", path: path.join(folder, "worker.js") },
    { type: "CompiledWasm", path: path.join(folder, "worker.wasm") },
  ],
});

/**
 * @param {string} source
 * @param {{ folder?: string, [more: string]: unknown }} [options]
 */
export const startCustomWorker = (source, { folder, ...more } = {}) => startWorker({ ...customWorker(source, folder), ...more });
