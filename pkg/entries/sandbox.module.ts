// The sandbox in Vercel's and Next.js' edge runtime, and in bundlers with unwasm (Nitro): they take a compiled module by an
// import that ends in `?module`, and never compile bytes.
import { createSandbox, instance } from "../../src/sandbox/js/sandbox.ts";
import module from "./sandbox.wasm?module";

instance.start(() => module);

export { createSandbox };
