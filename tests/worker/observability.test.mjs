// Health, readiness, the line of the log for each request, and request ids.
import assert from "node:assert/strict";
import { test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send } from "./raw-http.mjs";
import { API_SECRET, pointedAt, say, withUpstream } from "./upstream.mjs";

const TOKEN = "planted-read-token-0123456789";
const headers = [["Authorization", `Bearer ${TOKEN}`]];
const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream, { READ_TOKEN: TOKEN }));
/** The log comes by another way than the answer, and perhaps after it. */
const lineOf = async (id) =>
  JSON.parse(await waitUntil(() => worker.lines.find((line) => line.includes(`"request_id":"${id}"`))));

test("readiness calls the upstream at most twice a minute, and the health check never", async () => {
  for (let n = 0; n < 5; n += 1) assert.equal((await send(worker.url, { path: "/healthz" })).status, 200);
  assert.equal(upstream.seen.length, 0);
  assert.equal((await send(worker.url, { path: "/readyz" })).status, 401);
  assert.equal(upstream.seen.length, 0);
  for (let n = 0; n < 5; n += 1) {
    const got = await send(worker.url, { path: "/readyz", headers });
    assert.deepEqual(
      [got.status, got.json().status, got.json().upstream, got.json().upstream_status],
      [200, "ok", upstream.url, 200],
    );
  }
  assert.deepEqual(
    upstream.seen.map(({ path }) => path),
    [`${COLLECTION}?page_size=1`],
  );
});

test("readiness reports a failure by its code, and the sandbox as ok", async () => {
  for (const [answer, status, code] of [
    [say(401, { errors: [{ detail: `planted ${API_SECRET}` }] }), 401, "unauthorized"],
    [say(500, "<html>planted"), 500, "server_error"],
    [(_, response) => response.destroy(), null, "network"],
    [() => {}, null, "timeout"],
  ]) {
    upstream.answer = answer;
    const own = await startWorker({ vars: pointedAt(upstream, { CONFLUENT_TIMEOUT_MS: "2000" }) });
    const got = await send(own.url, { path: "/readyz" });
    assert.equal(got.status, 503);
    assert.deepEqual([got.json().status, got.json().code, got.json().upstream_status], ["failing", code, status]);
    assert.ok(!got.text.includes("planted"));
    await own.dispose();
  }
  const sandbox = await startWorker();
  const { status, upstream: asked } = (await send(sandbox.url, { path: "/readyz" })).json();
  assert.deepEqual([status, asked], ["ok", "sandbox"]);
  await sandbox.dispose();
});

test("each request is logged as one line with the token's name, the scope, the times and both ids", async () => {
  const got = await send(worker.url, { path: `${COLLECTION}/n-1?x=planted-query`, headers });
  const own = got.headers["x-worker-request-id"];
  const line = await lineOf(own);
  const { ms, upstream_ms: upstreamMs, ...rest } = line;
  assert.deepEqual(rest, {
    route: "integrations.get",
    status: 502,
    request_id: own,
    token: "READ_TOKEN",
    scope: "read",
    upstream_request_id: "upstream-id",
  });
  assert.ok(ms >= upstreamMs && upstreamMs >= 0);
  assert.match(got.headers["server-timing"], /^total;dur=\d+, upstream;dur=\d+$/);

  const refused = await send(worker.url, { path: COLLECTION, headers: [["Authorization", "Bearer planted-wrong"]] });
  const { ms: _, ...none } = await lineOf(refused.headers["x-request-id"]);
  assert.deepEqual(none, { route: "integrations.list", status: 401, request_id: refused.headers["x-request-id"] });
  assert.equal(refused.headers["server-timing"], undefined);
  assert.ok(!worker.lines.join("\n").includes("planted"));
});

test("an upstream that is down, slow, sends HTML or is over its limit: the response has our id, and its error theirs", async () => {
  for (const [answer, status, theirs] of [
    [say(500, "<html>", { "x-request-id": "theirs-1" }), 502, true],
    [say(200, "<html>", { "x-request-id": "theirs-1" }), 502, true],
    [say(429, "<html>", { "x-request-id": "theirs-1", "retry-after": "3" }), 429, true],
    [(_, response) => response.destroy(), 502, false],
  ]) {
    upstream.answer = answer;
    const got = await send(worker.url, { path: COLLECTION, headers });
    assert.equal(got.status, status);
    assert.equal(got.json().errors[0].status, String(status));
    assert.match(got.headers["x-worker-request-id"], /^[0-9a-f]{32}$/);
    assert.equal(got.text.includes("theirs-1"), theirs, got.text);
  }
});
