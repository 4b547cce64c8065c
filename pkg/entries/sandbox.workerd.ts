// The sandbox in Cloudflare Workers, which take a compiled module by import and never compile bytes.
import { initSync } from "glue:sandbox";
import module from "./sandbox.wasm";

initSync({ module });

export { createSandbox } from "../../src/sandbox/js/sandbox.ts";
