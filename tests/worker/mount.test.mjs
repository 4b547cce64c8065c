// Mounted in a Worker of the user's own: under a prefix, with authorize that decides the scope.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { customWorker, startCustomWorker } from "./custom-worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const PREFIX = "/notifications-admin";
const OWN = `
import { createWorker, Sandbox as Ours } from "./worker.js";
export const Sandbox = Ours;
const asked = [];
const inner = createWorker({
  prefix: "${PREFIX}",
  async authorize(request, env) {
    asked.push({ method: request.method, url: request.url, body: await request.text(), same: env.MARK });
    const role = request.headers.get("cookie")?.match(/role=(\\w+)/)?.[1];
    if (role === "throws") throw new Error("no session at https://sessions.example/planted-planted-planted");
    if (role === "quotes") JSON.parse(request.headers.get("x-planted"));
    if (role === "lines") throw new Error('no session\\n    at {"route":"planted"}');
    if (role === "nameless") throw Object.assign(new Error("planted"), { name: 7, message: 7, stack: 7 });
    if (role === "rejects") return Promise.reject("planted");
    if (role === "odd") return { admin: true };
    if (role === "undefined") return undefined;
    return role ?? null;
  },
});
export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/asked") return Response.json(asked.splice(0));
    if (pathname.startsWith("${PREFIX}")) return inner.fetch(request, env, context);
    return new Response("mine");
  },
};`;
const as = (role) => [["Cookie", `role=${role}`]];

describe("under a prefix, with authorize", () => {
  const one = { id: "n-1", metadata: { self: "https://api.example/x" }, ...slack() };
  const upstream = withUpstream(say(200, one));
  const worker = withWorker(() => pointedAt(upstream, { MARK: "mine", ADMIN_TOKEN: "not-asked-for-at-all" }), customWorker(OWN));
  const path = `${PREFIX}${COLLECTION}/n-1`;

  test("the scope read sees no webhook URL and changes nothing", async () => {
    const writes = [
      ["POST", COLLECTION, slack()],
      ["PATCH", `${COLLECTION}/n-1`, { description: "d" }],
      ["POST", `${COLLECTION}:test`, slack()],
      ["DELETE", `${COLLECTION}/n-1`, {}],
    ];
    for (const [role, writable] of /** @type {any[][]} */ ([
      ["read", false],
      ["test", false],
      ["admin", true],
    ])) {
      upstream.seen.length = 0;
      const got = await send(worker.url, { path, headers: as(role) });
      assert.equal(got.status, 200);
      assert.equal(got.text.includes("secretsecret"), writable, role);
      if (!writable) assert.equal(got.json().target.webhook_url, "https://hooks.slack.com/…a1b2");
      for (const [method, where, body] of writes) {
        const got = await sendJson(worker.url, method, PREFIX + where, body, as(role));
        if (!writable) assert.deepEqual([got.status, got.json().errors[0].code], [403, "forbidden"], `${role} ${method}`);
      }
      assert.equal(upstream.seen.length, writable ? 5 : 1, role);
    }
  });

  test("without a valid scope from authorize, or if it fails, the request is refused and not forwarded", async () => {
    for (const [headers, status] of /** @type {any[][]} */ ([
      [[], 403],
      [as("undefined"), 403],
      [as("throws"), 500],
      [[...as("quotes"), ["X-Planted", "planted by who asks"]], 500],
      [as("lines"), 500],
      [as("nameless"), 500],
      [as("rejects"), 500],
      [as("odd"), 500],
      [as("Admin"), 500],
      [[["Authorization", "Bearer not-asked-for-at-all"]], 403],
    ])) {
      const got = await send(worker.url, { path, headers });
      assert.equal(got.status, status, JSON.stringify(headers));
      assert.equal(got.json().errors[0].status, String(status));
    }
    assert.equal(upstream.seen.length, 0);
    const told = worker.lines.join("\n");
    assert.ok(!told.includes("planted"), told);
    // Where it went wrong is told all the same.
    assert.match(told, /authorize failed with SyntaxError at .*custom\.mjs:\d+/);
    assert.ok(!told.includes("instance"), told);
  });

  test("authorize gets the request without its body, which the operation still gets", async () => {
    await send(worker.url, { path: "/asked" });
    await sendJson(worker.url, "POST", `${PREFIX}${COLLECTION}`, slack(), as("admin"));
    const [asked] = (await send(worker.url, { path: "/asked" })).json();
    assert.deepEqual(asked, { method: "POST", url: new URL(`${PREFIX}${COLLECTION}`, worker.url).href, body: "", same: "mine" });
    assert.equal(upstream.seen[0].body, JSON.stringify(slack()));
    assert.equal(upstream.seen[0].headers.cookie, undefined);
  });

  test("a request from another site is refused without asking authorize", async () => {
    const foreign = [...as("admin"), ["Origin", "https://evil.example"]];
    assert.equal((await sendJson(worker.url, "POST", `${PREFIX}${COLLECTION}`, slack(), foreign)).status, 403);
    assert.equal((await send(worker.url, { path, headers: foreign })).status, 403);
    assert.equal(upstream.seen.length, 0);
  });

  test("any host is accepted, paths outside the prefix are not found, and the health check does not ask authorize", async () => {
    const got = await send(worker.url, { path, headers: [["Host", "app.example"], ...as("read")] });
    assert.equal(got.status, 200);
    assert.equal((await send(worker.url, { path: COLLECTION })).text, "mine");
    for (const stray of [`${PREFIX}x${COLLECTION}`, `${PREFIX}/${PREFIX}${COLLECTION}`]) {
      assert.notEqual((await send(worker.url, { path: stray, headers: as("admin") })).status, 200, stray);
    }
    // As Hono's app.mount does it, the prefix is gone before the Worker is asked.
    const mounted = await send(worker.url, { path: `${PREFIX}x${COLLECTION}`, headers: as("admin") });
    assert.equal(mounted.status, 404);
    assert.match(mounted.json().errors[0].detail, /app\.all\("\/notifications-admin\/\*"\), since app\.mount strips/);
    await send(worker.url, { path: "/asked" });
    assert.equal((await send(worker.url, { path: `${PREFIX}/healthz` })).status, 200);
    assert.deepEqual((await send(worker.url, { path: "/asked" })).json(), []);
  });

  test("a Location is rewritten to the prefix", async () => {
    upstream.answer = say(201, one, { location: `${COLLECTION}/n-1` });
    const got = await sendJson(worker.url, "POST", `${PREFIX}${COLLECTION}`, slack(), as("admin"));
    assert.equal(got.headers.location, new URL(path, worker.url).href);
    upstream.answer = say(200, one);
  });
});

