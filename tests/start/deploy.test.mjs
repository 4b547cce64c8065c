// `npm run deploy` as docs/deploy.md has it: what would be uploaded by wrangler.jsonc, without uploading it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";

let out;
let told;
before(async () => {
  out = await mkdtemp(path.join(tmpdir(), "deploy-test-"));
  const options = ["--dry-run", "--outdir", out, "--domain", "notifications.example.com"];
  told = await attempt("npm", ["run", "deploy", "--", ...options], { env: { CI: "1" } });
});
after(() => rm(out, { recursive: true, force: true }));

describe("npm run deploy", () => {
  it("takes the configuration without a complaint", () => {
    assert.equal(told.code, 0, told.output);
    assert.doesNotMatch(told.output, /warning|error/i);
  });

  it("binds the sandbox's Durable Object and the page's files", () => {
    assert.match(told.output, /env\.SANDBOX \(Sandbox\)/);
    assert.match(told.output, /env\.ASSETS/);
  });

  it("binds the limits of how often one may ask", () => {
    assert.match(told.output, /env\.RATE_LIMIT_ADDRESS/);
    assert.match(told.output, /env\.RATE_LIMIT_TOKEN/);
  });

  it("uploads one script and one compiled module", async () => {
    const files = (await readdir(out)).filter((name) => /\.(js|wasm)$/.test(name));
    assert.deepEqual(files.map((name) => path.extname(name)).sort(), [".js", ".wasm"]);
  });
});

describe("docs/deploy.md", () => {
  it("names every variable that the Worker reads, and no other", async () => {
    const guide = await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8");
    const declared = await readFile(new URL("../../pkg/dist/worker.d.ts", import.meta.url), "utf8");
    const env = /export interface Env \{([^]*?)\n\}/.exec(declared)[1];
    const read = [...env.matchAll(/^ {2}([A-Z_]+)\?: (string|Scope);/gm)].map(([, name]) => name);
    const named = [...guide.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    assert.ok(read.length >= 13, String(read));
    assert.deepEqual(named.sort(), read.sort());
  });
});
