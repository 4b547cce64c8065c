/** The client as its users meet it: what goes over the wire, and what comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NotificationsClient, isKnownTarget, isNotificationsError, isWritableTarget, redactUrl } from "confluent-notifications";

const slackUrl = "https://hooks.slack.com/services/T000/B000/secret-secret-a1b2";
const integration = {
  api_version: "notifications/v1",
  kind: "Integration",
  id: "n-1",
  metadata: { self: "https://api.confluent.cloud/notifications/v1/integrations/n-1", region: "eu" },
  display_name: "on call",
  target: { kind: "Slack", webhook_url: slackUrl, thread: 7 },
  muted: false,
};

/** A client whose fetch gives the answers in turn and keeps what it was given. */
function clientWith(answers, options = {}) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    const answer = answers.shift();
    if (typeof answer === "function") return answer(url, init);
    const [status, body, headers] = answer;
    return new Response(body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  };
  const client = new NotificationsClient({ fetch, maxRetries: 0, ...options });
  return { client, integrations: client.integrations, sent };
}

const refused = (code, more = {}) => (error) => {
  assert.ok(isNotificationsError(error), inspect(error));
  assert.equal(error.code, code);
  for (const [name, value] of Object.entries(more)) assert.deepEqual(error[name], value, name);
  return true;
};

test("each operation sends its method, path and body, and hands the answer on as it came", async () => {
  const { integrations, sent } = clientWith([
    [201, integration], [200, integration], [200, integration], [200, { data: [integration], metadata: {} }], [204], [204],
  ]);
  const next = { display_name: "on call", description: undefined, target: integration.target, future: 1 };
  assert.deepEqual(await integrations.create({ ...next, id: "mine", metadata: {} }), integration);
  assert.deepEqual(await integrations.get("n 1/ü"), integration);
  assert.deepEqual(await integrations.update("n-1", { description: "" }), integration);
  assert.deepEqual((await integrations.list({ page_size: 5, resource_type: "TOPIC" })).data, [integration]);
  assert.equal(await integrations.delete("n-1"), undefined);
  assert.equal(await integrations.test(integration), undefined);
  const base = "https://api.confluent.cloud/notifications/v1/integrations";
  assert.deepEqual(sent.map(({ method, url }) => [method, url]), [
    ["POST", base], ["GET", `${base}/n%201%2F%C3%BC`], ["PATCH", `${base}/n-1`],
    ["GET", `${base}?page_size=5&resource_type=TOPIC`], ["DELETE", `${base}/n-1`], ["POST", `${base}:test`],
  ]);
  const { display_name, target, muted } = integration;
  assert.deepEqual(sent.map(({ body }) => body && JSON.parse(body)), [
    { display_name, target, future: 1 }, undefined, { description: "" }, undefined, undefined, { display_name, target, muted },
  ]);
  for (const { body, headers, redirect, signal } of sent) {
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["content-type"], body && "application/json");
    assert.equal(headers.authorization, undefined);
    assert.equal(redirect, "manual");
    assert.ok(signal instanceof AbortSignal);
  }
});

