// Each scope against each route, over real sockets: the table is the one in SECURITY.md, which is the one in the code.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const TOKENS = { read: "planted-read-token-0123456", test: "planted-test-token-0123456", admin: "planted-admin-token-012345" };
const digest = (text) => createHash("sha256").update(text).digest("hex");
const ONE = { id: "n-1", metadata: { self: "x" }, ...slack(), extra: { kept: true } };
/** What each route answers to who may, with credentials and on the sandbox. */
const GOOD = {
  "GET /": [200, 200],
  "GET /healthz": [200, 200],
  "GET /session": [200, 200],
  "POST /session": [401, 401],
  "DELETE /session": [204, 204],
  "GET /readyz": [200, 200],
  "GET /notifications/v1/integrations": [200, 200],
  "GET /notifications/v1/integrations/{id}": [200, 200],
  "GET /sandbox/deliveries": [404, 200],
  "GET /canary/results": [200, 200],
  "GET /canary/results/{id}": [200, 200],
  "POST /canary/test/{id}": [200, 200],
  "POST /canary/run": [200, 200],
  // It is not set.
  "POST /canary/webhook:test": [404, 404],
  "POST /notifications/v1/integrations:test": [204, 204],
  "POST /notifications/v1/integrations": [201, 201],
  "PATCH /notifications/v1/integrations/{id}": [200, 200],
  "DELETE /notifications/v1/integrations/{id}": [204, 204],
  "POST /sandbox/reset": [404, 204],
};
const BODIES = {
  "POST /session": { token: "no such token" },
  "POST /notifications/v1/integrations": slack("made by the permissions test"),
  "POST /notifications/v1/integrations:test": slack(),
  "PATCH /notifications/v1/integrations/{id}": { description: "d" },
  "POST /sandbox/reset": {},
};

const permissions = (await readFile(inRoot("SECURITY.md"), "utf8"))
  .split("<!-- permissions -->")[1]
  .split("\n")
  .map((line) => /^\| `(\S+ \S+)` *\| (.*) \|$/.exec(line))
  .filter(Boolean)
  .map(([, route, cells]) => ({
    route,
    may: Object.fromEntries(
      cells.split(" | ").map((cell, at) => [["nobody", "read", "test", "admin"][at], cell.trim() === "yes"]),
    ),
  }));

const VARS = {
  READ_TOKEN: `sha256:${digest(TOKENS.read)}`,
  TEST_TOKEN: `another-one-entirely, ${TOKENS.test}`,
  ADMIN_TOKEN: `sha256:${digest(TOKENS.admin).toUpperCase()},`,
  SESSION_KEYS: "planted-session-key-0123456789abcdef",
};
// A queue would ask the upstream in the middle of another test, and with a database runs are a minute apart.
const IN_PLACE = { queueProducers: {}, queueConsumers: {}, d1Databases: {} };
const upstream = withUpstream(({ method, path }, response) => {
  const made = method === "POST" && !path.endsWith(":test");
  if (method === "DELETE" || path.endsWith(":test")) return say(204)({}, response);
  return say(
    made ? 201 : 200,
    path.includes("?") || (method === "GET" && path.endsWith("s")) ? { data: [ONE], metadata: {} } : ONE,
  )({}, response);
});
const workers = [withWorker(() => pointedAt(upstream, VARS), IN_PLACE), withWorker(VARS, IN_PLACE)];

test("the table in SECURITY.md has exactly the routes that are tried here", () => {
  assert.deepEqual(permissions.map(({ route }) => route).sort(), Object.keys(GOOD).sort());
});

for (const [at, kind] of ["with credentials", "on the sandbox"].entries()) {
  for (const { route, may } of permissions) {
    test(`${kind}: ${route}`, async () => {
      const worker = workers[at];
      for (const who of Object.keys(may)) {
        const [method, path] = route.split(" ");
        const headers = who === "nobody" ? [] : [["Authorization", `Bearer ${TOKENS[who]}`]];
        const id = at === 0 || !path.includes("{id}") ? "n-1" : await aSavedOne(worker);
        const where = path.replace("{id}", id);
        upstream.seen.length = 0;
        const body = BODIES[route];
        const got = body
          ? await sendJson(worker.url, method, where, body, headers)
          : await send(worker.url, { method, path: where, headers });
        const refusal = who === "nobody" ? 401 : 403;
        assert.equal(got.status, may[who] ? GOOD[route][at] : refusal, `${who}: ${got.text}`);
        if (!may[who]) {
          assert.equal(got.json().errors[0].code, who === "nobody" ? "unauthorized" : "forbidden");
          assert.deepEqual(upstream.seen, []);
        }
        if (who !== "admin") assert.ok(!got.text.includes("secretsecret"), got.text);
      }
    });
  }
}

