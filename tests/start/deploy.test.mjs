// `npm run deploy` as docs/deploy.md has it: what would be uploaded by wrangler.jsonc, without uploading it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { makeQueues } from "../../scripts/steps/queues.mjs";
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

  it("binds what the canary remembers in and hands on to", () => {
    assert.match(told.output, /env\.CANARY_DB/);
    assert.match(told.output, /env\.CANARY_QUEUE \(confluent-notifications-canary\)/);
  });

  it("uploads one script and one compiled module", async () => {
    const files = (await readdir(out)).filter((name) => /\.(js|wasm)$/.test(name));
    assert.deepEqual(files.map((name) => path.extname(name)).sort(), [".js", ".wasm"]);
  });
});

describe("the queues", () => {
  /** Cloudflare's API, as far as wrangler asks it here. */
  async function cloudflare(taken) {
    const made = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { queue_name: name } = JSON.parse(body || "{}");
      const errors = taken.includes(name) ? [{ code: 11009, message: `Queue name '${name}' is already taken.` }] : name ? [] : [{ code: 10000, message: "Authentication error" }];
      if (errors.length === 0) made.push(`${request.method} ${request.url} ${name}`);
      response.writeHead(errors.length ? 409 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: errors.length === 0, errors, messages: [], result: { queue_name: name } }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const env = { CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${server.address().port}`, CLOUDFLARE_API_TOKEN: "t", CLOUDFLARE_ACCOUNT_ID: "a" };
    const stop = () => {
      server.closeAllConnections();
      server.close();
    };
    return { made, env, stop };
  }
  const NAMES = ["confluent-notifications-canary", "confluent-notifications-canary-dead"];

  it("are made where there are none, and left as they are where there are", async () => {
    for (const taken of [[], NAMES.slice(1), NAMES]) {
      const api = await cloudflare(taken);
      await makeQueues(api.env);
      api.stop();
      assert.deepEqual(api.made, NAMES.filter((name) => !taken.includes(name)).map((name) => `POST /accounts/a/queues ${name}`));
    }
  });

  it("that cannot be made stop the upload, in Cloudflare's words", async () => {
    const api = await cloudflare([]);
    api.stop();
    await assert.rejects(makeQueues(api.env), /confluent-notifications-canary could not be made/);
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
