// The other sites in ALLOWED_ORIGINS: exactly those may call, with a token of their own, in a browser too.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startInOrder } from "../support/start-in-order.mjs";
import { launchChromium } from "../support/chromium.mjs";
import { startSite } from "../support/server.mjs";
import { startWorker, withWorker } from "../support/worker.mjs";
import { startCustomWorker } from "./custom-worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { AUDIENCE, DOMAIN, makeTeam } from "./team.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const TOKEN = "planted-admin-token-0123456789";
const BEARER = [["Authorization", `Bearer ${TOKEN}`]];
let listed, stranger;
startInOrder(async () => {
  [listed, stranger] = await Promise.all([startSite(), startSite()]);
});
const upstream = withUpstream(
  say(429, { errors: [{ detail: "slow down" }] }, { "retry-after": "7", "x-ratelimit-remaining": "0" }),
);
const worker = withWorker(() =>
  pointedAt(upstream, {
    ADMIN_TOKEN: TOKEN,
    SESSION_KEYS: "planted-session-key-0123456789abcdef",
    ALLOWED_ORIGINS: `https://dashboard.example, ${listed.origin}`,
  }),
);

after(() => Promise.all([listed.close(), stranger.close()]));

test("only a listed origin is allowed, and every response varies by origin", async () => {
  for (const [origin, named] of /** @type {any[][]} */ ([
    ["https://dashboard.example", true],
    ["http://dashboard.example", false],
    ["https://dashboard.example:8443", false],
    ["https://dashboard.example.evil", false],
    ["https://DASHBOARD.example", false],
    ["https://dashboard.example, https://evil.example", false],
    ["null", false],
    ["*", false],
    [undefined, undefined],
  ])) {
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

test("the headers that a script needs are exposed", async () => {
  const got = await send(worker.url, {
    path: COLLECTION,
    headers: [...BEARER, ["Origin", "https://dashboard.example"], ["Sec-Fetch-Site", "cross-site"]],
  });
  const exposed = got.headers["access-control-expose-headers"].toLowerCase().split(/, */);
  for (const name of [
    "x-request-id",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "location",
  ]) {
    assert.ok(exposed.includes(name), name);
  }
});

test("only a preflight from a listed origin is granted, and it is never forwarded", async () => {
  const ask = (origin) =>
    send(worker.url, {
      method: "OPTIONS",
      path: COLLECTION,
      headers: [
        ["Origin", origin],
        ["Access-Control-Request-Method", "POST"],
        ["Access-Control-Request-Headers", "authorization,content-type"],
      ],
    });
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

test("our cookie is ignored from a listed origin", async () => {
  const signedIn = await sendJson(worker.url, "POST", "/session", { token: TOKEN });
  const cookie = signedIn.headers["set-cookie"][0].split(";")[0];
  const got = await send(worker.url, {
    path: COLLECTION,
    headers: [
      ["Cookie", cookie],
      ["Origin", "https://dashboard.example"],
    ],
  });
  assert.equal(got.status, 401);
  assert.deepEqual(upstream.seen, []);
});

test("in Chromium a listed site can read and write with its token, and another can do neither", { timeout: 60_000 }, async () => {
  upstream.answer = say(200, { id: "n-1", data: [], metadata: {}, target: { kind: "Slack" } });
  const browser = await launchChromium("--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests");
  const from = async (site) => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    return page.evaluate(
      async ([target, token, body]) => {
        const headers = { authorization: `Bearer ${token}` };
        const status = (init) =>
          fetch(target, init).then(
            (got) => `${got.status} ${got.headers.get("x-request-id")}`,
            (error) => error.name,
          );
        return [
          await status({ headers }),
          await status({ method: "POST", headers: { ...headers, "content-type": "application/json" }, body }),
        ];
      },
      [new URL(COLLECTION, worker.url).href, TOKEN, JSON.stringify(slack())],
    );
  };
  try {
    assert.deepEqual(await from(listed), ["200 upstream-id", "200 upstream-id"]);
    assert.deepEqual(
      upstream.seen.map(({ method }) => method),
      ["GET", "POST"],
    );
    upstream.seen.length = 0;
    assert.deepEqual(await from(stranger), ["TypeError", "TypeError"]);
    assert.deepEqual(upstream.seen, []);
  } finally {
    await browser.close();
  }
});

/** Requests that a browser sends to another site without asking it first. */
const SIMPLE = [{ method: "POST", path: "/canary/run" }, { method: "POST", path: "/canary/test/n-1" }, { path: COLLECTION }];

test("a JWT of Cloudflare Access is ignored from a listed origin, beside a token too", async () => {
  upstream.answer = undefined;
  const team = makeTeam();
  const behind = await startWorker({
    vars: pointedAt(upstream, {
      ACCESS_TEAM_DOMAIN: DOMAIN,
      ACCESS_AUD: AUDIENCE,
      ACCESS_SCOPE: "test",
      ADMIN_TOKEN: TOKEN,
      ALLOWED_ORIGINS: "https://dashboard.example",
    }),
    outboundService: team.outboundService,
  });
  const shows = ["Cf-Access-Jwt-Assertion", team.jwt()];
  const from = ["Origin", "https://dashboard.example"];
  try {
    for (const request of SIMPLE) {
      const name = `${request.method ?? "GET"} ${request.path}`;
      for (const site of [[], [["Sec-Fetch-Site", "cross-site"]]]) {
        const got = await send(behind.url, { ...request, headers: [shows, from, ...site] });
        assert.equal(got.status, 401, name);
      }
    }
    assert.deepEqual([upstream.seen, team.fetches], [[], 0]);
    const who = await send(behind.url, { path: "/session", headers: [shows, from] });
    assert.deepEqual([who.status, who.json().scope], [200, null]);
    // Its own page, and a service with no browser, go on.
    const own = [
      ["Origin", behind.url.origin],
      ["Sec-Fetch-Site", "same-origin"],
    ];
    for (const headers of [[shows], [shows, ...own], [shows, from, ...BEARER]]) {
      upstream.seen.length = 0;
      for (const request of SIMPLE) {
        const { status } = await send(behind.url, { ...request, headers });
        assert.ok(![401, 403].includes(status), `${request.path} ${status}`);
      }
      assert.ok(upstream.seen.length > 0);
    }
  } finally {
    await behind.dispose();
  }
});

test("without a token configured, this machine's own page has the scope admin and a listed site none", async () => {
  upstream.answer = undefined;
  const local = await startWorker({ vars: pointedAt(upstream, { ALLOWED_ORIGINS: "https://dashboard.example" }) });
  try {
    for (const request of SIMPLE) {
      const got = await send(local.url, {
        ...request,
        headers: [
          ["Origin", "https://dashboard.example"],
          ["Sec-Fetch-Site", "cross-site"],
        ],
      });
      assert.equal(got.status, 401, request.path);
      assert.match(got.json().errors[0].detail, /ADMIN_TOKEN/);
    }
    assert.deepEqual(upstream.seen, []);
    for (const headers of [
      [],
      [
        ["Origin", local.url.origin],
        ["Sec-Fetch-Site", "same-origin"],
      ],
    ]) {
      assert.equal((await send(local.url, { path: COLLECTION, headers })).status, 200);
    }
  } finally {
    await local.dispose();
  }
});

test("in Chromium authorize is not called for a listed site whose requests carry its cookie", {
  timeout: 60_000,
}, async () => {
  const mounted = await startCustomWorker(
    `
    import { createWorker, Sandbox } from "./worker.js";
    export { Sandbox };
    let asked = 0;
    const inner = createWorker({ authorize: (request) => (asked++, request.headers.get("cookie")?.includes("role=admin") ? "admin" : null) });
    export default {
      fetch(request, env, context) {
        const { pathname } = new URL(request.url);
        if (pathname === "/asked") return new Response(String(asked));
        if (pathname === "/login") return new Response("in", { headers: { "set-cookie": "role=admin; Path=/" } });
        return inner.fetch(request, env, context);
      },
    };`,
    { vars: pointedAt(upstream, { ALLOWED_ORIGINS: listed.origin }) },
  );
  const asked = async () => Number((await send(mounted.url, { path: "/asked" })).text);
  upstream.answer = undefined;
  const browser = await launchChromium("--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests");
  try {
    const page = await browser.newPage();
    await page.goto(new URL("/login", mounted.url).href);
    // The session's own page, on the same origin, goes on.
    assert.equal(await page.evaluate(async (path) => (await fetch(path, { method: "POST" })).status, "/canary/run"), 200);
    assert.deepEqual([await asked(), upstream.seen.length], [1, 1]);
    upstream.seen.length = 0;
    await page.goto(listed.origin);
    for (const { method = "GET", path } of SIMPLE) {
      // The page cannot see what came of it; what matters is whether it was done.
      await page.evaluate(
        ([target, method]) => fetch(target, { method, mode: "no-cors", credentials: "include" }).catch(() => {}),
        [new URL(path, mounted.url).href, method],
      );
    }
    assert.deepEqual([await asked(), upstream.seen], [1, []]);
    // As the browser has it, read by somebody who can.
    const got = await send(mounted.url, {
      method: "POST",
      path: "/canary/run",
      headers: [
        ["Origin", listed.origin],
        ["Cookie", "role=admin"],
      ],
    });
    assert.deepEqual([got.status, got.json().errors[0].code, await asked()], [403, "forbidden", 1]);
    // A header of its own a site can set only where CORS lets it, and then without cookies: authorize judges that.
    const own = await send(mounted.url, {
      path: COLLECTION,
      headers: [
        ["Origin", listed.origin],
        ["Authorization", "Bearer theirs"],
      ],
    });
    assert.deepEqual([own.status, await asked()], [403, 2]);
  } finally {
    await browser.close();
    await mounted.dispose();
  }
});
