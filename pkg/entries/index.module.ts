// The main entry in Vercel's and Next.js' edge runtime, and in bundlers with unwasm (Nitro): they take a compiled module by
// an import that ends in `?module`, and never compile bytes.
import { instance } from "../../src/js/instance.ts";
import module from "./client.wasm?module";

instance.start(() => module);

export * from "../../src/js/exports.ts";
