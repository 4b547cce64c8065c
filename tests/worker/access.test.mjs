// Who may call: hosts, sites, tokens and incomplete configurations, over real sockets.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startWorker, withWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { API_SECRET, KEY, pointedAt, startUpstream, withUpstream } from "./upstream.mjs";

const TOKEN = "planted-admin-token-0123456789";

function refusedInTheApisShape(got, status, code) {
  assert.equal(got.status, status, got.text);
  assert.deepEqual([got.json().errors[0].status, got.json().errors[0].code], [String(status), code]);
  assert.match(got.headers["content-security-policy"], /^default-src 'none'/);
  assert.ok(got.headers["x-request-id"]);
  assert.equal(got.headers["access-control-allow-origin"], undefined);
}

describe("without configuration", () => {
  const upstream = withUpstream();
  const worker = withWorker(() => pointedAt(upstream));
  const nothingArrived = () => assert.equal(upstream.seen.length, 0);

  test("a foreign Host is refused everywhere, the page included, with an error that says what to configure", async () => {
    const { port } = new URL(worker.url);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "localhost.evil.example",
      "0.0.0.0",
      "192.168.0.7",
      "[::2]",
      "x.workers.dev",
    ]) {
      for (const path of ["/", "/healthz", COLLECTION, "/sandbox/deliveries", "/nowhere"]) {
        const headers = [
          ["Host", host],
          ["X-Forwarded-Host", "localhost"],
          ["Forwarded", "host=localhost"],
        ];
        const got = await send(worker.url, { path, headers });
        refusedInTheApisShape(got, 403, "forbidden");
        assert.match(got.json().errors[0].detail, /ADMIN_TOKEN/);
      }
      const write = await sendJson(worker.url, "POST", COLLECTION, slack(), [["Host", host]]);
      refusedInTheApisShape(write, 403, "forbidden");
    }
    nothingArrived();
  });

  test("every loopback name is accepted", async () => {
    const { port } = new URL(worker.url);
    for (const host of ["localhost", `localhost:${port}`, "127.0.0.1", "127.9.9.9:1", "[::1]", `LOCALHOST:${port}`]) {
      assert.equal((await send(worker.url, { path: COLLECTION, headers: [["Host", host]] })).status, 200, host);
    }
    upstream.seen.length = 0;
  });

  test("an absolute URL in the request line does not circumvent the check of the host", async () => {
    const got = await send(worker.url, { path: `http://evil.example${COLLECTION}`, headers: [["Host", "evil.example"]] });
    assert.ok(got.status >= 400, String(got.status));
    nothingArrived();
  });

  test("requests from another site are refused, by Origin or Sec-Fetch-Site", async () => {
    const own = new URL(worker.url).origin;
    for (const [headers, read, write] of /** @type {any[][]} */ ([
      [[], true, true],
      [[["Origin", own]], true, true],
      [
        [
          ["Origin", own],
          ["Sec-Fetch-Site", "same-origin"],
        ],
        true,
        true,
      ],
      [[["Sec-Fetch-Site", "none"]], true, false],
      [[["Sec-Fetch-Site", "cross-site"]], false, false],
      [[["Sec-Fetch-Site", "same-site"]], false, false],
      [
        [
          ["Origin", own],
          ["Sec-Fetch-Site", "cross-site"],
        ],
        false,
        false,
      ],
      [[["Origin", "null"]], false, false],
      [[["Origin", "http://evil.example"]], false, false],
      [
        [
          ["Origin", "http://evil.example"],
          ["Sec-Fetch-Site", "same-origin"],
        ],
        false,
        false,
      ],
      [
        [
          ["Origin", own],
          ["Origin", "http://evil.example"],
        ],
        false,
        false,
      ],
      [[["Origin", own.replace(/:\d+$/, ":1")]], false, false],
      [[["Origin", own.replace("http:", "https:")]], false, false],
    ])) {
      upstream.seen.length = 0;
      const words = JSON.stringify(headers);
      const got = await send(worker.url, { path: COLLECTION, headers });
      if (read) assert.equal(got.status, 200, words);
      else refusedInTheApisShape(got, 403, "forbidden");
      for (const [method, path, body] of /** @type {any[][]} */ ([
        ["POST", COLLECTION, slack()],
        ["PATCH", `${COLLECTION}/n-1`, { description: "d" }],
        ["POST", `${COLLECTION}:test`, slack()],
        ["POST", "/sandbox/reset", {}],
        ["DELETE", `${COLLECTION}/n-1`, undefined],
      ])) {
        const got = body
          ? await sendJson(worker.url, method, path, body, headers)
          : await send(worker.url, { method, path, headers });
        if (!write) refusedInTheApisShape(got, 403, "forbidden");
        else assert.notEqual(got.status, 403, words);
      }
      assert.equal(upstream.seen.length, (read ? 1 : 0) + (write ? 4 : 0), words);
    }
    upstream.seen.length = 0;
  });

  test("a preflight is refused", async () => {
    const headers = [
      ["Origin", "http://evil.example"],
      ["Access-Control-Request-Method", "POST"],
    ];
    refusedInTheApisShape(await send(worker.url, { method: "OPTIONS", path: COLLECTION, headers }), 403, "forbidden");
    refusedInTheApisShape(await send(worker.url, { method: "OPTIONS", path: COLLECTION }), 405, "method_not_allowed");
  });

  test("a link from another site leads to the page's files, which hold no data", async () => {
    const got = await send(worker.url, {
      path: "/",
      headers: [
        ["Sec-Fetch-Site", "cross-site"],
        ["Sec-Fetch-Mode", "navigate"],
      ],
    });
    assert.equal(got.status, 200);
    assert.equal(got.headers["cross-origin-resource-policy"], "same-origin");
  });
});

