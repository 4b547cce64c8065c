// No `any` can be reached from the packed tarball's exports: with it, the compiler would stop checking its users' code.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { makeConsumer } from "../support/consumer.mjs";
import { compilerOptions, reachableAny } from "./anywhere.mjs";

const libraries = {
  "a browser's library": { lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] },
  "Node's types alone": { lib: ["lib.es2022.d.ts"], types: ["node"] },
  "workers-types": { lib: ["lib.es2022.d.ts"], types: ["@cloudflare/workers-types"] },
};

/** One `any` each, and the path by which it is reached. */
const planted = {
  "a property": ["export interface A { readonly b: { c?: any } }", "planted.A.b.c"],
  "a promise": ["export declare function a(): Promise<any>;", "planted.a()<>"],
  "a callback's argument": ["export interface A { on?: (event: any) => void }", "planted.A.on(event)"],
  "an index signature": ["export type A = { [name: string]: any };", "planted.A[]"],
  "a constructor": ["export declare class A { constructor(b?: any[]); }", "planted.A(b)<>"],
  "a base": ["export {}; declare class B { c: any } export declare class A extends B {}", "planted.A.c"],
  "a mapped type": ["export type A = Readonly<Record<'c', any>>;", "planted.A.c"],
  "the host's defaults": ["export declare function a(): AsyncIterable<string>;", "planted.a()<>"],
  "a type parameter's default": ["export interface A<T = any> { b: T }", "planted.A<>"],
  "a missing annotation": ["export declare function a(b): void;", "planted.a(b)"],
  "a name that is nowhere": ["export declare function a(b: Nowhere): void;", "planted.a(b)"],
  "an import from nowhere": ['export type { A } from "./nowhere.js";', "planted.A"],
  "the default export": ["declare const a: any; export default a;", "planted.default"],
};

let consumer;
before(async () => {
  const packages = ["@types/node", "undici-types", "@cloudflare/workers-types"];
  const files = Object.fromEntries(Object.values(planted).map(([text], index) => [`planted${index}.d.ts`, text]));
  consumer = await makeConsumer({ files, packages });
});
after(() => consumer?.dispose());

for (const [library, libraryOptions] of Object.entries(libraries)) {
  describe(`no any, with ${library}`, () => {
    for (const condition of ["import", "require"]) {
      it(`of what ${condition} finds`, async () => {
        const installed = consumer.inside("node_modules/confluent-notifications");
        const files = await declarations(installed, condition);
        const { found, visited } = reachableAny({
          files,
          options: {
            ...compilerOptions,
            ...libraryOptions,
            typeRoots: [consumer.inside("node_modules/@types"), consumer.inside("node_modules")],
          },
          isOurs: (file) => file.startsWith(`${installed}/`),
        });
        assert.deepEqual(found, []);
        // So many that it cannot have looked at the entries' names alone.
        assert.ok(visited > 60, `only ${visited} types were visited`);
      });
    }
  });
}

describe("the search finds any, planted in", () => {
  for (const [index, [where, [, at]]] of Object.entries(planted).entries()) {
    it(where, () => {
      const { found } = reachableAny({
        files: { planted: consumer.inside(`planted${index}.d.ts`) },
        options: { ...compilerOptions, lib: ["lib.es2022.d.ts"], types: [] },
        isOurs: (file) => file.startsWith(`${consumer.folder}/planted`),
      });
      assert.ok(found.includes(at), `found ${found.join() || "nothing"}`);
    });
  }
});

/** Every entry of `exports` that has declarations: name → file. */
async function declarations(installed, condition) {
  const { exports } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8"));
  const files = {};
  for (const [name, entry] of Object.entries(exports)) {
    const types = typesOf(entry, condition);
    if (types) files[name === "." ? "index" : name.slice(2)] = path.join(installed, types);
  }
  for (const name of ["index", "sandbox", "worker", "init"]) assert.ok(files[name], `no declarations of ${name}`);
  return files;
}

function typesOf(entry, condition) {
  if (typeof entry !== "object" || entry === null) return undefined;
  return typeof entry.types === "string" ? entry.types : typesOf(entry[condition] ?? entry.default, condition);
}
