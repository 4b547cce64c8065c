/** The client as its users meet it: what goes over the wire, and what comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NotificationsClient } from "confluent-notifications";
import { clientWith, integration, refused, slackUrl } from "./client-with-fetch.mjs";

test("each operation sends its method, path and body, and returns the response's body unchanged", async () => {
  const { integrations, sent } = clientWith([
    [201, integration],
    [200, integration],
    [200, integration],
    [200, { data: [integration], metadata: {} }],
    [204],
    [204],
  ]);
  const next = { display_name: "on call", description: undefined, target: integration.target, future: 1 };
  assert.deepEqual(await integrations.create({ ...next, id: "mine", metadata: {} }), integration);
  assert.deepEqual(await integrations.get("n 1/ü"), integration);
  assert.deepEqual(await integrations.update("n-1", { description: "" }), integration);
  assert.deepEqual((await integrations.list({ page_size: 5, resource_type: "TOPIC" })).data, [integration]);
  assert.equal(await integrations.delete("n-1"), undefined);
  assert.equal(await integrations.test(integration), undefined);
  const base = "https://api.confluent.cloud/notifications/v1/integrations";
  assert.deepEqual(
    sent.map(({ method, url }) => [method, url]),
    [
      ["POST", base],
      ["GET", `${base}/n%201%2F%C3%BC`],
      ["PATCH", `${base}/n-1`],
      ["GET", `${base}?page_size=5&resource_type=TOPIC`],
      ["DELETE", `${base}/n-1`],
      ["POST", `${base}:test`],
    ],
  );
  const { display_name, target, muted } = integration;
  assert.deepEqual(
    sent.map(({ body }) => body && JSON.parse(body)),
    [{ display_name, target, future: 1 }, undefined, { description: "" }, undefined, undefined, { display_name, target, muted }],
  );
  for (const { body, headers, redirect, signal } of sent) {
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["content-type"], body && "application/json");
    assert.equal(headers.authorization, undefined);
    assert.equal(redirect, "manual");
    assert.ok(signal instanceof AbortSignal);
  }
});

test("credentials are sent as Basic in UTF-8 or as Bearer, and a token function is called before each attempt", async () => {
  const answers = () => [
    [200, { data: [] }],
    [200, { data: [] }],
  ];
  const sentWith = async (credentials) => {
    const { integrations, sent } = clientWith(answers(), { credentials });
    await integrations.list();
    await integrations.list();
    return sent.map(({ headers }) => headers.authorization);
  };
  const basic = `Basic ${Buffer.from("key:sécrèt").toString("base64")}`;
  assert.deepEqual(await sentWith({ apiKey: "key", apiSecret: "sécrèt" }), [basic, basic]);
  assert.deepEqual(await sentWith({ token: "t1" }), ["Bearer t1", "Bearer t1"]);
  let count = 0;
  assert.deepEqual(await sentWith({ token: async () => `t${++count}` }), ["Bearer t1", "Bearer t2"]);
});

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

test("ids that would leave their path segment are refused before anything is sent", async () => {
  const { integrations, sent } = clientWith([]);
  for (const id of ["", ".", "..", "x".repeat(256), undefined, null, 7, {}, ["n-1"], Symbol("n-1")]) {
    for (const call of [
      () => integrations.get(id),
      () => integrations.update(id, { description: "x" }),
      () => integrations.delete(id),
    ]) {
      await assert.rejects(call(), refused("invalid_request", { attempts: 0 }));
    }
  }
  assert.equal(sent.length, 0);
});

test("an invalid body is refused with a pointer for each problem", async () => {
  const { integrations, sent } = clientWith([]);
  const pointers = async (call) => {
    const error = await call.then(
      () => assert.fail("it was sent"),
      (error) => error,
    );
    refused("invalid_request")(error);
    return error.errors.map(({ pointer }) => pointer);
  };
  const cyclic = { display_name: "x", target: { kind: "Webhook", url: "https://h" } };
  cyclic.self = cyclic;
  const trapped = {
    get display_name() {
      throw new Error("no");
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  assert.deepEqual(await pointers(integrations.create({})), ["/display_name", "/target"]);
  assert.deepEqual(await pointers(integrations.create(cyclic)), [""]);
  for (const odd of [undefined, null, 7, "x", [], () => {}, Symbol("x"), 1n, trapped, revoked.proxy]) {
    assert.deepEqual(await pointers(integrations.create(odd)), [""]);
    assert.deepEqual(await pointers(integrations.update("x", odd)), [""]);
    assert.deepEqual(await pointers(integrations.test(odd)), [""]);
  }
  assert.deepEqual(await pointers(integrations.update("x", { id: "n-1", display_name: undefined })), [""]);
  assert.deepEqual(
    await pointers(
      integrations.create({ display_name: "x".repeat(65), description: 1, target: { kind: "Slack", webhook_url: "hooks" } }),
    ),
    ["/display_name", "/description", "/target/webhook_url"],
  );
  assert.equal(sent.length, 0);
});

test("a target of an unknown kind is written back unchanged, and a redacted URL is refused", async () => {
  const unknown = { kind: "Beacon", routing_key: "k", deep: { list: [1, null, "x"] } };
  const { integrations, sent } = clientWith([
    [200, { ...integration, target: unknown }],
    [200, integration],
  ]);
  const { target } = await integrations.get("n-1");
  await integrations.update("n-1", { target });
  assert.deepEqual(JSON.parse(sent[1].body), { target: unknown });
  const masked = { kind: "Slack", webhook_url: "https://hooks.slack.com/…a1b2" };
  await assert.rejects(integrations.update("n-1", { target: masked }), refused("invalid_request"));

  const why = async (target) =>
    (
      await integrations.update("n-1", { target }).then(
        () => assert.fail("it was sent"),
        (error) => error,
      )
    ).errors;
  for (const url of ["https://x/…abcd", "https://x/%e2%80%a6abcd", "https://x/%E2%80%A6abcd", "see https://x/… there", "…"]) {
    const errors = [{ detail: "is redacted: give the real value", pointer: "/target" }];
    assert.deepEqual(await why({ kind: "Beacon", deep: [{ url }] }), errors, url);
  }
  const summed = { kind: "Beacon", summary: "and so on…", links: ["https://x/a", "…then", "100%e2%80%a6"] };
  const again = clientWith([[200, integration]]);
  await again.integrations.update("n-1", { target: summed });
  assert.deepEqual(JSON.parse(again.sent[0].body), { target: summed });
  const cyclic = { kind: "Beacon" };
  cyclic.self = cyclic;
  for (const target of [cyclic, { kind: "Beacon", n: 1n }])
    assert.deepEqual(await why(target), [{ detail: "must be JSON", pointer: "" }]);
});

test("every field is sent, whatever its name", async () => {
  const { integrations, sent } = clientWith([
    [200, integration],
    [200, integration],
  ]);
  const odd = JSON.parse(
    '{"constructor":1,"toString":"x","valueOf":null,"__proto__":{"deep":true},"hasOwnProperty":[],"toJSON":"text"}',
  );
  const target = { kind: "Beacon", ...odd };
  await integrations.update("n-1", { ...odd, target });
  assert.deepEqual(JSON.parse(sent[0].body), { ...odd, target });
  await integrations.update("n-1", { description: "x", toJSON: () => ({ display_name: "another" }) });
  assert.deepEqual(JSON.parse(sent[1].body), { description: "x" });
});

test("a property called length is sent", async () => {
  const { integrations, sent } = clientWith([
    [200, integration],
    [200, { data: [], metadata: {} }],
  ]);
  await integrations.update("n-1", { display_name: "x", length: 0 });
  assert.deepEqual(JSON.parse(sent[0].body), { display_name: "x", length: 0 });
  await assert.rejects(integrations.update("n-1", {}), refused("invalid_request"));
});

test("the constructor reports every invalid option at once", () => {
  const pointers = (options) => {
    try {
      new NotificationsClient(options);
    } catch (error) {
      refused("invalid_request", { attempts: 0 })(error);
      return error.errors.map(({ pointer }) => pointer);
    }
    return [];
  };
  assert.deepEqual(pointers(undefined), []);
  assert.deepEqual(pointers({ baseUrl: new URL("https://h.example/prefix/"), headers: new Headers({ "x-a": "b" }) }), []);
  assert.deepEqual(pointers({ baseUrl: "h", fetch: 1, timeout: 0, maxRetries: 1.5, headers: { "a b": "c" }, onAttempt: {} }), [
    "/baseUrl",
    "/fetch",
    "/onAttempt",
    "/timeout",
    "/maxRetries",
    "/headers",
  ]);
  for (const baseUrl of ["", "ftp://h", "https://u:p@h", "https://h?x", "https://h#x", 7, null, {}])
    assert.deepEqual(pointers({ baseUrl }), ["/baseUrl"]);
  for (const options of [null, 7, "x", []]) assert.deepEqual(pointers(options), [""]);
  const credentials = { apiKey: "k", apiSecret: "s" };
  assert.deepEqual(pointers({ credentials, baseUrl: "http://h.example" }), ["/baseUrl"]);
  for (const name of ["Authorization", "Proxy-Authorization", "Cookie", "X-API-Key"]) {
    assert.deepEqual(pointers({ headers: { [name]: "secret" }, baseUrl: "http://h.example" }), ["/baseUrl"]);
    assert.deepEqual(pointers({ headers: { [name]: "secret" }, baseUrl: "https://h.example" }), []);
  }
  assert.deepEqual(pointers({ headers: { "X-Team": "a" }, baseUrl: "http://h.example" }), []);
  for (const baseUrl of ["http://localhost:1", "http://127.1.2.3", "http://[::1]:8080"])
    assert.deepEqual(pointers({ credentials, baseUrl }), []);
  for (const [bad, expected] of /** @type {any[][]} */ ([
    [{}, ["/credentials"]],
    [{ token: undefined }, ["/credentials"]],
    [{ apiKey: "k" }, ["/credentials/apiSecret"]],
    [{ apiKey: "k:", apiSecret: "s" }, ["/credentials/apiKey"]],
    [{ apiKey: "", apiSecret: "" }, ["/credentials/apiKey", "/credentials/apiSecret"]],
    [{ token: 7 }, ["/credentials/token"]],
    [{ token: "" }, ["/credentials/token"]],
    ["k:s", ["/credentials"]],
    [null, ["/credentials"]],
  ])) {
    assert.deepEqual(pointers({ credentials: bad }), expected, JSON.stringify(bad));
    const more = pointers({ credentials: bad, baseUrl: "http://h.example", headers: { authorization: "x" } });
    assert.deepEqual(more, [...expected, "/headers/authorization", "/baseUrl"], JSON.stringify(bad));
  }
  assert.throws(() => new NotificationsClient(7), { message: "options refused, nothing was sent: they must be an object" });
  assert.throws(
    () => new NotificationsClient({ credentials: { token: undefined } }),
    /credentials must have apiKey and apiSecret, or a token/,
  );
});

