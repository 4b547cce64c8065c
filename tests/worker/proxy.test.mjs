// With credentials the Worker forwards to Confluent: what is sent there, byte for byte, and what is returned.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { API_SECRET, KEY, pointedAt, say, startUpstream, withUpstream } from "./upstream.mjs";

const BASIC = `Basic ${Buffer.from(`${KEY}:${API_SECRET}`).toString("base64")}`;
const ONE = { id: "n-1", metadata: { self: "x" }, ...slack(), n: 1.0 };
const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream, { CONFLUENT_TIMEOUT_MS: "1500" }));

test("each operation reaches the upstream with its method, path, body and the Worker's credentials only", async () => {
  const links = { next: null };
  for (const [method, path, body, status, answer] of /** @type {any[][]} */ ([
    ["GET", `${COLLECTION}?page_size=5&page_token=a%2Bb&resource_type=TOPIC`, undefined, 200, { data: [], metadata: links }],
    ["POST", COLLECTION, slack(), 201, ONE],
    ["GET", `${COLLECTION}/n-1`, undefined, 200, ONE],
    ["PATCH", `${COLLECTION}/n-1`, { description: "d", newer: [1] }, 200, ONE],
    ["DELETE", `${COLLECTION}/n-1`, undefined, 204, undefined],
    ["POST", `${COLLECTION}:test`, slack(), 204, undefined],
  ])) {
    upstream.seen.length = 0;
    upstream.answer = say(status, answer);
    const got = body ? await sendJson(worker.url, method, path, body) : await send(worker.url, { method, path });
    assert.equal(got.status, status);
    assert.equal(got.text, answer ? JSON.stringify(answer) : "");
    assert.equal(got.headers["x-upstream"], "confluent-cloud");
    assert.equal(got.headers["x-request-id"], "upstream-id");

    const [arrived] = upstream.seen;
    assert.equal(upstream.seen.length, 1);
    assert.deepEqual([arrived.method, arrived.path], [method, path]);
    assert.equal(arrived.body, body ? JSON.stringify(body) : "");
    const { host, "content-length": length, ...headers } = arrived.headers;
    // What the platform itself writes: how the answer may travel, that no cache shall keep it, whose Worker asks.
    for (const name of ["accept-encoding", "connection", "cache-control", "pragma", "cf-worker"]) delete headers[name];
    assert.equal(host, new URL(upstream.url).host);
    assert.equal(length, method === "GET" ? undefined : String(arrived.body.length));
    assert.deepEqual(headers, {
      accept: "application/json",
      authorization: BASIC,
      ...(body && { "content-type": "application/json" }),
      "user-agent": headers["user-agent"],
    });
    assert.match(headers["user-agent"], /^confluent-notifications-worker\/\d/);
  }
});

test("headers, cookies, unknown query parameters and read-only fields of the caller are not forwarded", async () => {
  upstream.answer = say(200, ONE);
  await send(worker.url, {
    method: "PATCH",
    path: `${COLLECTION}/n-1?page_size=1&api_key=planted&x=planted`,
    headers: [
      ["Content-Type", "application/json"],
      ["Cookie", "session=planted"],
      ["Authorization", "Bearer planted"],
      ["X-Forwarded-For", "planted"],
      ["X-HTTP-Method-Override", "DELETE"],
      ["CF-Connecting-IP", "planted"],
      ["X-Request-Id", "planted"],
      ["Accept", "text/planted"],
      ["User-Agent", "planted"],
      ["Traceparent", "planted"],
      ["TE", "planted"],
    ],
    body: JSON.stringify({ id: "planted", kind: "planted", api_version: "planted", metadata: { planted: 1 }, description: "d" }),
  });
  const [arrived] = upstream.seen;
  assert.deepEqual([arrived.method, arrived.path, arrived.body], ["PATCH", `${COLLECTION}/n-1`, '{"description":"d"}']);
  assert.ok(!JSON.stringify(arrived).includes("planted"), JSON.stringify(arrived));
});

test("only listed headers of the response are forwarded", async () => {
  upstream.answer = say(
    429,
    { errors: [{ detail: "slow down" }] },
    {
      "retry-after": "7",
      "x-ratelimit-limit": "10",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "7",
      "set-cookie": "planted=1",
      "www-authenticate": "Basic",
      "access-control-allow-origin": "*",
      "x-powered-by": "planted",
      "content-security-policy": "default-src *",
      "cache-control": "public",
    },
  );
  const got = await send(worker.url, { path: COLLECTION });
  assert.deepEqual([got.status, got.json()], [429, { errors: [{ detail: "slow down" }] }]);
  assert.equal(got.headers["retry-after"], "7");
  assert.deepEqual(
    ["limit", "remaining", "reset"].map((name) => got.headers[`x-ratelimit-${name}`]),
    ["10", "0", "7"],
  );
  for (const name of ["set-cookie", "www-authenticate", "access-control-allow-origin", "x-powered-by"]) {
    assert.equal(got.headers[name], undefined, name);
  }
  assert.equal(got.headers["cache-control"], "no-store");
  assert.match(got.headers["content-security-policy"], /^default-src 'none'/);
  // Retries are the client's: here they would multiply.
  assert.equal(upstream.seen.length, 1);
});

