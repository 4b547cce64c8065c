// The main entry in Node, browsers, bundlers, Deno and Bun: the module's bytes travel inside this file
// (docs/decisions/0015).
import compile from "wasm:client";
import { instance } from "../../src/js/instance.ts";

instance.start(compile);

export * from "../../src/js/exports.ts";
