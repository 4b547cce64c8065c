// The Worker itself in workerd: wrangler.jsonc deploys it, and others mount it in their own Workers.
import worker, { Sandbox, createWorker, instance } from "../../src/worker/platform/entry.ts";
import module from "./worker.wasm";

instance.start(() => module);

export { Sandbox, createWorker, worker as default };
