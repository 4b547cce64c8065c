// What a row needs of its host, in Node.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";

export const host = {
  isBrowser: false,
  inspect: (value) => inspect(value, { depth: Infinity, showHidden: true }),
  /** A fetch whose promises and answers are those of another realm. */
  foreignFetch: (json) => runInContext(foreign, createContext({ json, URL }))(json),
  wasm: () => readFile(fileURLToPath(import.meta.resolve("confluent-notifications/client.wasm"))),
};

/** A realm of node:vm has no Response of its own: this is one, as far as a client may see. */
const foreign = `(json) => {
  class Headers extends Map {}
  class Response {
    status = 200;
    ok = true;
    headers = new Headers([["content-type", "application/json"]]);
    async text() { return json; }
    async json() { return JSON.parse(json); }
  }
  return async () => new Response();
}`;
