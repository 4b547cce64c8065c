/** The client among hostile fetches, observers, options and moments: no call hangs, and none harms another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NotificationsClient, isKnownTarget, isNotificationsError, isWritableTarget, redactUrl } from "confluent-notifications";
import { clientWith, integration, refused } from "./client-with-fetch.mjs";

test("an abort rejects at once with the signal's reason: before a call, during it, in a wait and while a token is requested", async () => {
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
  await assert.rejects(
    aborting((signal) => integrations.get("x", { signal })),
    gone,
  );
  assert.ok(sent[0].signal.aborted, "the request is cancelled on the wire");
  await assert.rejects(
    aborting((signal) => clientWith([[429, "", { "retry-after": "50" }]], { maxRetries: 5 }).integrations.get("x", { signal })),
    gone,
  );
  await assert.rejects(
    aborting((signal) => clientWith([], { credentials: { token: never } }).integrations.get("x", { signal })),
    gone,
  );
});

test("a token function that fails after an abort causes no unhandled rejection", async () => {
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
  const stalledBody = (_url, init) =>
    new Response(
      new ReadableStream({
        start(stream) {
          init.signal.addEventListener("abort", () => stream.error(init.signal.reason));
        },
      }),
    );
  for (const answer of [never, stalledBody, () => ({ status: 200, headers: new Headers(), text: never })]) {
    const { integrations, sent } = clientWith([answer], { maxRetries: 3 });
    await assert.rejects(integrations.get("x", { timeout: 30 }), refused("timeout", { attempts: 1 }));
    assert.ok(sent[0].signal.aborted);
  }
  const { integrations } = clientWith([], { credentials: { token: never }, timeout: 30 });
  await assert.rejects(integrations.get("x"), refused("credentials", { attempts: 0 }));
});

test("whatever a fetch does, the call rejects with an error that names it", async () => {
  const frozen = Object.freeze(new Error("frozen"));
  const odd = [
    () => {
      throw new Error("thrown");
    },
    () => {
      throw "a string";
    },
    () => Promise.reject("a string"),
    () => Promise.reject(undefined),
    () => Promise.reject(frozen),
    () =>
      Promise.reject({
        get message() {
          throw 1;
        },
      }),
    () => undefined,
    () => null,
    () => "text",
    () => ({}),
    () => ({ status: 200 }),
    () => ({ status: "200", text: async () => "{}" }),
    () => ({ status: 70000, text: async () => "{}" }),
    () => ({ status: NaN }),
    () => ({
      get status() {
        throw new Error("getter");
      },
    }),
    () => ({
      status: 200,
      text: () => {
        throw new Error("text");
      },
    }),
    () => ({
      status: 200,
      text: async () => {
        throw new Error("cut");
      },
    }),
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

test("a rejection by onAttempt is not unhandled", async () => {
  const { integrations } = clientWith([[200, integration]], {
    onAttempt: async () => {
      throw new Error("exporter is down");
    },
  });
  await integrations.get("n-1");
  // An unhandled rejection would fail this file.
  await new Promise((resolve) => setTimeout(resolve, 10));
});

test("a kind that is no string counts as unknown, and later calls work", async () => {
  let open;
  const { integrations } = clientWith([
    () => new Promise((resolve) => (open = () => resolve(new Response(JSON.stringify(integration))))),
  ]);
  const under = integrations.get("n-1");
  for (const kind of [{ toString: null }, 7, null, undefined, Symbol("x"), ["Slack"]]) {
    assert.equal(isKnownTarget({ kind }) || isWritableTarget({ kind }), false);
  }
  assert.equal(redactUrl({ toString: null }), "…");
  open();
  assert.deepEqual(await under, integration);
});

test("an abort by onAttempt or a getter ends no other call", async () => {
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
  const body = {
    get display_name() {
      second.abort("enough");
      return "x";
    },
    target: { kind: "Webhook", url: "https://h" },
  };
  await assert.rejects(client.integrations.create(body, { signal: second.signal }), (reason) => reason === "enough");
  assert.deepEqual((await list).data, []);
});

test("a truncated error response is reported by its status", async () => {
  const cut = (status) => () => ({
    status,
    headers: new Headers(),
    text: async () => {
      throw new Error("cut");
    },
  });
  const create = (integrations) => integrations.create({ display_name: "x", target: { kind: "Webhook", url: "https://h" } });
  const busy = clientWith([cut(429), [201, integration]], { maxRetries: 1 });
  assert.equal((await create(busy.integrations)).id, "n-1");
  await assert.rejects(create(clientWith([cut(422)]).integrations), refused("unprocessable", { status: 422 }));
  const gone = clientWith([cut(404), [404, { message: "gone" }]], { maxRetries: 1 });
  await assert.rejects(gone.integrations.delete("n-1"), refused("not_found"));
});

test("a truncated response is reported with its status and headers", async () => {
  const cut =
    (status, headers = {}) =>
    () => ({
      status,
      headers: new Headers({ "x-request-id": "req-7", ...headers }),
      text: async () => {
        throw new Error("cut");
      },
    });
  const limits = { "x-ratelimit-limit": "100", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3600" };
  const rateLimit = { limit: 100, remaining: 0, resetSeconds: 3600 };
  const head = { status: 429, requestId: "req-7", retryAfterMs: 3_600_000, rateLimit, attempts: 1 };

  const attempts = [];
  for (const headers of [{ "retry-after": "3600", ...limits }, limits]) {
    const { integrations } = clientWith([cut(429, headers)], { maxRetries: 2, onAttempt: (attempt) => attempts.push(attempt) });
    const error = await integrations.get("n-1").catch((error) => error);
    refused("rate_limited", head)(error);
    assert.equal(error.message, "429 the answer broke off: Error: cut; told to wait 3600 s: try again then (request id req-7)");
  }
  assert.deepEqual([attempts[0].requestId, attempts[0].rateLimit], ["req-7", rateLimit]);

  const moved = clientWith([cut(308, { location: "/elsewhere" }), [200, integration]]);
  assert.equal((await moved.integrations.get("n-1")).id, "n-1");
  assert.ok(moved.sent[1].url.endsWith("/elsewhere"));

  const tokens = ["stale", "fresh"];
  const lapsed = clientWith([cut(401), [200, integration]], { credentials: { token: () => tokens.shift() } });
  assert.equal((await lapsed.integrations.get("n-1")).id, "n-1");

  const throwing = () => ({
    status: 403,
    headers: new Headers(),
    text: () => {
      throw new Error("no body");
    },
  });
  await assert.rejects(clientWith([throwing]).integrations.get("n-1"), refused("forbidden", { status: 403 }));
  const made = await clientWith([cut(201)])
    .integrations.create({ display_name: "x", target: integration.target })
    .catch((error) => error);
  refused("network", { status: 201, requestId: "req-7" })(made);
  assert.equal(made.message, "201 the answer broke off: Error: cut (it may have taken effect: check first) (request id req-7)");
});

test("the request id ends the message of a Retry-After that is too long", async () => {
  const { integrations } = clientWith([[429, { message: "slow down" }, { "retry-after": "3600", "x-request-id": "req-7" }]], {
    maxRetries: 1,
  });
  const error = await integrations.get("n-1").catch((error) => error);
  assert.equal(error.message, "429 slow down; told to wait 3600 s: try again then (request id req-7)");
});

test("a redirect that is not followed is reported with its origin alone", async () => {
  const said = async (status, location) => {
    const answer = () => ({ status, headers: new Headers(location && { location }), text: async () => "" });
    return (
      await clientWith([answer, answer, answer, answer])
        .integrations.get("n-1")
        .catch((error) => error)
    ).message;
  };
  const own = "https://api.confluent.cloud";
  assert.equal(await said(302, "/login?next=secret"), `302 a redirect to ${own}, not followed`);
  assert.equal(await said(308, "/again"), `308 a redirect to ${own}, not followed`);
  assert.equal(await said(303), `303 a redirect from ${own}, not followed`);
  assert.equal(
    await said(307, "https://elsewhere.example/login?secret"),
    "307 a redirect to https://elsewhere.example, not followed",
  );
  assert.equal(await said(304), "304 unexpected_status");
  const hidden = () => ({ status: 0, type: "opaqueredirect", headers: new Headers(), text: async () => "" });
  const error = await clientWith([hidden])
    .integrations.get("n-1")
    .catch((error) => error);
  assert.equal(error.message, `a redirect from ${own}, not followed`);
});

test("a client disposed during a call rejects it as possibly applied", async () => {
  let open;
  const { client, integrations } = clientWith([() => new Promise((resolve) => (open = () => resolve(new Response("{}"))))]);
  const call = integrations.get("n-1");
  client[Symbol.dispose]();
  open();
  await assert.rejects(call, refused("internal"));
});

test("a thousand calls overlap, and a disposed client refuses calls", async () => {
  const client = new NotificationsClient({
    fetch: async (url) => new Response(JSON.stringify({ ...integration, id: url.split("/").at(-1) })),
  });
  const ids = Array.from({ length: 1000 }, (_, index) => `n-${index}`);
  const read = await Promise.all(ids.map((id) => client.integrations.get(id)));
  assert.deepEqual(
    read.map(({ id }) => id),
    ids,
  );
  client[Symbol.dispose]();
  client[Symbol.dispose]();
  await assert.rejects(client.integrations.get("x"), refused("invalid_request"));
});
