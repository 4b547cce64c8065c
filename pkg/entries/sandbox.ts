// The sandbox in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file.
import compile from "wasm:sandbox";
import { createSandbox, instance } from "../../src/sandbox/js/sandbox.ts";

instance.start(compile);

export { createSandbox };