describe("with ADMIN_TOKEN", () => {
  const upstream = withUpstream();
  const worker = withWorker(() => pointedAt(upstream, { ADMIN_TOKEN: ` ${TOKEN} ` }));
  const shows = (token) => [["Authorization", `Bearer ${token}`]];

  test("every route but the page's files and the health check requires it", async () => {
    for (const path of ["/", "/favicon.svg", "/healthz"]) assert.equal((await send(worker.url, { path })).status, 200, path);
    for (const [method, path] of [
      ["GET", COLLECTION],
      ["POST", COLLECTION],
      ["GET", `${COLLECTION}/n-1`],
      ["PATCH", `${COLLECTION}/n-1`],
      ["DELETE", `${COLLECTION}/n-1`],
      ["POST", `${COLLECTION}:test`],
      ["GET", "/sandbox/deliveries"],
      ["POST", "/sandbox/reset"],
      ["GET", "/notifications/v1/other"],
      ["PUT", COLLECTION],
      ["POST", "/"],
    ]) {
      const body = method === "GET" || method === "DELETE" ? undefined : "{}";
      const got = await send(worker.url, { method, path, headers: body ? [["Content-Type", "application/json"]] : [], body });
      refusedInTheApisShape(got, 401, "unauthorized");
      assert.equal(got.headers["www-authenticate"], "Bearer");
    }
    assert.equal(upstream.seen.length, 0);
  });

  test("only the exact token is accepted, under any host", async () => {
    for (const host of [new URL(worker.url).host, "notifications.example"]) {
      const got = await send(worker.url, { path: COLLECTION, headers: [["Host", host], ...shows(TOKEN)] });
      assert.equal(got.status, 200, host);
    }
    upstream.seen.length = 0;
    for (const headers of [
      shows(""),
      shows(TOKEN.slice(0, -1)),
      shows(`${TOKEN}x`),
      shows(TOKEN.toUpperCase()),
      [["Authorization", TOKEN]],
      [["Authorization", `Basic ${Buffer.from(`${TOKEN}:`).toString("base64")}`]],
      [...shows("other"), ...shows(TOKEN)],
      [["Cookie", `token=${TOKEN}`]],
      [["X-Admin-Token", TOKEN]],
    ]) {
      refusedInTheApisShape(await send(worker.url, { path: COLLECTION, headers }), 401, "unauthorized");
    }
    refusedInTheApisShape(await send(worker.url, { path: `${COLLECTION}?token=${TOKEN}` }), 401, "unauthorized");
    assert.equal(upstream.seen.length, 0);
  });

  test("the token is refused from another site, and never forwarded", async () => {
    const foreign = await sendJson(worker.url, "POST", COLLECTION, slack(), [...shows(TOKEN), ["Origin", "http://evil.example"]]);
    refusedInTheApisShape(foreign, 403, "forbidden");
    await sendJson(worker.url, "POST", COLLECTION, slack(), shows(TOKEN));
    assert.equal(upstream.seen.length, 1);
    assert.ok(!JSON.stringify(upstream.seen).includes(TOKEN));
    assert.ok(!worker.lines.join("\n").includes(TOKEN));
    assert.match(worker.lines.join("\n"), /access: by ADMIN_TOKEN/);
  });
});

