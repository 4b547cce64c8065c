// A Worker of a user's own around the built package, as an import of `confluent-notifications/worker` would be.
import path from "node:path";
import { inRoot } from "../../scripts/steps/step.mjs";
import { startWorker } from "../support/worker.mjs";

/** `source` is the module that workerd starts; it finds the package's Worker, or the one in `folder`, as "./worker.js". */
export function startOwn(source, { folder = inRoot("pkg/dist"), ...more } = {}) {
  return startWorker({
    modulesRoot: folder,
    modules: [
      { type: "ESModule", path: path.join(folder, "own.mjs"), contents: source },
      { type: "ESModule", path: path.join(folder, "worker.js") },
      { type: "CompiledWasm", path: path.join(folder, "worker.wasm") },
    ],
    ...more,
  });
}
