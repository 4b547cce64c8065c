// The main entry in Cloudflare Workers, which take a compiled module by import and never compile bytes
// (docs/decisions/0015).
import { instance } from "../../src/js/instance.ts";
import module from "./client.wasm";

instance.start(() => module);

export * from "../../src/js/exports.ts";