describe("an incomplete configuration", () => {
  for (const [vars, named] of /** @type {any[][]} */ ([
    [{ CONFLUENT_API_KEY: KEY }, "CONFLUENT_API_SECRET"],
    [{ CONFLUENT_API_KEY: KEY, CONFLUENT_API_SECRET: " " }, "CONFLUENT_API_SECRET"],
    [{ CONFLUENT_API_SECRET: API_SECRET }, "CONFLUENT_API_KEY"],
    [{ CONFLUENT_BASE_URL: "https://planted.example/path" }, "CONFLUENT_BASE_URL"],
    [{ CONFLUENT_TOKEN: "t", CONFLUENT_BASE_URL: "planted" }, "CONFLUENT_BASE_URL"],
    [{ CONFLUENT_TOKEN: "t", CONFLUENT_BASE_URL: "http://planted.example" }, "CONFLUENT_BASE_URL"],
    [{ CONFLUENT_TOKEN: "t", CONFLUENT_BASE_URL: "https://u:planted@h.example" }, "CONFLUENT_BASE_URL"],
    [{ CONFLUENT_TOKEN: "planted é" }, "CONFLUENT_TOKEN"],
    [{ CONFLUENT_API_KEY: "planted:key", CONFLUENT_API_SECRET: API_SECRET }, "CONFLUENT_API_KEY"],
    [{ CONFLUENT_TOKEN: "t", CONFLUENT_API_KEY: KEY, CONFLUENT_API_SECRET: API_SECRET }, "CONFLUENT_TOKEN"],
  ])) {
    test(`${Object.keys(vars).join(", ")}: names ${named} and does not serve the sandbox`, async () => {
      const worker = await startWorker({ vars });
      for (const got of [await send(worker.url, { path: COLLECTION }), await sendJson(worker.url, "POST", COLLECTION, slack())]) {
        refusedInTheApisShape(got, 503, "misconfigured");
        assert.match(got.json().errors[0].detail, new RegExp(named));
        assert.equal(got.headers["x-upstream"], "confluent-cloud");
        assert.ok(!got.text.includes("planted") && !got.text.includes(API_SECRET));
      }
      assert.equal((await send(worker.url, { path: "/sandbox/deliveries" })).status, 503);
      assert.equal((await send(worker.url, { path: "/" })).status, 200);
      await worker.dispose();
      assert.ok(!worker.lines.join("\n").includes("planted é") && !worker.lines.join("\n").includes(API_SECRET));
    });
  }

  test("empty variables count as unset, so the sandbox is served", async () => {
    const worker = await startWorker({
      vars: { CONFLUENT_API_KEY: "", CONFLUENT_API_SECRET: "", CONFLUENT_TOKEN: " ", CONFLUENT_BASE_URL: "", ADMIN_TOKEN: "" },
    });
    const got = await send(worker.url, { path: COLLECTION });
    assert.deepEqual([got.status, got.headers["x-upstream"]], [200, "sandbox"]);
    await worker.dispose();
  });

  test("CONFLUENT_TOKEN works, and the log says that it expires", async () => {
    const upstream = await startUpstream();
    const worker = await startWorker({ vars: { CONFLUENT_BASE_URL: upstream.url, CONFLUENT_TOKEN: "planted-token" } });
    assert.equal((await send(worker.url, { path: COLLECTION })).status, 200);
    assert.equal(upstream.seen[0].headers.authorization, "Bearer planted-token");
    await worker.dispose();
    await upstream.stop();
    assert.match(worker.lines.join("\n"), /15 minutes/);
    assert.ok(!worker.lines.join("\n").includes("planted-token"));
  });
});
