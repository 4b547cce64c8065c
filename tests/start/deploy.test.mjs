// `npm run deploy` as docs/deploy.md has it: what would be uploaded by wrangler.jsonc, without uploading it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { makeQueues } from "../../scripts/steps/queues.mjs";
import { attempt } from "../../scripts/steps/run.mjs";
import { readArguments } from "../../scripts/steps/wrangler.mjs";
import { listen } from "../support/server.mjs";

let out;
let told;
before(async () => {
  out = await mkdtemp(path.join(tmpdir(), "deploy-test-"));
  const options = ["--dry-run", "--outdir", out, "--domain", "notifications.example.com"];
  told = await attempt("npm", ["run", "deploy", "--", ...options], { env: { CI: "1" } });
});
after(() => rm(out, { recursive: true, force: true }));

describe("npm run deploy", () => {
  it("accepts the configuration without a warning", () => {
    assert.equal(told.code, 0, told.output);
    assert.doesNotMatch(told.output, /warning|error/i);
  });

  it("binds the sandbox's Durable Object and the page's files", () => {
    assert.match(told.output, /env\.SANDBOX \(Sandbox\)/);
    assert.match(told.output, /env\.ASSETS/);
  });

  it("binds the rate limiters", () => {
    assert.match(told.output, /env\.RATE_LIMIT_ADDRESS/);
    assert.match(told.output, /env\.RATE_LIMIT_TOKEN/);
  });

  it("binds the canary's database and queue", () => {
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
    const { origin, close } = await listen(
      createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += chunk;
        const { queue_name: name } = JSON.parse(body || "{}");
        const errors = taken.includes(name)
          ? [{ code: 11009, message: `Queue name '${name}' is already taken.` }]
          : name
            ? []
            : [{ code: 10000, message: "Authentication error" }];
        if (errors.length === 0) made.push(`${request.method} ${request.url} ${name}`);
        response.writeHead(errors.length ? 409 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify({ success: errors.length === 0, errors, messages: [], result: { queue_name: name } }));
      }),
    );
    const env = {
      CLOUDFLARE_API_BASE_URL: origin,
      CLOUDFLARE_API_TOKEN: "t",
      CLOUDFLARE_ACCOUNT_ID: "a",
    };
    return { made, env, close };
  }
  const NAMES = ["confluent-notifications-canary", "confluent-notifications-canary-dead"];

  it("are created if they are missing, and left alone otherwise", async () => {
    for (const taken of [[], NAMES.slice(1), NAMES]) {
      const api = await cloudflare(taken);
      await makeQueues(api.env);
      api.close();
      assert.deepEqual(
        api.made,
        NAMES.filter((name) => !taken.includes(name)).map((name) => `POST /accounts/a/queues ${name}`),
      );
    }
  });

  it("are those of the environment and the configuration that wrangler is given", async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), "deploy-test-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const config = path.join(folder, "own.jsonc");
    const queues = (queue) => ({ producers: [{ binding: "CANARY_QUEUE", queue }] });
    await writeFile(
      config,
      JSON.stringify({ name: "own", queues: queues("top"), env: { staging: { queues: queues("staging-canary") }, none: {} } }),
    );
    for (const [given, names] of [
      [[], ["top"]],
      [["--env", "staging"], ["staging-canary"]],
      [["--env", "none"], []],
    ]) {
      const api = await cloudflare([]);
      t.after(api.close);
      await makeQueues(api.env, ["--config", config, ...given]);
      assert.deepEqual(
        api.made,
        names.map((name) => `POST /accounts/a/queues ${name}`),
        given.join(" "),
      );
    }
  });

  it("are not created without an upload, nor for an unknown environment", { timeout: 120_000 }, async (t) => {
    const api = await cloudflare([]);
    t.after(api.close);
    for (const [given, variables, code, words] of /** @type {any[][]} */ ([
      [["--dry-run=true", "--outdir", out], {}, 0, /--dry-run: exiting now/],
      [["--help"], {}, 0, /wrangler deploy \[script\]/],
      [["--env", "staging"], {}, 1, /^wrangler\.jsonc has no environment "staging"/m],
      [[], { CLOUDFLARE_ENV: "staging" }, 1, /^wrangler\.jsonc has no environment "staging"/m],
    ])) {
      const told = await attempt("npm", ["run", "deploy", "--", ...given], { env: { CI: "1", ...api.env, ...variables } });
      assert.equal(told.code, code, told.output);
      assert.match(told.output, words);
      assert.deepEqual(api.made, [], given.join(" "));
    }
  });

  it("stop the upload with Cloudflare's words if they cannot be created", async () => {
    const api = await cloudflare([]);
    api.close();
    await assert.rejects(makeQueues(api.env), /confluent-notifications-canary could not be made/);
  });
});

describe("the arguments for wrangler", () => {
  it("are read in all spellings", () => {
    const upload = { config: undefined, env: undefined, informs: false, uploads: true };
    for (const [given, expected] of /** @type {any[][]} */ ([
      ["", {}],
      ["--domain notifications.example.com --var A:--help", {}],
      ["--dry-run=false", {}],
      ["--message --dry-run", { uploads: false }],
      ["--dry-run", { uploads: false }],
      ["--dry-run=true", { uploads: false }],
      ["--dryRun", { uploads: false }],
      ["--help", { informs: true, uploads: false }],
      ["-h", { informs: true, uploads: false }],
      ["--version", { informs: true, uploads: false }],
      ["-v --env x", { informs: true, uploads: false, env: "x" }],
      ["--env x", { env: "x" }],
      ["--env=x", { env: "x" }],
      ["-e x", { env: "x" }],
      ["--env=", { env: "" }],
      ["--config a.jsonc -e x", { config: "a.jsonc", env: "x" }],
      ["-c a.jsonc", { config: "a.jsonc" }],
    ])) {
      assert.deepEqual(readArguments(given.split(" ").filter(Boolean)), { ...upload, ...expected }, given);
    }
    assert.throws(() => readArguments(["--env"]), /--env needs a value/);
  });
});

describe("docs/deploy.md", () => {
  it("names every variable that the Worker reads, and no other", async () => {
    const guide = await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8");
    const declared = await readFile(new URL("../../pkg/dist/worker.d.ts", import.meta.url), "utf8");
    const env = /export interface Env \{([^]*?)\n\}/.exec(declared)[1];
    const read = [...env.matchAll(/^ {2}([A-Z_]+)\?: (?!unknown)[^;]+;/gm)].map(([, name]) => name);
    const named = [...guide.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    assert.ok(read.length >= 13, String(read));
    assert.deepEqual(named.sort(), read.sort());
  });
});
