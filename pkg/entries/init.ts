// The entry for hosts where no other works: they find and compile the module themselves, and pass it in.
import { ownError } from "../../src/js/error.ts";
import * as exports from "../../src/js/exports.ts";
import { instance } from "../../src/js/instance.ts";

export function init(module: WebAssembly.Module): typeof exports {
  // By its tag: in a sandbox such as Next.js' the module is of another realm, whose classes are not this one's.
  if (Object.prototype.toString.call(module) !== "[object WebAssembly.Module]") {
    throw ownError("invalid_request", "init takes the WebAssembly.Module that was compiled from the package's client.wasm");
  }
  instance.start(() => module);
  return exports;
}