async function aSavedOne(worker) {
  const made = await sendJson(worker.url, "POST", "/notifications/v1/integrations", slack(`saved ${Math.random()}`), [
    ["Authorization", `Bearer ${TOKENS.admin}`],
  ]);
  return made.json().id;
}

test("the test of a saved integration sends what is saved and nothing of the caller's", async () => {
  const [worker] = workers;
  const headers = [["Authorization", `Bearer ${TOKENS.test}`]];
  upstream.seen.length = 0;
  const got = await send(worker.url, { method: "POST", path: "/canary/test/n-1?target=https://evil.example", headers });
  assert.deepEqual([got.status, got.json().result.result], [200, "accepted"]);
  assert.deepEqual(
    upstream.seen.map(({ method, path }) => `${method} ${path}`),
    ["GET /notifications/v1/integrations/n-1", "POST /notifications/v1/integrations:test"],
  );
  const { id, metadata, ...sent } = ONE;
  assert.deepEqual(JSON.parse(upstream.seen[1].body), sent);
  upstream.seen.length = 0;
  for (const body of [JSON.stringify(slack()), "{}"]) {
    const refused = await send(worker.url, {
      method: "POST",
      path: "/canary/test/n-1",
      headers: [...headers, ["Content-Type", "application/json"]],
      body,
    });
    assert.equal(refused.status, 400, refused.text);
  }
  const form = await send(worker.url, {
    method: "POST",
    path: "/canary/test/n-1",
    headers: [...headers, ["Content-Type", "text/plain"]],
    body: "x",
  });
  assert.equal(form.status, 415);
  assert.deepEqual(upstream.seen, []);
});

test("an integration that was read but cannot be sent is a failed test", async () => {
  const [worker] = workers;
  const before = upstream.answer;
  // JSON by its grammar, and nested deeper than it is read.
  const tags = JSON.parse("[".repeat(200) + "]".repeat(200));
  upstream.answer = say(200, { id: "n-1", metadata: {}, ...slack(), tags });
  for (const token of [TOKENS.test, TOKENS.admin]) {
    upstream.seen.length = 0;
    const got = await send(worker.url, {
      method: "POST",
      path: "/canary/test/n-1",
      headers: [["Authorization", `Bearer ${token}`]],
    });
    assert.deepEqual([got.status, got.json().errors[0].code, upstream.seen.length], [502, "invalid_response", 1]);
    assert.ok(!got.text.includes("secretsecret"));
  }
  upstream.answer = before;
});

test("a lone surrogate in a saved text breaks neither the list nor the test", async () => {
  const [worker] = workers;
  const before = upstream.answer;
  const row = { id: "n-1", metadata: {}, ...slack(), description: "cut \ud83d" };
  for (const [token, description] of [
    [TOKENS.read, "cut \ufffd"],
    [TOKENS.admin, "cut \ud83d"],
  ]) {
    upstream.answer = say(200, { metadata: {}, data: [row] });
    const listed = await send(worker.url, { path: COLLECTION, headers: [["Authorization", `Bearer ${token}`]] });
    assert.deepEqual([listed.status, listed.json().data[0].description], [200, description]);
  }
  upstream.answer = (arrived, response) => (arrived.method === "GET" ? say(200, row) : say(204))(arrived, response);
  upstream.seen.length = 0;
  const tested = await send(worker.url, {
    method: "POST",
    path: "/canary/test/n-1",
    headers: [["Authorization", `Bearer ${TOKENS.test}`]],
  });
  assert.deepEqual([tested.status, JSON.parse(upstream.seen[1].body).description], [200, "cut \ufffd"]);
  upstream.answer = before;
});

test("a failed read is the response, and a kind that cannot be written is not tested", async () => {
  const [worker] = workers;
  const headers = [["Authorization", `Bearer ${TOKENS.test}`]];
  const ask = () => send(worker.url, { method: "POST", path: "/canary/test/n-1", headers });
  const before = upstream.answer;
  upstream.seen.length = 0;
  upstream.answer = say(404, { errors: [{ status: "404", detail: "gone" }] });
  assert.deepEqual((await ask()).json(), { errors: [{ status: "404", detail: "gone" }] });
  assert.equal(upstream.seen.length, 1);
  upstream.answer = say(200, {
    id: "n-1",
    metadata: {},
    display_name: "x",
    target: { kind: "RoleEmail", role_name: "OrganizationAdmin" },
  });
  const refused = await ask();
  assert.equal(refused.status, 422);
  assert.match(refused.text, /kind/);
  assert.equal(upstream.seen.length, 2);
  upstream.answer = before;
});
