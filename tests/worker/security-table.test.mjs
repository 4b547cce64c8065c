// Every hostile request of the table, in workerd: the status it must get, the API's error shape, nothing upstream, and
// nothing secret in any answer, header, page, line of the log or row that the platform stores.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { startWorker } from "../support/worker.mjs";
import * as table from "./hostile-requests.mjs";
import { COLLECTION, send, sendBytes, sendJson, slack } from "./raw-http.mjs";
import { AUDIENCE, DOMAIN, makeTeam } from "./team.mjs";
import { API_SECRET, KEY, pointedAt, say, startUpstream } from "./upstream.mjs";

const digest = (text) => createHash("sha256").update(text).digest("hex");
const TOKENS = { read: "planted-read-token-0123456", test: "planted-test-token-0123456", admin: "planted-admin-token-012345" };
const SESSION_KEY = "planted-session-key-0123456789abcdef";
const UNKNOWN = "planted-routing-key-0123456789";
const HOOK = "planted-operators-hook-0123456789";
const SAVED = [
  { id: "n-1", metadata: { self: "x" }, ...slack() },
  {
    id: "n-2",
    metadata: { self: "x" },
    display_name: "pager",
    target: { kind: "Beacon", routing_key: UNKNOWN, deep: [{ url: "https://h.example/secretsecretsecret" }] },
  },
];

/** @type {any} */
const have = {
  ...TOKENS,
  readDigest: digest(TOKENS.read),
  strangersKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
  team: makeTeam(),
};
// The rows are made before the Worker runs: a cookie as this one signs it is taken from it at once, below.
const upstream = await startUpstream(({ path, method }, response) => {
  // A test is refused in words that no one should repeat.
  if (method === "POST" && path.endsWith(":test"))
    return say(400, { errors: [{ detail: `no such hook: ${SAVED[0].target.webhook_url} (Basic ${KEY}:${API_SECRET})` }] })(
      {},
      response,
    );
  say(200, path.includes("n-1") ? SAVED[0] : { data: SAVED, metadata: {} })({}, response);
});
const operator = await startUpstream(say(200, {}));
const state = await mkdtemp(path.join(tmpdir(), "worker-state-"));
const worker = await startWorker({
  state: path.join(state, "watched"),
  outboundService: have.team.outboundService,
  vars: pointedAt(upstream, {
    READ_TOKEN: `sha256:${have.readDigest}`,
    TEST_TOKEN: TOKENS.test,
    ADMIN_TOKEN: TOKENS.admin,
    SESSION_KEYS: SESSION_KEY,
    ACCESS_TEAM_DOMAIN: DOMAIN,
    ACCESS_AUD: AUDIENCE,
    ALLOWED_ORIGINS: "https://dashboard.example",
    CANARY_WEBHOOK_URL: `${operator.url}/${HOOK}`,
  }),
  // Hundreds of requests by one address, in a minute.
  ratelimits: {},
});
after(async () => {
  await stop();
  await Promise.all([upstream.stop(), operator.stop()]);
  await rm(state, { recursive: true, force: true });
});
let running = true;
async function stop() {
  if (running) await worker.dispose();
  running = false;
}
const signedIn = await sendJson(worker.url, "POST", "/session", { token: TOKENS.read });
have.cookie = signedIn.headers["set-cookie"][0].split(/[=;]/)[1];

/** Never to be seen outside, in no spelling. */
const SECRETS = [
  ...Object.values(TOKENS),
  SESSION_KEY,
  API_SECRET,
  Buffer.from(`${KEY}:${API_SECRET}`).toString("base64"),
  Buffer.from(API_SECRET).toString("base64").slice(0, -4),
  digest(TOKENS.read),
  digest(TOKENS.admin),
  have.cookie,
  "secretsecret",
  UNKNOWN,
  HOOK,
  "planted@person.example",
  "eyJhbGciOi",
];
const answers = [];
const secretsIn = (text) => SECRETS.filter((secret) => text.includes(secret));
const keep = (got) => answers.push(`${JSON.stringify(got.headers)} ${got.text}`);

