// The entry for hosts where no other works: they find and compile the module themselves, and pass it in.
import { initSync } from "glue:client";
import * as exports from "../../src/js/exports.ts";

export function init(module: WebAssembly.Module): typeof exports {
  initSync({ module });
  return exports;
}
