// The sandbox's fetch takes a URL and an init without a Request, and answers as if there had been one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox } from "confluent-notifications/sandbox";
import { imported } from "../support/realm.mjs";

const BASE = "https://api.confluent.cloud/notifications/v1/integrations";
const integration = { display_name: "a", target: { kind: "Webhook", url: "https://hooks.example/a" } };
const body = JSON.stringify(integration);
const json = { "content-type": "application/json" };
const credentials = { apiKey: "key", apiSecret: "secret" };
const authorization = `Basic ${btoa("key:secret")}`;

const inits = {
  "nothing at all": undefined,
  "a GET": { method: "GET" },
  "a method in lower case": { method: "post", headers: json, body },
  "headers as an object": { method: "POST", headers: json, body },
  "headers as pairs": { method: "POST", headers: [["Content-Type", "application/json"]], body },
  "headers as Headers": { method: "POST", headers: new Headers(json), body },
  "a text without a content type": { method: "POST", body },
  "a body of null": { method: "POST", headers: json, body: null },
  "an empty body": { method: "POST", headers: json, body: "" },
  bytes: { method: "POST", headers: json, body: new TextEncoder().encode(body) },
  "a Blob with a type": { method: "POST", body: new Blob([body], { type: "application/json" }) },
  URLSearchParams: { method: "POST", body: new URLSearchParams({ display_name: "a" }) },
  "half a pair of surrogates": {
    method: "POST",
    headers: json,
    body: JSON.stringify({ ...integration, display_name: "x" }).replace("x", "\ud800"),
  },
  "an unknown method": { method: "PROPFIND" },
};

for (const [what, init] of Object.entries(inits)) {
  test(`a URL and ${what} are answered as their Request is`, async () => {
    const withAuthorization = { ...init, headers: [...new Headers(init?.headers), ["authorization", authorization]] };
    for (const [given, seen] of [
      [init, "without credentials"],
      [withAuthorization, "with credentials"],
    ]) {
      const [one, two] = [createSandbox({ seed: [], credentials }), createSandbox({ seed: [], credentials })];
      assert.deepEqual(await outcome(one.fetch(BASE, given)), await outcome(two.fetch(new Request(BASE, given))), seen);
      assert.deepEqual(await outcome(one.fetch(new URL(BASE), given)), await outcome(two.fetch(new Request(BASE, given))), seen);
    }
  });
}

for (const [what, url, init] of [
  ["a relative URL", "/notifications/v1/integrations", {}],
  ["a URL with user info", "https://a:b@api.confluent.cloud/", {}],
  ["a GET with a body", BASE, { body: "{}" }],
  ["a header that is none", BASE, { headers: { "a b": "c" } }],
  ["a method that is forbidden", BASE, { method: "TRACE" }],
]) {
  test(`${what} is refused in fetch's own words`, async () => {
    const refused = await createSandbox()
      .fetch(/** @type {string} */ (url), /** @type {RequestInit} */ (init))
      .catch((error) => error);
    assert.ok(refused instanceof TypeError, String(refused));
    assert.throws(() => new Request(/** @type {string} */ (url), /** @type {RequestInit} */ (init)), {
      message: refused.message,
    });
  });
}

test("without a Request, what a client sends is answered", async () => {
  const { createSandbox } = await imported("sandbox.js", { Request: undefined });
  const { fetch } = createSandbox({ seed: [] });
  assert.equal((await fetch(BASE, { method: "POST", headers: json, body })).status, 201);
  assert.equal((await fetch(BASE)).status, 200);
});

test("without a Response, the rejection names it and what to do", async () => {
  const { createSandbox } = await imported("sandbox.js", { Response: undefined, Request: undefined });
  await assert.rejects(createSandbox().fetch(BASE), /Response, which jsdom lacks: jest-fixed-jsdom/);
});

/** Without what differs from one call to the next. */
async function outcome(answer) {
  const response = await answer;
  const text = await response.text();
  const known = text.replaceAll(/"(id|self|resource_name|created_at|updated_at)":"[^"]*"/g, '"$1":""');
  return [response.status, [...response.headers.keys()], known];
}
