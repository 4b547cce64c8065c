// The Worker in Node, Deno and Bun, where a Worker's own unit tests import it: the module's bytes travel inside this file.
import compile from "wasm:worker";
import worker, { Sandbox, createWorker, instance } from "../../src/worker/platform/entry.ts";

instance.start(compile);

export { Sandbox, createWorker, worker as default };
