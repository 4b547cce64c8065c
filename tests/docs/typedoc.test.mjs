// typedoc finds nothing to complain about: every export and field documented, every link leading somewhere.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";
import { typedoc, typedocOptions } from "../../scripts/steps/typedoc.mjs";

let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "typedoc-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const judge = (options) => attempt(...typedoc({ options, more: ["--emit", "none"] }));

it("documents every entry of the package without a warning", async () => {
  const { code, output } = await judge();
  assert.equal(code, 0, output);
});

it("reports an export that is not documented", async () => {
  const write = (name, text) => writeFile(path.join(folder, name), text);
  await write("bare.d.ts", "/** Documented. */\nexport interface Bare { field: string }\n");
  await write("tsconfig.json", JSON.stringify({ compilerOptions: { lib: ["es2022"], types: [] }, files: ["bare.d.ts"] }));
  const options = { extends: [typedocOptions], entryPoints: ["bare.d.ts"], tsconfig: "tsconfig.json" };
  await write("typedoc.json", JSON.stringify(options));
  const { code, output } = await judge(path.join(folder, "typedoc.json"));
  assert.notEqual(code, 0, output);
  assert.match(output, /Bare\.field .*does not have any documentation/);
});
