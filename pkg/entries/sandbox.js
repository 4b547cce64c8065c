// The sandbox in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file.
import module from "wasm:sandbox";
import { start } from "../../src/sandbox/js/sandbox.ts";

start(module);

export { createSandbox } from "../../src/sandbox/js/sandbox.ts";