test("a Location of an integration is rewritten to the Worker, any other is dropped", async () => {
  for (const [location, expected] of [
    [`${upstream.url}${COLLECTION}/n-1`, new URL(`${COLLECTION}/n-1`, worker.url).href],
    [`${COLLECTION}/n-2`, new URL(`${COLLECTION}/n-2`, worker.url).href],
    ["https://evil.example/notifications/v1/integrations/n-1", undefined],
    ["javascript:alert(1)", undefined],
  ]) {
    upstream.answer = say(201, ONE, { location });
    assert.equal((await sendJson(worker.url, "POST", COLLECTION, slack())).headers.location, expected, location);
  }
});

test("errors of the API keep their status and body; any other response is a bad gateway", async () => {
  const words = { error_code: 40403, message: "no" };
  for (const status of [400, 401, 402, 403, 404, 409, 422, 429, 500, 503]) {
    upstream.answer = say(status, words);
    const got = await send(worker.url, { path: `${COLLECTION}/n-1` });
    assert.deepEqual([got.status, got.json()], [status, words]);
  }
  const redirect = { location: "https://evil.example/login?planted" };
  for (const [answer, status, code] of [
    [say(200, "<html>planted</html>", { "content-type": "text/html" }), 502, "invalid_response"],
    [say(200, '{"id":'), 502, "invalid_response"],
    [say(200, "[]"), 502, "invalid_response"],
    [say(500, "<html>planted</html>"), 502, "server_error"],
    [say(429, "<html>planted</html>", { "retry-after": "3" }), 429, "rate_limited"],
    [say(503, undefined), 503, "server_error"],
    [say(302, undefined, redirect), 502, "unexpected_status"],
    [say(307, undefined, redirect), 502, "unexpected_status"],
    [(_, response) => response.destroy(), 502, "network"],
    [
      (_, response) =>
        response.writeHead(200, { "content-length": "100" }).write("{") && setTimeout(() => response.destroy(), 50),
      502,
      "network",
    ],
  ]) {
    upstream.answer = answer;
    const got = await send(worker.url, { path: `${COLLECTION}/n-1` });
    assert.deepEqual([got.status, got.json().errors[0].status, got.json().errors[0].code], [status, String(status), code]);
    assert.ok(!got.text.includes("planted"), got.text);
    assert.ok(got.headers["x-request-id"]);
  }
});

test("a redirect within the upstream is followed", async () => {
  upstream.answer = ({ path }, response) =>
    path.endsWith("/n-1") ? say(307, undefined, { location: `${COLLECTION}/n-2` })({}, response) : say(200, ONE)({}, response);
  assert.equal((await send(worker.url, { path: `${COLLECTION}/n-1` })).status, 200);
  assert.deepEqual(
    upstream.seen.map(({ path }) => path),
    [`${COLLECTION}/n-1`, `${COLLECTION}/n-2`],
  );
});

test("a slow upstream is a 504 in time, and its request is cancelled", { timeout: 20_000 }, async () => {
  for (const answer of [() => {}, (_, response) => response.writeHead(200, { "content-type": "application/json" }).write("{")]) {
    upstream.seen.length = 0;
    upstream.answer = answer;
    const got = await send(worker.url, { path: `${COLLECTION}/n-1` });
    assert.deepEqual([got.status, got.json().errors[0].code], [504, "timeout"]);
    for (let tries = 0; !upstream.seen[0].cancelled && tries < 50; tries += 1) await new Promise((go) => setTimeout(go, 20));
    assert.ok(upstream.seen[0].cancelled);
  }
});

test("the sandbox's own routes are not found", async () => {
  assert.equal((await send(worker.url, { path: "/sandbox/deliveries" })).status, 404);
  assert.equal((await sendJson(worker.url, "POST", "/sandbox/reset", {})).status, 404);
  assert.equal(upstream.seen.length, 0);
});

test("an upstream that is down is a bad gateway, and no secret is in the response or the log", async () => {
  const down = await startUpstream();
  const pointing = await startWorker({ vars: pointedAt(down) });
  await down.stop();
  const got = await send(pointing.url, { path: COLLECTION });
  assert.deepEqual([got.status, got.json().errors[0].code], [502, "network"]);
  assert.equal(got.headers["x-upstream"], "confluent-cloud");
  await pointing.dispose();
  const log = [...worker.lines, ...pointing.lines].join("\n");
  assert.match(log, /upstream: http:\/\/127\.0\.0\.1:\d+; access: loopback only/);
  assert.match(log, /"route":"integrations.create","status":201/);
  for (const secret of [API_SECRET, KEY, BASIC.slice(6), "hooks.slack.com", "planted"]) {
    assert.ok(!log.includes(secret) && !got.text.includes(secret), secret);
  }
});
