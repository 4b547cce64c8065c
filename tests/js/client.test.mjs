/** The client as its users meet it: what goes over the wire, and what comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NotificationsClient } from "confluent-notifications";
import { clientWith, integration, refused } from "./client-with-fetch.mjs";

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
