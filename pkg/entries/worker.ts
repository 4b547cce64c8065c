// The Worker itself, for workerd only: wrangler.jsonc deploys it, and others mount it in their own Workers.
import { initSync } from "glue:worker";
import module from "./worker.wasm";

initSync({ module });

export * from "../../src/worker/platform/entry.ts";
export { default } from "../../src/worker/platform/entry.ts";
