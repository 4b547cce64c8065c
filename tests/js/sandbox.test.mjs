// `confluent-notifications/sandbox` as JavaScript uses it: what the host adds to the responses that Rust makes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createSandbox } from "confluent-notifications/sandbox";
import { build } from "esbuild";
import { inRoot } from "../../scripts/steps/step.mjs";
import { planted } from "../support/trap.mjs";
import { BASE, post, webhook } from "./sandbox-calls.mjs";

const never = AbortSignal.timeout(20_000);

test("fetch is a plain function that takes what fetch takes", async () => {
  const { fetch } = createSandbox({ seed: [] });
  const created = await fetch(BASE, post(webhook()));
  assert.equal(created.status, 201);
  assert.ok(created instanceof Response);
  const { id, metadata } = await created.json();
  assert.equal(created.headers.get("location"), metadata.self);
  assert.match(created.headers.get("x-request-id"), /^[0-9a-f]{32}$/);
  for (const input of [metadata.self, new URL(metadata.self), new Request(metadata.self)]) {
    assert.equal((await (await fetch(input)).json()).id, id);
  }
  const patch = new Request(metadata.self, { ...post({ description: "é🚀" }), method: "PATCH" });
  assert.equal((await (await fetch(patch)).json()).description, "é🚀");
  const deleted = await fetch(new Request(metadata.self), { method: "DELETE" });
  assert.equal(deleted.status, 204);
  assert.equal(await deleted.text(), "");
  await assert.rejects(fetch("/relative"), TypeError);
  await assert.rejects(fetch(BASE, { method: "GET", body: "x" }), TypeError);
});

