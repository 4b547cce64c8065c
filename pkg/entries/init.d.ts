declare global {
  // Node's own types do not know WebAssembly; where others do, this adds nothing.
  namespace WebAssembly {
    interface Module {}
  }
}

export type * from "./index.js";

/**
 * For hosts where no other entry works: hand in the compiled module, made from this package's
 * `confluent-notifications/client.wasm`, once; then use what is returned.
 */
export declare function init(module: WebAssembly.Module): typeof import("./index.js");
