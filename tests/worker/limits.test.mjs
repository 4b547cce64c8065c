// The platform's rate limiters, and the deadline of a whole request.
import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, test } from "node:test";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const TOKENS = ["planted-token-one-0123456789", "planted-token-two-0123456789"];
const bearer = (token) => ["Authorization", `Bearer ${token}`];
const from = (address) => ["CF-Connecting-IP", address];
const limits = (byAddress, byToken) => ({
  ratelimits: {
    RATE_LIMIT_ADDRESS: { simple: { limit: byAddress, period: 60 } },
    RATE_LIMIT_TOKEN: { simple: { limit: byToken, period: 60 } },
  },
});

describe("rate limits", () => {
  const upstream = withUpstream();

  test("the limit by address counts before authentication, so that tokens cannot be guessed without end", async () => {
    const worker = await startWorker({
      vars: pointedAt(upstream, { ADMIN_TOKEN: TOKENS[0], SESSION_KEYS: "planted-session-key-0123456789abcdef" }),
      ...limits(10, 1000),
    });
    upstream.seen.length = 0;
    const tries = [];
    for (let n = 0; n < 10; n += 1) {
      const headers = [from("192.0.2.1")];
      tries.push(
        n % 2
          ? await sendJson(worker.url, "POST", "/session", { token: `guess-${n}` }, headers)
          : await send(worker.url, { path: COLLECTION, headers: [...headers, bearer(`guess-${n}`)] }),
      );
    }
    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([401]));
    const got = await send(worker.url, { path: COLLECTION, headers: [from("192.0.2.1"), bearer(TOKENS[0])] });
    assert.deepEqual([got.status, got.json().errors[0].code, got.headers["retry-after"]], [429, "rate_limited", "10"]);
    assert.equal((await sendJson(worker.url, "POST", "/session", { token: TOKENS[0] }, [from("192.0.2.1")])).status, 429);
    assert.deepEqual(upstream.seen, []);
    assert.equal((await send(worker.url, { path: COLLECTION, headers: [from("192.0.2.2"), bearer(TOKENS[0])] })).status, 200);
    // The health check and the page's files are not limited.
    assert.equal((await send(worker.url, { path: "/healthz", headers: [from("192.0.2.1")] })).status, 200);
    await worker.dispose();
  });

  test("the limit by token counts whatever the address", async () => {
    const worker = await startWorker({ vars: pointedAt(upstream, { ADMIN_TOKEN: TOKENS.join(",") }), ...limits(1000, 10) });
    const ask = (token, n) => send(worker.url, { path: COLLECTION, headers: [from(`192.0.2.${n}`), bearer(token)] });
    for (let n = 0; n < 10; n += 1) assert.equal((await ask(TOKENS[0], n)).status, 200);
    upstream.seen.length = 0;
    assert.equal((await ask(TOKENS[0], 99)).status, 429);
    assert.deepEqual(upstream.seen, []);
    assert.equal((await ask(TOKENS[1], 99)).status, 200);
    await worker.dispose();
  });

  test("a limiter that fails or is not bound allows everything, and on loopback nothing is counted", async () => {
    for (const [vars, more] of [
      [{ ADMIN_TOKEN: TOKENS[0] }, { ratelimits: {} }],
      [{ ADMIN_TOKEN: TOKENS[0], RATE_LIMIT_ADDRESS: "odd", RATE_LIMIT_TOKEN: { limit: 7 } }, { ratelimits: {} }],
      [{}, limits(1, 1)],
    ]) {
      const worker = await startWorker({ vars: pointedAt(upstream, vars), ...more });
      const headers = vars.ADMIN_TOKEN ? [bearer(TOKENS[0])] : [];
      for (let n = 0; n < 5; n += 1) assert.equal((await send(worker.url, { path: COLLECTION, headers })).status, 200);
      await worker.dispose();
    }
  });
});

describe("the deadline", () => {
  const upstream = withUpstream();
  const worker = withWorker(() => pointedAt(upstream, { CONFLUENT_TIMEOUT_MS: "1500" }));

  test("covers the whole request, not each of its two calls", { timeout: 20_000 }, async () => {
    upstream.answer = (arrived, response) =>
      setTimeout(
        () =>
          say(200, { id: "n-1", metadata: {}, display_name: "x", target: { kind: "Webhook", url: "https://h.example" } })(
            arrived,
            response,
          ),
        1000,
      );
    const began = performance.now();
    const got = await send(worker.url, { method: "POST", path: "/canary/test/n-1" });
    assert.deepEqual([got.status, got.json().errors[0].code], [504, "timeout"]);
    assert.ok(performance.now() - began < 2_400);
    upstream.answer = undefined;
  });

  test("covers a body that does not arrive", { timeout: 20_000 }, async () => {
    const { hostname, port } = new URL(worker.url);
    const status = await new Promise((resolve, reject) => {
      const call = request({
        hostname,
        port,
        method: "POST",
        path: COLLECTION,
        headers: { "content-type": "application/json", "content-length": "100" },
      });
      call.on("response", (response) => resolve(response.statusCode));
      call.on("error", reject);
      call.write("{");
    });
    assert.equal(status, 504);
  });
});