test("credentials are Basic in UTF-8, or Bearer, fixed or asked for before each attempt", async () => {
  const answers = () => [[200, { data: [] }], [200, { data: [] }]];
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

test("a token function that throws, or gives nothing, is told with its error as the cause", async () => {
  const failure = new Error("vault is sealed");
  const throwing = clientWith([], { credentials: { token: () => { throw failure; } } });
  await assert.rejects(throwing.integrations.get("x"), refused("credentials", { cause: failure, attempts: 0 }));
  for (const odd of [undefined, null, "", 7, "two words", {}]) {
    const { integrations, sent } = clientWith([], { credentials: { token: () => odd } });
    await assert.rejects(integrations.get("x"), refused("credentials"));
    assert.equal(sent.length, 0);
  }
});

test("ids that would leave their segment are refused before anything is sent", async () => {
  const { integrations, sent } = clientWith([]);
  for (const id of ["", ".", "..", "x".repeat(256), undefined, null, 7, {}, ["n-1"], Symbol("n-1")]) {
    for (const call of [() => integrations.get(id), () => integrations.update(id, { description: "x" }), () => integrations.delete(id)]) {
      await assert.rejects(call(), refused("invalid_request", { attempts: 0 }));
    }
  }
  assert.equal(sent.length, 0);
});

test("bodies are refused with a pointer for each fault, whatever is handed in", async () => {
  const { integrations, sent } = clientWith([]);
  const pointers = async (call) => {
    const error = await call.then(() => assert.fail("it was sent"), (error) => error);
    refused("invalid_request")(error);
    return error.errors.map(({ pointer }) => pointer);
  };
  const cyclic = { display_name: "x", target: { kind: "Webhook", url: "https://h" } };
  cyclic.self = cyclic;
  const trapped = { get display_name() { throw new Error("no"); } };
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
    await pointers(integrations.create({ display_name: "x".repeat(65), description: 1, target: { kind: "Slack", webhook_url: "hooks" } })),
    ["/display_name", "/description", "/target/webhook_url"],
  );
  assert.equal(sent.length, 0);
});

test("what was read of an unknown kind is written back unchanged, a redacted URL never", async () => {
  const unknown = { kind: "PagerDuty", routing_key: "k", deep: { list: [1, null, "x"] } };
  const { integrations, sent } = clientWith([[200, { ...integration, target: unknown }], [200, integration]]);
  const { target } = await integrations.get("n-1");
  await integrations.update("n-1", { target });
  assert.deepEqual(JSON.parse(sent[1].body), { target: unknown });
  const masked = { kind: "Slack", webhook_url: "https://hooks.slack.com/…a1b2" };
  await assert.rejects(integrations.update("n-1", { target: masked }), refused("invalid_request"));
});

test("options are refused all at once, by the constructor", () => {
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
  assert.deepEqual(pointers({ baseUrl: "h", fetch: 1, timeout: 0, maxRetries: 1.5, headers: { "a b": "c" }, onAttempt: {} }),
    ["/baseUrl", "/fetch", "/onAttempt", "/timeout", "/maxRetries", "/headers"]);
  for (const baseUrl of ["", "ftp://h", "https://u:p@h", "https://h?x", "https://h#x", 7, null, {}]) assert.deepEqual(pointers({ baseUrl }), ["/baseUrl"]);
  for (const options of [null, 7, "x", []]) assert.deepEqual(pointers(options), [""]);
  const credentials = { apiKey: "k", apiSecret: "s" };
  assert.deepEqual(pointers({ credentials, baseUrl: "http://h.example" }), ["/baseUrl"]);
  for (const baseUrl of ["http://localhost:1", "http://127.1.2.3", "http://[::1]:8080"]) assert.deepEqual(pointers({ credentials, baseUrl }), []);
  for (const bad of [{}, { apiKey: "k" }, { apiKey: "k:", apiSecret: "s" }, { token: 7 }, { token: "" }, "k:s", null]) {
    assert.equal(pointers({ credentials: bad }).length, 1);
  }
});

test("a list is lazy, sends once however often it is awaited, and follows tokens, not hosts", async () => {
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
  assert.deepEqual(sent.map(({ url }) => url), [
    `${base}?page_size=2&resource=crn%3A%2F%2Fx`, `${base}?page_token=t%2F2&resource=crn%3A%2F%2Fx`, `${base}?page_token=t3&resource=crn%3A%2F%2Fx`,
  ]);
  const all = async (list) => { for await (const _ of list.pages()); };
  await assert.rejects(all(integrations.list()), refused("invalid_response"));
  await assert.rejects(all(integrations.list()), refused("invalid_response"));
});

test("an abort rejects with the signal's reason at once: before, during, in a wait, while a token is asked for", async () => {
  const never = () => new Promise(() => {});
  const aborting = (make, ms = 20) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("changed my mind"), ms);
    return make(controller.signal);
  };
  const gone = (reason) => reason === "changed my mind";
  const { integrations, sent } = clientWith([never, [503]], { maxRetries: 5 });
  await assert.rejects(integrations.get("x", { signal: AbortSignal.abort("changed my mind") }), gone);
  assert.equal(sent.length, 0);
  await assert.rejects(aborting((signal) => integrations.get("x", { signal })), gone);
  assert.ok(sent[0].signal.aborted, "the request is cancelled on the wire");
  await assert.rejects(aborting((signal) => clientWith([[429, "", { "retry-after": "50" }]], { maxRetries: 5 }).integrations.get("x", { signal })), gone);
  await assert.rejects(aborting((signal) => clientWith([], { credentials: { token: never } }).integrations.get("x", { signal })), gone);
});

test("a token function that fails after an abort disturbs nobody", async () => {
  const controller = new AbortController();
  const token = () => new Promise((_, reject) => setTimeout(reject, 20, new Error("too late")));
  const { integrations } = clientWith([], { credentials: { token } });
  const call = integrations.get("x", { signal: controller.signal });
  controller.abort("changed my mind");
  await assert.rejects(call, (reason) => reason === "changed my mind");
  // An unhandled rejection would fail this file.
  await new Promise((resolve) => setTimeout(resolve, 40));
});

