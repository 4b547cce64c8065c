// Hostile requests: each is refused in the API's shape, and nothing reaches the upstream.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, send, slack } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const JSON_TYPE = ["Content-Type", "application/json"];
const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream));

async function refused(request, ...statuses) {
  const got = await send(worker.url, request);
  const words = `${request.method ?? "GET"} ${request.path} ${JSON.stringify(request.headers ?? [])}: ${got.status} ${got.text}`;
  assert.ok(statuses.includes(got.status), words);
  assert.equal(got.json().errors[0].status, String(got.status), words);
  assert.equal(got.headers["cache-control"], "no-store");
  assert.deepEqual(upstream.seen, [], words);
}

test("paths that only resemble the API's are not found", async () => {
  for (const path of [
    "/notifications/v1/integrations/",
    "/notifications/v1/integrations/a/b",
    "/notifications/v1/integrations/..",
    "/notifications/v1/integrations/../../../iam/v2/api-keys",
    "/notifications/v1/integrations/%2e%2e/%2e%2e/%2e%2e/iam/v2/api-keys",
    "/notifications/v1/integrations/..%2f..%2f/x",
    "/notifications/v1/integrations/%2E%2E",
    "/notifications/v1/integrations/.",
    "/notifications/v1/integrations//n-1",
    "//notifications/v1/integrations",
    "/notifications//v1/integrations",
    "/notifications/v1/integrations;x=1",
    "/notifications/v1/integrations;/n-1",
    "/notifications/v1/integrations%2Fn-1",
    "/notifications/v1/integrations%253Atest",
    "/notifications/v1/integrations:test/",
    "/notifications/v1/integrations:delete",
    "/NOTIFICATIONS/v1/integrations",
    "/notifications/v2/integrations",
    "/notifications/v1",
    "/iam/v2/api-keys",
    "/\\evil.example/notifications/v1/integrations",
    "/.dev.vars",
    "/.git/config",
    "/worker.wasm",
    "/__proto__",
    "/cdn-cgi/../.dev.vars",
    `/${"x".repeat(4000)}`,
  ]) {
    await refused({ path }, 404);
    await refused({ method: "POST", path, headers: [JSON_TYPE], body: JSON.stringify(slack()) }, 404);
  }
});

test("ids that would leave their segment, and invalid ids, are refused", async () => {
  for (const [segment, sent] of [
    ["a%2Fb", "a%2Fb"],
    ["..%2f..%2fiam", "..%2F..%2Fiam"],
    ["a%3Fx=1", "a%3Fx%3D1"],
    ["a%23b", "a%23b"],
    ["n;admin=1", "n%3Badmin%3D1"],
    ["%252e%252e", "%252e%252e"],
    ["%0d%0aX-Evil:1", "%0D%0AX-Evil%3A1"],
    ["__proto__", "__proto__"],
    ["a?page_token=x", "a"],
  ]) {
    upstream.seen.length = 0;
    await send(worker.url, { path: `${COLLECTION}/${segment}` });
    assert.equal(upstream.seen[0]?.path, `${COLLECTION}/${sent}`, segment);
    assert.equal(upstream.seen[0].headers["x-evil"], undefined);
  }
  upstream.seen.length = 0;
  for (const segment of ["%", "%zz", "%ff", "%c3", "x".repeat(256), "%F0%9F".repeat(2)]) {
    await refused({ path: `${COLLECTION}/${segment}` }, 400);
  }
});

test("methods that a path does not have are refused", async () => {
  for (const [method, path, allow] of [
    ["PUT", COLLECTION, "GET, POST"],
    ["DELETE", COLLECTION, "GET, POST"],
    ["PATCH", COLLECTION, "GET, POST"],
    ["POST", `${COLLECTION}/n-1`, "GET, PATCH, DELETE"],
    ["PUT", `${COLLECTION}/n-1`, "GET, PATCH, DELETE"],
    ["GET", `${COLLECTION}:test`, "POST"],
    ["DELETE", "/", "GET, HEAD"],
    ["POST", "/healthz", "GET, HEAD"],
  ]) {
    await refused({ method, path, headers: [JSON_TYPE], body: "{}" }, 405);
    assert.equal((await send(worker.url, { method, path })).headers.allow, allow);
  }
  // What the method is, the request line says and nothing else.
  await send(worker.url, {
    path: `${COLLECTION}/n-1?_method=DELETE`,
    headers: [
      ["X-HTTP-Method-Override", "DELETE"],
      ["X-Method-Override", "DELETE"],
    ],
  });
  assert.equal(upstream.seen[0].method, "GET");
});

test("content types that a form could send, and repeated ones, are refused", async () => {
  for (const headers of [
    [],
    [["Content-Type", "text/plain"]],
    [["Content-Type", "text/plain;application/json"]],
    [["Content-Type", "application/x-www-form-urlencoded"]],
    [["Content-Type", "multipart/form-data; boundary=x"]],
    [["Content-Type", "application/jsonp"]],
    [["Content-Type", "application/json, text/plain"]],
    [["Content-Type", "text/plain"], JSON_TYPE],
    [["Content-Type", ""]],
    [JSON_TYPE, ["Content-Encoding", "gzip"]],
  ]) {
    for (const [method, path] of [
      ["POST", COLLECTION],
      ["PATCH", `${COLLECTION}/n-1`],
      ["POST", `${COLLECTION}:test`],
    ]) {
      await refused({ method, path, headers, body: JSON.stringify(slack()) }, 415);
    }
  }
  await refused({ method: "DELETE", path: `${COLLECTION}/n-1`, headers: [["Content-Type", "text/plain"]], body: "x" }, 415);
});

