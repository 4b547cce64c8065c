// The page's cookie: given for a token, with its scope, and removed at sign-out.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startInOrder } from "../support/start-in-order.mjs";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { pointedAt, startUpstream } from "./upstream.mjs";

const TOKEN = "planted-admin-token-0123456789";
const READER = "planted-read-token-0123456789";
const KEY = "planted-session-key-0123456789abcdef";
const vars = { ADMIN_TOKEN: TOKEN, READ_TOKEN: READER, SESSION_KEYS: KEY };

const signIn = (worker, token, headers = []) => sendJson(worker.url, "POST", "/session", { token }, headers);
/** The `Cookie` header that a browser would send after this answer. */
const cookieOf = (got, name = "__Host-notifications") => [
  ["Cookie", got.headers["set-cookie"].find((text) => text.startsWith(`${name}=`)).split(";")[0]],
];

describe("signing in", () => {
  // No `withUpstream`: what arrived in all of these tests is searched for secrets.
  let upstream;
  startInOrder(async () => {
    upstream = await startUpstream();
  });
  const worker = withWorker(() => pointedAt(upstream, vars));
  after(() => upstream.stop());

  test("a token is exchanged for a cookie that no script or other site gets", async () => {
    const got = await signIn(worker, TOKEN);
    assert.deepEqual([got.status, got.json()], [200, { scope: "admin" }]);
    const [secure, plain] = got.headers["set-cookie"];
    assert.match(secure, /^__Host-notifications=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$/);
    assert.match(plain, /^notifications=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    assert.equal(got.headers["cache-control"], "no-store");
    for (const name of ["__Host-notifications", "notifications"]) {
      assert.equal((await send(worker.url, { path: COLLECTION, headers: cookieOf(got, name) })).status, 200, name);
    }
    const who = await send(worker.url, { path: "/session", headers: cookieOf(got) });
    assert.deepEqual(who.json(), { scope: "admin", by: "cookie", sign_in: "cookie" });
    assert.deepEqual((await send(worker.url, { path: "/session" })).json(), { scope: null, by: null, sign_in: "cookie" });
  });

  test("the plain cookie name is neither set nor accepted outside loopback http", async () => {
    const there = await worker.miniflare.dispatchFetch("https://notifications.example/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: TOKEN }),
    });
    const cookies = there.headers.getSetCookie();
    assert.equal(cookies.length, 1);
    const value = cookies[0].split(";")[0];
    const ask = (cookie) => worker.miniflare.dispatchFetch(`https://notifications.example${COLLECTION}`, { headers: { cookie } });
    assert.equal((await ask(value)).status, 200);
    assert.equal((await ask(value.replace("__Host-", ""))).status, 401);
  });

  test("the cookie has its token's scope", async () => {
    const cookie = cookieOf(await signIn(worker, READER));
    assert.equal((await send(worker.url, { path: COLLECTION, headers: cookie })).status, 200);
    assert.equal((await sendJson(worker.url, "POST", COLLECTION, slack(), cookie)).status, 403);
  });

  test("an invalid token gets no cookie and is not repeated", async () => {
    for (const [body, status] of [
      [{ token: "wrong-planted" }, 401],
      [{ token: "" }, 401],
      [{ token: `${TOKEN}x` }, 401],
      [{ token: [TOKEN] }, 422],
      [{ token: TOKEN, scope: "admin" }, 422],
      [{}, 422],
      [[TOKEN], 422],
    ]) {
      const got = await sendJson(worker.url, "POST", "/session", body);
      assert.equal(got.status, status, JSON.stringify(body));
      assert.equal(got.headers["set-cookie"], undefined);
      assert.ok(!got.text.includes("planted"));
    }
    const form = await send(worker.url, {
      method: "POST",
      path: "/session",
      headers: [["Content-Type", "application/x-www-form-urlencoded"]],
      body: `token=${TOKEN}`,
    });
    assert.equal(form.status, 415);
    assert.equal((await send(worker.url, { path: `/session?token=${TOKEN}` })).json().scope, null);
    const foreign = await signIn(worker, TOKEN, [["Origin", "https://evil.example"]]);
    assert.deepEqual([foreign.status, foreign.headers["set-cookie"]], [403, undefined]);
  });

  test("forged, truncated and foreign cookies are refused", async () => {
    const good = cookieOf(await signIn(worker, TOKEN))[0][1];
    const [name, value] = good.split("=");
    const [ends, signature] = value.split(".");
    for (const forged of [
      `${ends}.`,
      `${ends}`,
      value.slice(0, -1),
      `${Number(ends) + 1}.${signature}`,
      `${Number(ends) - 1}.${signature}`,
      `${ends}.${signature}x`,
      "",
      TOKEN,
      `${ends}.${"A".repeat(43)}`,
    ]) {
      const got = await send(worker.url, { path: COLLECTION, headers: [["Cookie", `${name}=${forged}`]] });
      assert.equal(got.status, 401, forged);
    }
    for (const other of ["__host-notifications", "X__Host-notifications", "__Secure-notifications"]) {
      assert.equal((await send(worker.url, { path: COLLECTION, headers: [["Cookie", `${other}=${value}`]] })).status, 401, other);
    }
    const elsewhere = await send(worker.url, {
      path: COLLECTION,
      headers: [
        ["Cookie", good],
        ["Origin", "https://evil.example"],
      ],
    });
    assert.equal(elsewhere.status, 403);
    // A wrong token beside a good cookie: somebody means something else than what he has.
    assert.equal(
      (
        await send(worker.url, {
          path: COLLECTION,
          headers: [
            ["Cookie", good],
            ["Authorization", "Bearer wrong"],
          ],
        })
      ).status,
      401,
    );
  });

  test("signing out removes the cookie", async () => {
    const got = await send(worker.url, { method: "DELETE", path: "/session" });
    assert.equal(got.status, 204);
    assert.ok(
      got.headers["set-cookie"].length === 2 && got.headers["set-cookie"].every((text) => /^[\w-]+=; .*Max-Age=0/.test(text)),
    );
    assert.equal(
      (await send(worker.url, { method: "DELETE", path: "/session", headers: [["Sec-Fetch-Site", "cross-site"]] })).status,
      403,
    );
  });

  test("neither token nor cookie reaches the upstream or the log", async () => {
    const cookie = cookieOf(await signIn(worker, TOKEN));
    await send(worker.url, { path: COLLECTION, headers: cookie });
    const value = cookie[0][1].split("=")[1];
    for (const kept of [JSON.stringify(upstream.seen), worker.lines.join("\n")]) {
      assert.ok(![TOKEN, READER, KEY, value, "wrong-planted"].some((secret) => kept.includes(secret)));
    }
    assert.match(worker.lines.join("\n"), /"token":"READ_TOKEN","scope":"read"/);
  });
});

