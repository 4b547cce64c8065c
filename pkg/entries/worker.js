// The Worker itself, for workerd alone: what wrangler.jsonc deploys and others mount in Workers of theirs.
import module from "./worker.wasm";
import { start } from "../../src/js/worker.js";
import * as glue from "./glue/worker.js";

start(glue, module);

export { Sandbox, createWorker, default } from "../../src/js/worker.js";