test("a list sends nothing before it is awaited, sends once, and follows tokens but not hosts", async () => {
  const page = (names, next) => ({ data: names.map((id) => ({ ...integration, id })), metadata: { next } });
  const { integrations, sent } = clientWith([
    [200, page(["a", "b"], "https://elsewhere.example/steal?page_token=t%2F2&page_size=2")],
    [200, page(["c"], "/relative?page_token=t3")],
    [200, page(["d"], null)],
    [200, page(["z"], "https://h/?page_token=again")],
    [200, page(["z"], "https://h/?page_token=again")],
    [200, page(["z"], "https://h/no-token")],
  ]);
  const list = integrations.list({ page_size: 2, resource: "crn://x" });
  await new Promise(setImmediate);
  assert.equal(sent.length, 0);
  assert.equal(await list, await list);
  assert.equal(sent.length, 1);
  const ids = [];
  for await (const { id } of list) ids.push(id);
  assert.deepEqual(ids, ["a", "b", "c", "d"]);
  const base = "https://api.confluent.cloud/notifications/v1/integrations";
  assert.deepEqual(
    sent.map(({ url }) => url),
    [
      `${base}?page_size=2&resource=crn%3A%2F%2Fx`,
      `${base}?page_token=t%2F2&resource=crn%3A%2F%2Fx`,
      `${base}?page_token=t3&resource=crn%3A%2F%2Fx`,
    ],
  );
  const all = async (list) => {
    for await (const _ of list.pages());
  };
  await assert.rejects(
    all(integrations.list()),
    refused("invalid_response", {
      status: 200,
      attempts: 1,
      operation: "integrations.list",
      message: "200 the list goes on, but metadata.next names a page read before",
    }),
  );
  await assert.rejects(all(integrations.list()), refused("invalid_response"));
});

