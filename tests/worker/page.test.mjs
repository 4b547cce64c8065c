// The page's files come through the Worker, under the same rules and headers as everything else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, send } from "./raw-http.mjs";

const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const worker = withWorker();

function carries(got, cached) {
  assert.equal(got.headers["content-security-policy"], CSP);
  assert.equal(got.headers["x-content-type-options"], "nosniff");
  assert.equal(got.headers["referrer-policy"], "no-referrer");
  assert.equal(got.headers["cross-origin-opener-policy"], "same-origin");
  assert.equal(got.headers["cross-origin-resource-policy"], "same-origin");
  assert.ok(got.headers["permissions-policy"]);
  assert.equal(got.headers["x-upstream"], "sandbox");
  assert.ok(got.headers["x-request-id"]);
  assert.equal(got.headers["cache-control"], cached);
  // On a developer's http://localhost it would lock out every other project there.
  assert.equal(got.headers["strict-transport-security"], undefined);
  assert.equal(got.headers["set-cookie"], undefined);
}

test("every response has the security headers", async () => {
  const page = await send(worker.url);
  assert.deepEqual([page.status, page.headers["content-type"]], [200, "text/html; charset=utf-8"]);
  carries(page, "no-cache");
  const assets = [...page.text.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, file]) => `/${file}`);
  assert.ok(assets.length >= 2, page.text);
  for (const path of assets) {
    const got = await send(worker.url, { path });
    assert.equal(got.status, 200, path);
    carries(got, "public, max-age=31536000, immutable");
  }
  carries(await send(worker.url, { path: "/favicon.svg" }), "no-cache");
  for (const path of [COLLECTION, `${COLLECTION}/nobody`, "/healthz", "/nowhere", "/assets/nothing.js", "/sandbox/deliveries"]) {
    carries(await send(worker.url, { path }), "no-store");
  }
  carries(await send(worker.url, { method: "PUT", path: COLLECTION }), "no-store");
});

test("HEAD and If-None-Match get no body", async () => {
  const page = await send(worker.url);
  const head = await send(worker.url, { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [200, ""]);
  carries(head, "no-cache");
  const known = await send(worker.url, { headers: [["If-None-Match", page.headers.etag]] });
  assert.deepEqual([known.status, known.text], [304, ""]);
  carries(known, "no-cache");
});

test("index.html redirects to its folder, and a query does not change a file", async () => {
  const got = await send(worker.url, { path: "/index.html" });
  assert.deepEqual([got.status, got.headers.location], [307, "/"]);
  assert.equal((await send(worker.url, { path: "/?x=1" })).status, 200);
});

test("a path without a file is a 404 in the API's shape", async () => {
  for (const path of ["/nowhere", "/assets/", "/assets/../../package.json", "/.assetsignore", "/wrangler.jsonc"]) {
    const got = await send(worker.url, { path });
    assert.equal(got.status, 404, path);
    assert.equal(got.json().errors[0].code, "not_found");
  }
});

test("the health check answers anyone, without details", async () => {
  const got = await send(worker.url, { path: "/healthz" });
  assert.deepEqual([got.status, got.json()], [200, { status: "ok" }]);
  assert.equal((await send(worker.url, { method: "HEAD", path: "/healthz" })).status, 200);
});

test("over https Strict-Transport-Security lasts a year", async () => {
  const got = await worker.miniflare.dispatchFetch("https://localhost/healthz");
  assert.equal(got.headers.get("strict-transport-security"), "max-age=31536000");
});
