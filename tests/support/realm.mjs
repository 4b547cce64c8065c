// Runs an entry of the package in a realm of its own, as a host without some of the usual globals would.
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { inRoot } from "../../scripts/steps/step.mjs";

/**
 * Bundles an entry of the package and runs it with these globals beside the language's; undefined takes one away.
 * @param {string} entry
 * @param {Record<string, unknown>} globals
 * @param {import("node:vm").CreateContextOptions} options
 */
export async function imported(entry, globals = {}, options = {}) {
  const { outputFiles } = await build({
    entryPoints: [inRoot("pkg/dist", entry)],
    bundle: true,
    format: "iife",
    globalName: "exports",
    write: false,
  });
  const { URL, Headers, Request, Response, TextDecoder, TextEncoder, console } = globalThis;
  const quiet = { ...console, error() {} };
  const context = createContext({ URL, Headers, Request, Response, TextDecoder, TextEncoder, console: quiet }, options);
  for (const [name, value] of Object.entries(globals)) {
    if (value === undefined) runInContext(`delete globalThis.${name}`, context);
    else context[name] = value;
  }
  return runInContext(`${outputFiles[0].text};exports`, context);
}
