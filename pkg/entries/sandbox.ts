// The sandbox in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file.
import { initSync } from "glue:sandbox";
import module from "wasm:sandbox";

initSync({ module });

export { createSandbox } from "../../src/sandbox/js/sandbox.ts";