test("the timeout covers headers, body and token, and cancels the request", async () => {
  const never = () => new Promise(() => {});
  const stalledBody = (url, init) => new Response(new ReadableStream({ start(stream) { init.signal.addEventListener("abort", () => stream.error(init.signal.reason)); } }));
  for (const answer of [never, stalledBody, () => ({ status: 200, headers: new Headers(), text: never })]) {
    const { integrations, sent } = clientWith([answer], { maxRetries: 3 });
    await assert.rejects(integrations.get("x", { timeout: 30 }), refused("timeout", { attempts: 1 }));
    assert.ok(sent[0].signal.aborted);
  }
  const { integrations } = clientWith([], { credentials: { token: never }, timeout: 30 });
  await assert.rejects(integrations.get("x"), refused("credentials", { attempts: 0 }));
});

test("whatever a fetch does, the call ends with an error that says so", async () => {
  const frozen = Object.freeze(new Error("frozen"));
  const odd = [
    () => { throw new Error("thrown"); },
    () => { throw "a string"; },
    () => Promise.reject("a string"),
    () => Promise.reject(undefined),
    () => Promise.reject(frozen),
    () => Promise.reject({ get message() { throw 1; } }),
    () => undefined,
    () => null,
    () => "text",
    () => ({}),
    () => ({ status: 200 }),
    () => ({ status: "200", text: async () => "{}" }),
    () => ({ status: 70000, text: async () => "{}" }),
    () => ({ status: NaN }),
    () => ({ get status() { throw new Error("getter"); } }),
    () => ({ status: 200, text: () => { throw new Error("text"); } }),
    () => ({ status: 200, text: async () => { throw new Error("cut"); } }),
    () => Response.error(),
  ];
  for (const answer of odd) {
    const { integrations } = clientWith([]);
    const client = new NotificationsClient({ fetch: answer, maxRetries: 0 });
    await assert.rejects(client.integrations.get("x"), refused("network", { attempts: 1 }), String(answer));
    assert.ok(integrations);
  }
  const plain = new NotificationsClient({ fetch: () => ({ status: 200, text: async () => JSON.stringify(integration) }) });
  assert.deepEqual(await plain.integrations.get("x"), integration);
  const bodies = [() => ({ status: 200, text: async () => 7n }), () => ({ status: 200, text: async () => undefined })];
  for (const fetch of bodies) {
    await assert.rejects(new NotificationsClient({ fetch, maxRetries: 0 }).integrations.get("x"), isNotificationsError);
  }
});

