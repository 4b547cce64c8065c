/** What errors say, and which secrets they do not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NotificationsClient } from "confluent-notifications";
import { clientWith, refused, slackUrl } from "./client-with-fetch.mjs";

test("a token function that throws or returns nothing fails the call, with its error as the cause", async () => {
  const failure = new Error("vault is sealed");
  const throwing = clientWith([], {
    credentials: {
      token: () => {
        throw failure;
      },
    },
  });
  await assert.rejects(throwing.integrations.get("x"), refused("credentials", { cause: failure, attempts: 0 }));
  for (const odd of [undefined, null, "", 7, "two words", {}]) {
    const { integrations, sent } = clientWith([], { credentials: { token: () => odd } });
    await assert.rejects(integrations.get("x"), refused("credentials"));
    assert.equal(sent.length, 0);
  }
});

test("an error's message begins with the API's own words and names the request, and no secret is in it", async () => {
  const body = {
    errors: [
      {
        id: "e1",
        status: "422",
        code: "bad",
        detail: `no channel behind ${slackUrl}`,
        source: { pointer: "/target/webhook_url" },
      },
      { error_code: 40001, message: "too long", source: { pointer: "/display_name" } },
    ],
  };
  const { integrations } = clientWith(
    [
      [
        422,
        body,
        { "x-request-id": "req-7", "x-ratelimit-limit": "100", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9" },
      ],
    ],
    { credentials: { apiKey: "key", apiSecret: "hunter2-hunter2" } },
  );
  const error = await integrations.get("x").catch((error) => error);
  assert.equal(
    error.message,
    "422 no channel behind https://hooks.slack.com/…a1b2 at /target/webhook_url; too long at /display_name (request id req-7)",
  );
  assert.deepEqual(error.toJSON(), {
    name: "NotificationsError",
    message: error.message,
    code: "unprocessable",
    operation: "integrations.get",
    status: 422,
    requestId: "req-7",
    errors: [
      {
        id: "e1",
        status: "422",
        code: "bad",
        detail: "no channel behind https://hooks.slack.com/…a1b2",
        pointer: "/target/webhook_url",
      },
      { code: "40001", detail: "too long", pointer: "/display_name" },
    ],
    rateLimit: { limit: 100, remaining: 3, resetSeconds: 9 },
    attempts: 1,
  });
  assert.ok(error instanceof Error && error.stack.includes("NotificationsError"));
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  assert.ok(!shown.includes("secret-secret") && !shown.includes("hunter2"), shown);
});

test("a client shows no secret to inspect, JSON or its own properties", () => {
  const client = new NotificationsClient({
    credentials: { apiKey: "key", apiSecret: "hunter2-hunter2" },
    headers: { "x-session": "s3ss10n" },
  });
  for (const shown of [inspect(client, { depth: 9 }), JSON.stringify(client), Object.keys(client).join()]) {
    assert.ok(!/hunter2|aHVudGVy|s3ss10n/.test(shown), shown);
  }
});

test("a conflict names the resource in the way, as an absolute URL", async () => {
  const { integrations } = clientWith([[409, { message: "taken" }, { location: "/notifications/v1/integrations/n-9" }]]);
  await assert.rejects(
    integrations.create({ display_name: "x", target: { kind: "Webhook", url: "https://h" } }),
    refused("conflict", { location: "https://api.confluent.cloud/notifications/v1/integrations/n-9" }),
  );
});

test("secrets are redacted in truncated texts and in request ids", async () => {
  const token = "t".repeat(800);
  const texts = [
    [500, `<p>${"x".repeat(1600)} Bearer ${token}`],
    [400, { message: `${"x".repeat(500)} ${token}` }],
    [400, { message: "no", requestId: `https://hooks.slack.com/services/T/B/abcdefgh+${token}` }],
  ];
  for (const answer of texts) {
    const { integrations } = clientWith([answer], { credentials: { token } });
    const error = await integrations.get("x").catch((error) => error);
    assert.ok(!/t{20}|abcdefgh/.test(JSON.stringify(error)), error.message);
  }
  const { integrations } = clientWith([[400, { message: "bad header Bearer my-secret-token" }]], {
    headers: { authorization: "Bearer my-secret-token" },
  });
  const error = await integrations.get("x").catch((error) => error);
  assert.ok(!error.message.includes("my-secret"), error.message);
});

test("the secret in a header is redacted without its scheme too", async () => {
  for (const [name, value, secret] of [
    ["authorization", "bearer abc123secret", "abc123secret"],
    ["Proxy-Authorization", "Custom abc123secret==", "abc123secret=="],
    ["cookie", "theme=light; session=s3ss10n-secret; other=o-secret", "s3ss10n-secret"],
    ["cookie", "theme=light;session=s3ss10n-secret; other=o-secret", "o-secret"],
    ["x-api-key", "k3y-secret", "k3y-secret"],
  ]) {
    const { integrations } = clientWith([[400, { message: `session bearer light ${secret} is not known` }]], {
      headers: { [name]: value },
    });
    const error = await integrations.get("x").catch((error) => error);
    assert.equal(error.message, "400 session bearer light … is not known", `${name}: ${value}`);
  }
});