test("links start with the base URL of the request", async () => {
  const { fetch } = createSandbox();
  const page = await (await fetch("http://localhost:8787/a/b/notifications/v1/integrations?page_size=1")).json();
  assert.match(page.metadata.next, /^http:\/\/localhost:8787\/a\/b\/notifications\/v1\/integrations\?/);
  assert.match(page.data[0].metadata.self, /^http:\/\/localhost:8787\/a\/b\/notifications\//);
});

test("a delivery is the value that its JSON describes", async () => {
  const sandbox = createSandbox({ seed: [] });
  const target = { kind: "Webhook", url: "https://h.example", odd: { nothing: null, many: [1, 2.5, 2 ** 53 - 1, true] } };
  assert.equal((await sandbox.fetch(`${BASE}:test`, post({ display_name: "a", target }))).status, 204);
  const [delivery] = sandbox.deliveries;
  assert.deepEqual(delivery, { at: delivery.at, display_name: "a", target });
  assert.ok(Math.abs(Date.parse(delivery.at) - Date.now()) < 60_000);
});

test("a seed means what its JSON means", async () => {
  const seed = [
    { ...webhook(), description: undefined },
    { ...webhook(undefined, "b"), target: { kind: "InApp", user: { id: "u" } } },
  ];
  const { data } = await (await createSandbox({ seed }).fetch(BASE)).json();
  assert.deepEqual(
    data.map(({ display_name }) => display_name),
    ["a", "b"],
  );
  assert.ok(!("description" in data[0]));
});

test("an invalid option throws a TypeError that names it", () => {
  const cyclic = {};
  cyclic.self = cyclic;
  for (const [options, field] of [
    [null, "options"],
    [7, "options"],
    [{ seed: {} }, "seed"],
    [{ seed: [webhook(), { display_name: "x" }] }, "seed[1].target"],
    [{ seed: [cyclic] }, "seed"],
    [{ seed: [{ n: 1n }] }, "seed"],
    [{ credentials: {} }, "credentials"],
    [{ credentials: "key" }, "credentials"],
    [{ credentials: { apiKey: "k" } }, "credentials"],
    [{ credentials: { token: "" } }, "credentials"],
    [{ quota: -1 }, "quota"],
    [{ quota: 1.5 }, "quota"],
    [{ quota: "1" }, "quota"],
    [{ rateLimit: 5 }, "rateLimit"],
    [{ rateLimit: { limit: 5 } }, "rateLimit"],
    [{ rateLimit: { limit: 5, windowSeconds: 0 } }, "rateLimit.windowSeconds"],
    [{ deliver: "everywhere" }, "deliver"],
  ]) {
    assert.throws(
      () => createSandbox(options),
      (error) => error instanceof TypeError && error.message.startsWith(`${field} `),
    );
  }
  createSandbox({ seed: undefined, credentials: undefined, quota: undefined, rateLimit: undefined, deliver: undefined });
});

test("other credentials than the options' get 401; a token function is called at each request", async () => {
  const basic = createSandbox({ credentials: { apiKey: "clé", apiSecret: "s" } });
  const status = async (sandbox, authorization) => (await sandbox.fetch(BASE, { headers: { authorization } })).status;
  assert.equal(await status(basic, `Basic ${Buffer.from("clé:s").toString("base64")}`), 200);
  assert.equal(await status(basic, "Basic x"), 401);
  let token = "first";
  const bearer = createSandbox({ credentials: { token: async () => token } });
  assert.equal(await status(bearer, "Bearer first"), 200);
  token = "second";
  assert.equal(await status(bearer, "Bearer first"), 401);
  assert.equal(await status(bearer, "Bearer second"), 200);
});

test("an abort rejects with the signal's reason, before, while stalled and while delivering", async () => {
  const reason = { mine: true };
  const sandbox = createSandbox({ seed: [], deliver: () => new Promise(() => {}) });
  await assert.rejects(
    sandbox.fetch(BASE, { ...post(webhook()), signal: AbortSignal.abort(reason) }),
    (thrown) => thrown === reason,
  );
  assert.equal((await (await sandbox.fetch(BASE)).json()).data.length, 0, "the request had no effect");
  for (const [url, init] of [
    [BASE, {}],
    [`${BASE}:test`, post(webhook())],
  ]) {
    if (url === BASE) sandbox.fail("stall");
    const controller = new AbortController();
    const answer = sandbox.fetch(url, { ...init, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(answer, (thrown) => thrown === reason);
  }
  const controller = new AbortController();
  sandbox.fail("stall");
  const answer = sandbox.fetch(new Request(BASE, { signal: controller.signal }));
  controller.abort(reason);
  await assert.rejects(answer, (thrown) => thrown === reason);
});

test("faults apply to the next requests in order, each as the network would show it", async () => {
  const { fetch, fail } = createSandbox({ seed: [] });
  fail({ status: 503, headers: new Headers({ "Retry-After": "1" }), body: "down" }, "network", "truncate", { status: 304 });
  const down = await fetch(BASE, { signal: never });
  assert.deepEqual([down.status, down.headers.get("retry-after"), await down.text()], [503, "1", "down"]);
  await assert.rejects(fetch(BASE), TypeError);
  const truncated = await fetch(BASE);
  assert.equal(truncated.status, 200);
  const reader = truncated.body.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /^\{"api_version"/);
  await assert.rejects(reader.read(), TypeError);
  assert.equal((await fetch(BASE)).status, 304);
  assert.equal((await fetch(BASE)).status, 200);
  fail("truncate");
  await assert.rejects((await fetch(BASE)).json(), TypeError);
  fail("truncate");
  await assert.rejects(fetch(`${BASE}:test`, post(webhook())), TypeError, "a response without a body cannot be truncated");
  for (const bad of [
    "crash",
    null,
    7,
    {},
    { status: 99 },
    { status: "500" },
    { status: 500, body: {} },
    { status: 500, headers: { "a b": "c" } },
  ]) {
    assert.throws(() => fail("network", bad), TypeError);
  }
  assert.equal((await fetch(BASE)).status, 200, "if one fault is invalid, none is taken");
});

test("reset restores the initial state", async () => {
  const sandbox = createSandbox({ seed: [webhook()] });
  await sandbox.fetch(BASE, post(webhook(undefined, "b")));
  await sandbox.fetch(`${BASE}:test`, post(webhook()));
  sandbox.fail("stall");
  sandbox.reset();
  const { data } = await (await sandbox.fetch(BASE)).json();
  assert.deepEqual([data.length, sandbox.deliveries], [1, []]);
});

test("two sandboxes share no state", async () => {
  const [one, two] = [createSandbox({ seed: [] }), createSandbox({ seed: [] })];
  await one.fetch(BASE, post(webhook()));
  assert.equal((await (await two.fetch(BASE)).json()).data.length, 0);
});

test("deliver is called for each message, and its rejection gets 400 with the reason", async () => {
  const seen = [];
  const reject = [];
  const sandbox = createSandbox({
    async deliver(delivery) {
      seen.push(delivery);
      if (reject.length > 0) throw reject.pop();
    },
  });
  const send = () => sandbox.fetch(`${BASE}:test`, post(webhook()));
  assert.equal((await send()).status, 204);
  assert.deepEqual(seen, sandbox.deliveries);
  for (const [reason, words] of [
    [new Error("channel_is_archived"), "channel_is_archived"],
    ["gone: https://hooks.example/secret-secret-secret", "gone: https://hooks.example/…cret"],
    [undefined, "undefined"],
    [Object.create(null), "no reason"],
  ]) {
    reject.push(reason);
    const refused = await send();
    assert.equal(refused.status, 400);
    const { errors } = await refused.json();
    assert.ok(errors[0].detail.includes(words), errors[0].detail);
    assert.equal(errors[0].source.pointer, "/target");
  }
  assert.equal(seen.length, 5);
  assert.equal(sandbox.deliveries.length, 1, "a rejected message is not recorded");
});

test("deliver may call the sandbox that called it", async () => {
  const sandbox = createSandbox({ seed: [], deliver: async () => void (await sandbox.fetch(BASE, post(webhook()))) });
  assert.equal((await sandbox.fetch(`${BASE}:test`, post(webhook()))).status, 204);
  assert.equal((await (await sandbox.fetch(BASE)).json()).data.length, 1);
});

test("a large body gets 413 although only its start reaches Rust", async () => {
  const { fetch } = createSandbox();
  assert.equal((await fetch(BASE, post({ x: "x".repeat(50_000_000) }))).status, 413);
  assert.equal((await fetch(BASE)).status, 200);
});

test("a trap rejects its call, and the next call has a sandbox that starts over", async () => {
  const { createSandbox, instance } = await bundled(`export * from "./src/sandbox/js/sandbox.ts";`);
  instance.start(() => new WebAssembly.Module(planted(readFileSync(inRoot("pkg/dist/sandbox.wasm")), "sandboxcore_reset")));
  const [one, two] = [createSandbox({ seed: [] }), createSandbox({ seed: [webhook()] })];
  const count = async ({ fetch }) => (await (await fetch(BASE)).json()).data.length;
  for (const sandbox of [one, two]) await sandbox.fetch(BASE, post(webhook(undefined, "b")));
  assert.deepEqual([await count(one), await count(two)], [1, 2]);
  assert.throws(() => one.reset(), /a fault of the sandbox \(unreachable\)/);
  for (const sandbox of [one, two, one]) assert.equal(await count(sandbox), sandbox === one ? 0 : 1);
  await two.fetch(BASE, post(webhook(undefined, "b")));
  assert.equal(await count(two), 2);
});

/** Imports the sandbox's source with what wasm-bindgen generated, but without the module. */
async function bundled(contents) {
  const glue = {
    name: "glue",
    setup: ({ onResolve }) => onResolve({ filter: /^glue:/ }, () => ({ path: inRoot("target/bindgen/sandbox/sandbox.js") })),
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: inRoot() },
    bundle: true,
    format: "esm",
    write: false,
    plugins: [glue],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
