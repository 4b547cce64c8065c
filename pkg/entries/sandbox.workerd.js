// The sandbox in Cloudflare Workers, which take a compiled module by import and never compile bytes.
import module from "./sandbox.wasm";
import { start } from "../../src/sandbox/js/sandbox.ts";

start(module);

export { createSandbox } from "../../src/sandbox/js/sandbox.ts";