test("a cookie expires with its token, and stays valid until its signing key is removed", async () => {
  const start = (more) => startWorker({ vars: { ...vars, ...more } });
  const first = await start({});
  const cookie = cookieOf(await signIn(first, TOKEN));
  await first.dispose();
  const next = "planted-next-session-key-0123456789abcdef";
  for (const [more, status] of [
    [{}, 200],
    [{ ADMIN_TOKEN: `another-admin-token, ${TOKEN}` }, 200],
    [{ SESSION_KEYS: `${next},${KEY}` }, 200],
    [{ SESSION_KEYS: next }, 401],
    [{ ADMIN_TOKEN: "another-admin-token" }, 401],
    [{ SESSION_KEYS: "" }, 401],
  ]) {
    const worker = await start(more);
    assert.equal((await send(worker.url, { path: COLLECTION, headers: cookie })).status, status, JSON.stringify(more));
    await worker.dispose();
  }
});

test("without keys, and on loopback, there is no sign-in by cookie", async () => {
  for (const [more, way] of /** @type {any[][]} */ ([
    [{ ADMIN_TOKEN: TOKEN }, "token"],
    [{}, null],
  ])) {
    const worker = await startWorker({ vars: more });
    const got = await signIn(worker, TOKEN);
    assert.deepEqual([got.status, got.headers["set-cookie"]], [404, undefined]);
    assert.equal((await send(worker.url, { path: "/session" })).json().sign_in, way);
    await worker.dispose();
  }
});
