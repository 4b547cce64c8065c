// The main entry in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file
// (docs/decisions/0015).
import { initSync } from "glue:client";
import module from "wasm:client";

initSync({ module });

export * from "../../src/js/exports.ts";
