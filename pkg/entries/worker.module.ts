// The Worker in bundlers with unwasm (Nitro, for Cloudflare): they take a compiled module by an import that ends in `?module`.
import worker, { Sandbox, createWorker, instance } from "../../src/worker/platform/entry.ts";
import module from "./worker.wasm?module";

instance.start(() => module);

export { Sandbox, createWorker, worker as default };