const groups = Object.entries(table).filter(([name]) => name !== "bytes");
let rows = 0;
for (const [group, make] of /** @type {any[][]} */ (groups)) {
  describe(group, () => {
    before(() => (upstream.seen.length = 0));
    for (const [name, request, expected] of make(have)) {
      rows += 1;
      test(name, { timeout: 60_000 }, async () => {
        /** @type {any} */
        const got = await send(worker.url, request).catch((error) => {
          // What is far too large may be cut off in the middle: that is a refusal too.
          if (!Array.isArray(request.body) && ![expected].flat().includes(0)) throw error;
          return { status: [expected].flat()[0], headers: {}, text: "", cut: true };
        });
        assert.ok([expected].flat().includes(got.status), `${got.status} ${got.text}`);
        assert.deepEqual(upstream.seen, []);
        assert.deepEqual(secretsIn(`${JSON.stringify(got.headers)} ${got.text}`), []);
        keep(got);
        // One status means that the Worker itself answered, in the API's shape; several, that the platform may have.
        if (got.cut || Array.isArray(expected)) return;
        const [first] = got.json().errors;
        assert.deepEqual([first.status, typeof first.code, typeof first.detail], [String(got.status), "string", "string"]);
        assert.equal(got.headers["cache-control"], "no-store");
        assert.equal(got.headers["x-content-type-options"], "nosniff");
      });
    }
  });
}

describe("raw bytes", () => {
  before(() => (upstream.seen.length = 0));
  for (const [name, bytes, expected] of /** @type {any[][]} */ (table.bytes(have, new URL(worker.url).host))) {
    rows += 1;
    test(name, { timeout: 30_000 }, async () => {
      const got = await sendBytes(worker.url, bytes);
      assert.ok(expected.includes(got.status), `${got.status} ${got.text}`);
      assert.deepEqual(upstream.seen, []);
      keep(got);
    });
  }
});

describe("requests that are allowed, but not as intended", () => {
  const as = ["Authorization", `Bearer ${TOKENS.admin}`];
  for (const [name, request, method, path] of /** @type {any[][]} */ ([
    [
      "a method overridden by headers",
      {
        path: `${COLLECTION}/n-1`,
        headers: [as, ["X-HTTP-Method-Override", "DELETE"], ["X-HTTP-Method", "DELETE"], ["X-Method-Override", "DELETE"]],
      },
      "GET",
      `${COLLECTION}/n-1`,
    ],
    [
      "a Host and what stands for one",
      {
        path: `${COLLECTION}/n-1`,
        headers: [
          ["Host", "evil.example"],
          as,
          ["X-Forwarded-Host", "evil.example"],
          ["X-Forwarded-Proto", "https"],
          ["Forwarded", "host=evil.example"],
          ["X-Original-URL", "/iam/v2/api-keys"],
          ["X-Rewrite-URL", "/iam/v2/api-keys"],
        ],
      },
      "GET",
      `${COLLECTION}/n-1`,
    ],
    [
      "strangers in the query",
      { path: `${COLLECTION}?api_key=1&page_size=5&__proto__=1&redirect=https://evil.example`, headers: [as] },
      "GET",
      `${COLLECTION}?page_size=5`,
    ],
    [
      "an id that would leave its segment",
      { path: `${COLLECTION}/..%2f..%2fiam%2fn-1`, headers: [as] },
      "GET",
      `${COLLECTION}/..%2F..%2Fiam%2Fn-1`,
    ],
    [
      "a line break in an id",
      { path: `${COLLECTION}/n-1%0d%0aX-Evil:1`, headers: [as] },
      "GET",
      `${COLLECTION}/n-1%0D%0AX-Evil%3A1`,
    ],
    [
      "an address that is made up",
      {
        path: `${COLLECTION}/n-1`,
        headers: [as, ["CF-Connecting-IP", "127.0.0.1"], ["X-Forwarded-For", "127.0.0.1"], ["True-Client-IP", "127.0.0.1"]],
      },
      "GET",
      `${COLLECTION}/n-1`,
    ],
  ])) {
    rows += 1;
    test(name, async () => {
      upstream.seen.length = 0;
      await send(worker.url, request);
      const [arrived] = upstream.seen;
      assert.deepEqual([upstream.seen.length, arrived.method, arrived.path], [1, method, path]);
      assert.equal(arrived.headers.host, new URL(upstream.url).host);
      for (const header of Object.keys(arrived.headers))
        assert.doesNotMatch(header, /^(x-|forwarded|true-|cookie|cf-connecting|origin)/);
      assert.ok(!JSON.stringify(arrived).includes(TOKENS.admin) && !JSON.stringify(arrived).includes("evil.example"));
    });
  }
});

