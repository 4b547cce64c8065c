// wrangler.jsonc as `npx wrangler deploy` reads it: what would be uploaded, without uploading it.
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

let out;
let told;
before(async () => {
  out = await mkdtemp(path.join(tmpdir(), "deploy-test-"));
  const wrangler = inRoot("node_modules/wrangler/bin/wrangler.js");
  told = await attempt(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", out], {
    env: { WRANGLER_SEND_METRICS: "false", CI: "1" },
  });
});
after(() => rm(out, { recursive: true, force: true }));

describe("wrangler deploy", () => {
  it("takes the configuration without a complaint", () => {
    assert.equal(told.code, 0, told.output);
    assert.doesNotMatch(told.output, /warning|error/i);
  });

  it("binds the sandbox's Durable Object and the page's files", () => {
    assert.match(told.output, /env\.SANDBOX \(Sandbox\)/);
    assert.match(told.output, /env\.ASSETS/);
  });

  it("uploads one script and one compiled module", async () => {
    const files = (await readdir(out)).filter((name) => /\.(js|wasm)$/.test(name));
    assert.deepEqual(files.map((name) => path.extname(name)).sort(), [".js", ".wasm"]);
  });
});
