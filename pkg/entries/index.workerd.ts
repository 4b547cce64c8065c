// The main entry in Cloudflare Workers, which take a compiled module by import and never compile bytes
// (docs/decisions/0015).
import { initSync } from "glue:client";
import module from "./client.wasm";

initSync({ module });

export * from "../../src/js/exports.ts";
