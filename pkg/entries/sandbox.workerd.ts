// The sandbox in Cloudflare Workers, which take a compiled module by import and never compile bytes.
import { createSandbox, instance } from "../../src/sandbox/js/sandbox.ts";
import module from "./sandbox.wasm";

instance.start(() => module);

export { createSandbox };
