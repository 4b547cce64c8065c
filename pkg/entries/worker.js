// The Worker itself, for workerd only: wrangler.jsonc deploys it, and others mount it in their own Workers.
import module from "./worker.wasm";
import { start } from "../../src/js/worker.js";
import * as glue from "./glue/worker.js";

start(glue, module);

export { Sandbox, createWorker, default } from "../../src/js/worker.js";
