// The sandbox in Cloudflare Workers, which take a compiled module by import and never compile bytes.
import module from "./sandbox.wasm";
import { start } from "../../src/js/sandbox.js";
import * as glue from "./glue/sandbox.js";

start(glue, module);

export { createSandbox } from "../../src/js/sandbox.js";