test("errors begin with the API's own words, name the request, and hold no secret", async () => {
  const body = { errors: [
    { id: "e1", status: "422", code: "bad", detail: `no channel behind ${slackUrl}`, source: { pointer: "/target/webhook_url" } },
    { error_code: 40001, message: "too long", source: { pointer: "/display_name" } },
  ] };
  const { integrations } = clientWith([[422, body, { "x-request-id": "req-7", "x-ratelimit-limit": "100", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9" }]],
    { credentials: { apiKey: "key", apiSecret: "hunter2-hunter2" } });
  const error = await integrations.get("x").catch((error) => error);
  assert.equal(error.message, "422 no channel behind https://hooks.slack.com/…a1b2 at /target/webhook_url; too long at /display_name (request id req-7)");
  assert.deepEqual(error.toJSON(), {
    name: "NotificationsError", message: error.message, code: "unprocessable", operation: "get", status: 422, requestId: "req-7",
    errors: [
      { id: "e1", status: "422", code: "bad", detail: "no channel behind https://hooks.slack.com/…a1b2", pointer: "/target/webhook_url" },
      { code: "40001", detail: "too long", pointer: "/display_name" },
    ],
    rateLimit: { limit: 100, remaining: 3, resetSeconds: 9 }, attempts: 1,
  });
  assert.ok(error instanceof Error && error.stack.includes("NotificationsError"));
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  assert.ok(!shown.includes("secret-secret") && !shown.includes("hunter2"), shown);
});

test("a client shows no secret to inspect, JSON or its own properties", () => {
  const client = new NotificationsClient({ credentials: { apiKey: "key", apiSecret: "hunter2-hunter2" }, headers: { "x-session": "s3ss10n" } });
  for (const shown of [inspect(client, { depth: 9 }), JSON.stringify(client), Object.keys(client).join()]) {
    assert.ok(!/hunter2|aHVudGVy|s3ss10n/.test(shown), shown);
  }
});

test("a conflict names the resource in the way, as an absolute URL", async () => {
  const { integrations } = clientWith([[409, { message: "taken" }, { location: "/notifications/v1/integrations/n-9" }]]);
  await assert.rejects(integrations.create({ display_name: "x", target: { kind: "Webhook", url: "https://h" } }),
    refused("conflict", { location: "https://api.confluent.cloud/notifications/v1/integrations/n-9" }));
});

test("an observer sees each attempt, and cannot break the call", async () => {
  const seen = [];
  const { integrations } = clientWith([[200, integration]], { onAttempt: (attempt) => { seen.push(attempt); throw new Error("broken observer"); } });
  await integrations.get("n-1");
  const [{ durationMs, ...attempt }] = seen;
  assert.ok(durationMs >= 0);
  assert.deepEqual(attempt, { operation: "get", method: "GET", path: "/notifications/v1/integrations/n-1", attempt: 1, status: 200 });
});

test("an observer that rejects disturbs nobody either", async () => {
  const { integrations } = clientWith([[200, integration]], { onAttempt: async () => { throw new Error("exporter is down"); } });
  await integrations.get("n-1");
  // An unhandled rejection would fail this file.
  await new Promise((resolve) => setTimeout(resolve, 10));
});

test("a kind that is no string is an unknown one, and no call suffers", async () => {
  let open;
  const { integrations } = clientWith([() => new Promise((resolve) => (open = () => resolve(new Response(JSON.stringify(integration)))))]);
  const under = integrations.get("n-1");
  for (const kind of [{ toString: null }, 7, null, undefined, Symbol("x"), ["Slack"]]) {
    assert.equal(isKnownTarget({ kind }) || isWritableTarget({ kind }), false);
  }
  assert.equal(redactUrl({ toString: null }), "…");
  open();
  assert.deepEqual(await under, integration);
});

test("an abort by an observer or a getter takes no other call along", async () => {
  const controller = new AbortController();
  const late = [];
  const answer = async () => new Response(JSON.stringify({ ...integration, data: [] }));
  const client = new NotificationsClient({
    fetch: answer,
    onAttempt: () => {
      if (late.length > 0) return;
      late.push(client.integrations.get("second"));
      controller.abort("enough");
    },
  });
  await assert.rejects(client.integrations.get("first", { signal: controller.signal }), (reason) => reason === "enough");
  assert.equal((await late[0]).id, "n-1");

  const second = new AbortController();
  const list = client.integrations.list().then((page) => page);
  const body = { get display_name() { second.abort("enough"); return "x"; }, target: { kind: "Webhook", url: "https://h" } };
  await assert.rejects(client.integrations.create(body, { signal: second.signal }), (reason) => reason === "enough");
  assert.deepEqual((await list).data, []);
});

test("secrets are known whole, also where a text is cut, and no request id carries one", async () => {
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
  const { integrations } = clientWith([[400, { message: "bad header Bearer my-secret-token" }]], { headers: { authorization: "Bearer my-secret-token" } });
  const error = await integrations.get("x").catch((error) => error);
  assert.ok(!error.message.includes("my-secret"), error.message);
});

test("an answer that broke off after a refusal is that refusal", async () => {
  const cut = (status) => () => ({ status, headers: new Headers(), text: async () => { throw new Error("cut"); } });
  const create = (integrations) => integrations.create({ display_name: "x", target: { kind: "Webhook", url: "https://h" } });
  const busy = clientWith([cut(429), [201, integration]], { maxRetries: 1 });
  assert.equal((await create(busy.integrations)).id, "n-1");
  await assert.rejects(create(clientWith([cut(422)]).integrations), refused("unprocessable", { status: 422 }));
  const gone = clientWith([cut(404), [404, { message: "gone" }]], { maxRetries: 1 });
  await assert.rejects(gone.integrations.delete("n-1"), refused("not_found"));
});

test("a client disposed under way says that the call may have been done", async () => {
  let open;
  const { client, integrations } = clientWith([() => new Promise((resolve) => (open = () => resolve(new Response("{}"))))]);
  const call = integrations.get("n-1");
  client[Symbol.dispose]();
  open();
  await assert.rejects(call, refused("internal"));
});

test("headers of the client and of the call are sent, and those that are ours are refused", async () => {
  const { integrations, sent } = clientWith([[200, integration]], { headers: { "X-Team": "a", "x-both": "client" } });
  await integrations.get("x", { headers: { "X-Both": "call", authorization: "Bearer page" } });
  assert.deepEqual(sent[0].headers, { accept: "application/json", "x-team": "a", "x-both": "call", authorization: "Bearer page" });
  for (const headers of [{ accept: "x" }, { "content-type": "x" }, { "x-a": "b\r\nc: d" }, { "x-a": "…" }, { "": "x" }, "x"]) {
    await assert.rejects(integrations.get("x", { headers }), refused("invalid_request"));
  }
});

test("a thousand calls overlap, and a disposed client says so", async () => {
  const client = new NotificationsClient({ fetch: async (url) => new Response(JSON.stringify({ ...integration, id: url.split("/").at(-1) })) });
  const ids = Array.from({ length: 1000 }, (_, index) => `n-${index}`);
  const read = await Promise.all(ids.map((id) => client.integrations.get(id)));
  assert.deepEqual(read.map(({ id }) => id), ids);
  client[Symbol.dispose]();
  client[Symbol.dispose]();
  await assert.rejects(client.integrations.get("x"), refused("invalid_request"));
});