test("a list that is iterated again requests every page again, and its awaited page stays", async () => {
  const page = (id, next) => [200, { data: [{ ...integration, id }], metadata: { next } }];
  const { integrations, sent } = clientWith([
    page("a", "?page_token=2"),
    page("b"),
    page("c", "?page_token=2"),
    [503],
    page("d"),
  ]);
  const list = integrations.list({ page_token: "1" });
  const ids = async () => {
    const found = [];
    for await (const { id } of list) found.push(id);
    return found;
  };
  const first = await list;
  assert.deepEqual(await ids(), ["a", "b"]);
  await assert.rejects(ids(), refused("server_error"));
  assert.deepEqual(await ids(), ["d"]);
  assert.equal(await list, first);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).searchParams.get("page_token")),
    ["1", "2", "1", "2", "1"],
  );
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

test("onAttempt is called for each attempt, and an error of its own does not fail the call", async () => {
  const seen = [];
  const { integrations } = clientWith([[200, integration]], {
    onAttempt: (attempt) => {
      seen.push(attempt);
      throw new Error("broken observer");
    },
  });
  await integrations.get("n-1");
  const [{ durationMs, ...attempt }] = seen;
  assert.ok(durationMs >= 0);
  assert.deepEqual(attempt, {
    operation: "integrations.get",
    method: "GET",
    path: "/notifications/v1/integrations/n-1",
    attempt: 1,
    status: 200,
  });
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

test("headers of the client and of the call are sent, and those of the library are refused", async () => {
  const { integrations, sent } = clientWith([[200, integration]], { headers: { "X-Team": "a", "x-both": "client" } });
  await integrations.get("x", { headers: { "X-Both": "call", authorization: "Bearer page" } });
  assert.deepEqual(sent[0].headers, {
    accept: "application/json",
    "x-team": "a",
    "x-both": "call",
    authorization: "Bearer page",
  });
  for (const headers of [{ accept: "x" }, { "content-type": "x" }, { "x-a": "b\r\nc: d" }, { "x-a": "…" }, { "": "x" }, "x"]) {
    await assert.rejects(integrations.get("x", { headers }), refused("invalid_request"));
  }
});