describe("at the end", () => {
  test("the table has at least a hundred rows", () => assert.ok(rows >= 100, String(rows)));

  test("it is still the same Worker, and serves authorized callers", async () => {
    for (const [token, whole] of [
      [TOKENS.read, false],
      [TOKENS.test, false],
      [TOKENS.admin, true],
    ]) {
      const got = await send(worker.url, { path: COLLECTION, headers: [["Authorization", `Bearer ${token}`]] });
      assert.equal(got.status, 200);
      assert.deepEqual(secretsIn(got.text), whole ? ["secretsecret", UNKNOWN] : []);
    }
    assert.equal(worker.lines.filter((line) => /^upstream: /.test(line)).length, 1, "an instance died on the way");
  });

  test("the canary stores and reports a rejected test without a secret", async () => {
    const ask = (method, path) => send(worker.url, { method, path, headers: [["Authorization", `Bearer ${TOKENS.test}`]] });
    const run = await ask("POST", "/canary/run");
    assert.equal(run.status, 202, run.text);
    for (let tries = 0; tries < 100 && operator.seen.length === 0; tries += 1) await new Promise((go) => setTimeout(go, 100));
    const [{ path, body }] = operator.seen;
    assert.deepEqual([path, JSON.parse(body).failing.map(({ id }) => id)], [`/${HOOK}`, ["n-1"]]);
    assert.deepEqual(secretsIn(body), []);
    const results = await ask("GET", "/canary/results");
    assert.equal(results.json().data[0].health, "failing");
    [run, results, await ask("GET", "/canary/results/n-1"), await ask("POST", "/canary/test/n-1")].forEach(keep);
  });

  test("no planted secret is in a line of the log, a header, a response or a file of the page", async () => {
    const page = await send(worker.url);
    const files = [...page.text.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css|svg))"/g)].map(([, file]) => `/${file}`);
    assert.ok(files.length >= 2);
    for (const path of files) keep(await send(worker.url, { path }));
    keep(page);
    assert.ok(worker.lines.length >= rows - 30, `${worker.lines.length} lines of ${rows} requests`);
    assert.deepEqual(secretsIn(worker.lines.join("\n")), []);
    assert.deepEqual(secretsIn(answers.join("\n")), []);
    // That the scan can find something at all.
    assert.deepEqual(secretsIn(`x ${API_SECRET} y`).length > 0, true);
  });

  test("no planted secret is in what the platform stores: D1, Durable Objects, KV, caches", async () => {
    // That the scan can find something at all: the sandbox is there to keep what it is given.
    const sandbox = await startWorker({ state: path.join(state, "sandbox") });
    assert.equal((await sendJson(sandbox.url, "POST", COLLECTION, slack())).status, 201);
    await sandbox.dispose();
    assert.deepEqual(secretsIn(await stored("sandbox")), ["secretsecret"]);
    await stop();
    const watched = await stored("watched");
    // The canary's rows are among what is scanned.
    assert.match(watched, /no such hook: https:\/\/hooks\.slack\.com\/[^]{3}a1b2/);
    assert.deepEqual(secretsIn(watched), []);
  });
});

/** All bytes that a Worker of ours left on the disk, in any database or blob. */
async function stored(name) {
  const entries = await readdir(path.join(state, name), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(path.join(entry.parentPath ?? entry.path, entry.name), "latin1"));
  return (await Promise.all(files)).join("\n");
}
