// The declarations of the packed tarball, checked by both compilers that people use, in each kind of project.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { makeConsumer } from "../support/consumer.mjs";

const compilers = ["typescript-5.9", "typescript-7"];
const libraries = {
  "a browser's library": { lib: ["es2022", "dom"], types: [] },
  "Node's types alone": { lib: ["es2022"], types: ["node"] },
  "workers-types": { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
};
const modules = {
  "as Node resolves": { module: "nodenext", moduleResolution: "nodenext" },
  // Bundlers have no CommonJS of TypeScript's kind.
  "as bundlers resolve": { module: "esnext", moduleResolution: "bundler", exclude: ["cases/commonjs.cts"] },
};

let consumer;
before(async () => {
  const packages = ["@types/node", "undici-types", "@cloudflare/workers-types"];
  consumer = await makeConsumer({ copy: ["tests/types/cases"], packages });
});
after(() => consumer?.dispose());

for (const compiler of compilers) {
  for (const [library, libraryOptions] of Object.entries(libraries)) {
    for (const [resolution, moduleOptions] of Object.entries(modules)) {
      describe(`${compiler}, ${library}, ${resolution}`, () => {
        it("compiles what is right and refuses what is wrong", () => compile(compiler, { ...libraryOptions, ...moduleOptions }));
      });
    }
  }
}

describe("typescript-5.9 with the resolution of old", () => {
  it("finds every entry without `exports`", () =>
    compile("typescript-5.9", { lib: ["es2022", "dom"], types: [], module: "commonjs", moduleResolution: "node10" }, [
      "cases/commonjs.cts",
    ]));
});

async function compile(compiler, { exclude = [], ...options }, files) {
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    // Our declarations are what is tested, and not those that TypeScript brings.
    skipLibCheck: false,
    skipDefaultLibCheck: true,
    noEmit: true,
    target: "es2022",
  };
  const config = consumer.inside(`tsconfig.${Math.random().toString(36).slice(2)}.json`);
  const included = files ? { files } : { include: ["cases"], exclude };
  await writeFile(config, JSON.stringify({ compilerOptions: { ...strict, ...options }, ...included }));
  const tsc = inRoot("node_modules", compiler, "bin/tsc");
  const { code, output } = await attempt(process.execPath, [tsc, "-p", config, "--pretty", "false"], { cwd: consumer.folder });
  // One line per error: what is indented below each explains it at length.
  const errors = output.split("\n").filter((line) => /^\S/.test(line));
  assert.ok(code === 0 && errors.length === 0, `exit code ${code}\n${errors.map((line) => line.slice(0, 300)).join("\n")}`);
}