test("bodies that are too large are refused, with a length and without one", { timeout: 60_000 }, async () => {
  const write = (body, headers = []) => ({ method: "POST", path: COLLECTION, headers: [JSON_TYPE, ...headers], body });
  const padded = (length) => {
    const start = JSON.stringify(slack()).slice(0, -1);
    return `${start}${" ".repeat(length - start.length - 1)}}`;
  };
  await refused(write(padded(65 * 1024)), 413);
  await refused(write(padded(64 * 1024 + 1)), 413);
  await refused(write([padded(65 * 1024)], [["Transfer-Encoding", "chunked"]]), 413);
  const got = await send(worker.url, write(padded(64 * 1024)));
  assert.notEqual(got.status, 413);
  // Beyond escaping, what arrives is the value and not its blanks.
  assert.equal(upstream.seen[0].body, JSON.stringify(slack()));
});

test("a streamed body of 100 MB is cut off", { timeout: 60_000 }, async () => {
  const chunk = "x".repeat(1024 * 1024);
  const outcome = await send(worker.url, {
    method: "POST",
    path: COLLECTION,
    headers: [JSON_TYPE, ["Transfer-Encoding", "chunked"]],
    body: Array(100).fill(chunk),
  }).catch((error) => error);
  // Refused, or the connection closed in the middle of it: both say no.
  if (!(outcome instanceof Error)) assert.equal(outcome.status, 413);
  assert.deepEqual(upstream.seen, []);
  assert.equal((await send(worker.url, { path: "/healthz" })).status, 200);
});

test("bodies that are no JSON, or no integration, are refused", async () => {
  const write = (body) => ({ method: "POST", path: COLLECTION, headers: [JSON_TYPE], body });
  for (const body of ["", " ", "{", "undefined", "{'a':1}", "\ufeff{}", "a=b", "[".repeat(20_000)]) {
    await refused(write(body), 400);
  }
  for (const body of ["null", "[]", '"x"', "1", "{}", '{"display_name":"x"}', '{"display_name":{},"target":[]}']) {
    await refused(write(body), 422);
  }
  const redacted = { display_name: "x", target: { kind: "Slack", webhook_url: "https://hooks.slack.com/…a1b2" } };
  await refused(write(JSON.stringify(redacted)), 422);
  await refused({ ...write("{}"), method: "PATCH", path: `${COLLECTION}/n-1` }, 422);
});

test("__proto__ and similar names are ordinary properties", async () => {
  const body = `{"display_name":"x","__proto__":{"admin":true},"constructor":1,"target":{"kind":"Webhook","url":"https://h.example"}}`;
  await send(worker.url, { method: "POST", path: COLLECTION, headers: [JSON_TYPE], body });
  assert.equal(upstream.seen[0].body, body);
});

test("unknown query parameters are dropped, and repeated or invalid ones refused", async () => {
  await send(worker.url, { path: `${COLLECTION}?x=1&page_size=5&__proto__=1&api_key=k&page_token=a%26b%3D1&resource=` });
  assert.equal(upstream.seen.length, 0);
  await send(worker.url, { path: `${COLLECTION}?x=1&page_size=5&__proto__=1&api_key=k&page_token=a%26b%3D1` });
  assert.equal(upstream.seen[0].path, `${COLLECTION}?page_size=5&page_token=a%26b%3D1`);
  upstream.seen.length = 0;
  for (const query of [
    "page_size=1&page_size=2",
    "page_token=a&page_token=b",
    "page_size=0",
    "page_size=251",
    "page_size=1e2",
    "page_size=-1",
    "page_size=",
    "page_size=5%20",
    "page_token=",
    `page_token=${"x".repeat(256)}`,
    "resource_type=",
  ]) {
    await refused({ path: `${COLLECTION}?${query}` }, 400);
  }
});

test("an upstream's request id that is not one short word is neither forwarded nor logged", async () => {
  const own = /^[0-9a-f]{32}$/;
  for (const [id, taken] of [
    ["up-1", true],
    ["x".repeat(128), true],
    ["x".repeat(129), false],
    ["planted two words", false],
    ["planted-\u00e9", false],
    ["https://planted.example/services/planted-planted", false],
  ]) {
    for (const [status, body] of [
      [200, { data: [], metadata: {} }],
      [404, { errors: [] }],
    ]) {
      upstream.answer = say(status, body, { "x-request-id": id });
      const got = await send(worker.url, { path: COLLECTION });
      assert.equal(got.status, status);
      if (taken) assert.equal(got.headers["x-request-id"], id);
      else assert.match(got.headers["x-request-id"], own, `${status} ${id}`);
      assert.match(got.headers["x-worker-request-id"], own);
    }
  }
  upstream.answer = undefined;
  const told = worker.lines.join("\n");
  assert.ok(told.includes('"upstream_request_id":"up-1"') && !told.includes("planted") && !told.includes("x".repeat(129)), told);
});
