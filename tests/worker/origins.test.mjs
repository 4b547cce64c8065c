// Other sites by ALLOWED_ORIGINS: exactly those, with a token of theirs, and in a browser too.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { launchChromium } from "../support/chromium.mjs";
import { startWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

const TOKEN = "planted-admin-token-0123456789";
const BEARER = [["Authorization", `Bearer ${TOKEN}`]];
let upstream, worker, listed, stranger;

/** An empty page on a port of its own. */
async function startSite() {
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>elsewhere</title>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

before(async () => {
  [listed, stranger] = await Promise.all([startSite(), startSite()]);
  upstream = await startUpstream();
  worker = await startWorker({
    vars: pointedAt(upstream, {
      ADMIN_TOKEN: TOKEN,
      SESSION_KEYS: "planted-session-key-0123456789abcdef",
      ALLOWED_ORIGINS: `https://dashboard.example, ${listed.origin}`,
    }),
  });
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answer = say(429, { errors: [{ detail: "slow down" }] }, { "retry-after": "7", "x-ratelimit-remaining": "0" });
});
after(async () => {
  listed.stop();
  stranger.stop();
  await worker.dispose();
  await upstream.stop();
});

test("a listed origin is named, no other is, and every answer varies", async () => {
  for (const [origin, named] of [
    ["https://dashboard.example", true],
    ["http://dashboard.example", false],
    ["https://dashboard.example:8443", false],
    ["https://dashboard.example.evil", false],
    ["https://DASHBOARD.example", false],
    ["https://dashboard.example, https://evil.example", false],
    ["null", false],
    ["*", false],
    [undefined, undefined],
  ]) {
    const headers = [...BEARER, ...(origin ? [["Origin", origin]] : [])];
    for (const path of [COLLECTION, "/healthz", "/nowhere"]) {
      const got = await send(worker.url, { path, headers });
      assert.equal(got.headers["access-control-allow-origin"], named ? origin : undefined, `${origin} ${path}`);
      assert.equal(got.headers.vary, "Origin", `${origin} ${path}`);
      assert.equal(got.headers["access-control-allow-credentials"], undefined);
      if (path === COLLECTION) assert.equal(got.status, named === false ? 403 : 429, origin);
    }
  }
});

test("what a script needs is exposed", async () => {
  const got = await send(worker.url, { path: COLLECTION, headers: [...BEARER, ["Origin", "https://dashboard.example"], ["Sec-Fetch-Site", "cross-site"]] });
  const exposed = got.headers["access-control-expose-headers"].toLowerCase().split(/, */);
  for (const name of ["x-request-id", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "location"]) {
    assert.ok(exposed.includes(name), name);
  }
});

test("a preflight is granted to those alone, and never leads on", async () => {
  const ask = (origin) => send(worker.url, { method: "OPTIONS", path: COLLECTION, headers: [["Origin", origin], ["Access-Control-Request-Method", "POST"], ["Access-Control-Request-Headers", "authorization,content-type"]] });
  const granted = await ask("https://dashboard.example");
  assert.deepEqual([granted.status, granted.text], [204, ""]);
  assert.equal(granted.headers["access-control-allow-methods"], "GET, POST, PATCH, DELETE");
  assert.equal(granted.headers["access-control-allow-headers"], "authorization, content-type");
  for (const origin of ["https://evil.example", "null"]) {
    const got = await ask(origin);
    assert.deepEqual([got.status, got.headers["access-control-allow-methods"]], [403, undefined]);
  }
  assert.deepEqual(upstream.seen, []);
});

test("a cookie of ours counts for nothing from there", async () => {
  const signedIn = await sendJson(worker.url, "POST", "/session", { token: TOKEN });
  const cookie = signedIn.headers["set-cookie"][0].split(";")[0];
  const got = await send(worker.url, { path: COLLECTION, headers: [["Cookie", cookie], ["Origin", "https://dashboard.example"]] });
  assert.equal(got.status, 401);
  assert.deepEqual(upstream.seen, []);
});

test("in Chromium: the listed site reads and writes with its token, another does neither", { timeout: 60_000 }, async () => {
  upstream.answer = say(200, { id: "n-1", data: [], metadata: {}, target: { kind: "Slack" } });
  const browser = await launchChromium({ args: ["--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"] });
  const from = async (site) => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    return page.evaluate(async ([target, token, body]) => {
      const headers = { authorization: `Bearer ${token}` };
      const status = (init) => fetch(target, init).then((got) => `${got.status} ${got.headers.get("x-request-id")}`, (error) => error.name);
      return [await status({ headers }), await status({ method: "POST", headers: { ...headers, "content-type": "application/json" }, body })];
    }, [new URL(COLLECTION, worker.url).href, TOKEN, JSON.stringify(slack())]);
  };
  try {
    assert.deepEqual(await from(listed), ["200 upstream-id", "200 upstream-id"]);
    assert.deepEqual(upstream.seen.map(({ method }) => method), ["GET", "POST"]);
    upstream.seen.length = 0;
    assert.deepEqual(await from(stranger), ["TypeError", "TypeError"]);
    assert.deepEqual(upstream.seen, []);
  } finally {
    await browser.close();
  }
});
