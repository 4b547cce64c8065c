// Where the build puts what it compiles, whatever cargo was told elsewhere.
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

let elsewhere;
before(async () => {
  elsewhere = await mkdtemp(path.join(tmpdir(), "cargo-elsewhere-"));
});
after(() => rm(elsewhere, { recursive: true, force: true }));

it("a target folder named in the environment is ignored by the steps", async () => {
  const program = `
    import { run } from ${JSON.stringify(inRoot("scripts/steps/run.mjs"))};
    const metadata = await run("cargo", ["metadata", "--no-deps", "--locked", "--format-version", "1"]);
    console.log(JSON.parse(metadata.slice(metadata.indexOf("{"))).target_directory);`;
  for (const env of [{ CARGO_TARGET_DIR: elsewhere }, { CARGO_BUILD_TARGET_DIR: elsewhere }]) {
    const { output } = await attempt(process.execPath, ["--input-type=module", "--eval", program], { env });
    assert.equal(output.trim(), inRoot("target"));
  }
});

it("a target folder named in the environment is ignored by xtask", async () => {
  // Its program as it stands: compiled elsewhere by cargo, it would take a minute.
  const program = inRoot("target/debug/xtask");
  for (const name of ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"]) {
    const { code, output } = await attempt("env", [`${name}=${elsewhere}`, program, "bindgen", "client"]);
    assert.equal(code, 0, output);
    assert.deepEqual(await readdir(elsewhere), [], name);
  }
});