test("the sandbox works under a prefix, and its deliveries are returned without their URLs", async () => {
  const worker = await startCustomWorker(OWN);
  const created = await sendJson(worker.url, "POST", `${PREFIX}${COLLECTION}`, slack(), as("admin"));
  assert.equal(created.status, 201);
  assert.equal(created.headers.location, new URL(`${PREFIX}${COLLECTION}/${created.json().id}`, worker.url).href);
  assert.equal((await send(worker.url, { path: new URL(created.headers.location).pathname, headers: as("read") })).status, 200);
  await sendJson(worker.url, "POST", `${PREFIX}${COLLECTION}:test`, slack(), as("admin"));
  const deliveries = await send(worker.url, { path: `${PREFIX}/sandbox/deliveries`, headers: as("read") });
  assert.equal(deliveries.json().data[0].target.webhook_url, "https://hooks.slack.com/…a1b2");
  assert.equal((await sendJson(worker.url, "POST", `${PREFIX}/sandbox/reset`, {}, as("read"))).status, 403);
  assert.equal((await sendJson(worker.url, "POST", `${PREFIX}/sandbox/reset`, {}, as("admin"))).status, 204);
  await worker.dispose();
});

test("invalid options throw at once", async () => {
  const worker = await startCustomWorker(`
import { createWorker } from "./worker.js";
export { Sandbox } from "./worker.js";
export default { fetch() {
  const said = [{ prefix: "admin" }, { prefix: "/a/" }, { prefix: 1 }, { authorize: "admin" }, 7, { prefix: "/fine", authorize: () => null }, {}].map((options) => {
    try { createWorker(options); return "fine"; } catch (error) { return error instanceof Error ? error.message : "no Error"; }
  });
  return Response.json(said);
} };`);
  const said = (await send(worker.url)).json();
  assert.match(said[0], /prefix must be a path/);
  assert.match(said[1], /prefix must be a path/);
  assert.match(said[2], /prefix must be a string/);
  assert.match(said[3], /authorize must be a function/);
  assert.match(said[4], /options must be an object/);
  assert.deepEqual(said.slice(5), ["fine", "fine"]);
  await worker.dispose();
});
