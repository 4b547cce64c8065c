// The slots that clients have inside the WebAssembly are given back, also where nothing tells that a client was collected.
import assert from "node:assert/strict";
import { test } from "node:test";
import { names } from "../../target/bindgen/client/names.mjs";
import { imported } from "../support/realm.mjs";

const integration = { id: "n-1", metadata: {}, display_name: "x", target: { kind: "Webhook", url: "https://h.example/a" } };
const good = async () => new Response(JSON.stringify(integration));

/** The package in a host without FinalizationRegistry, and a count of the slots in use and of the most that there were at once. */
async function withoutRegistry() {
  const slots = { used: new Set(), most: 0 };
  class Instance {
    constructor(module, imports) {
      const { exports } = new WebAssembly.Instance(module, imports);
      this.exports = {
        ...exports,
        [names.registerClient](...given) {
          const slot = /** @type {any} */ (exports)[names.registerClient](...given);
          if (slot) slots.used.add(slot);
          slots.most = Math.max(slots.most, slots.used.size);
          return slot;
        },
        [names.releaseClient](slot) {
          assert.ok(slots.used.delete(slot), `slot ${slot} was released without being used`);
          return /** @type {any} */ (exports)[names.releaseClient](slot);
        },
      };
    }
  }
  const { Module, RuntimeError } = WebAssembly;
  const globals = {
    FinalizationRegistry: undefined,
    WebAssembly: { Module, Instance, RuntimeError },
    setTimeout,
    clearTimeout,
    AbortController,
  };
  return { ...(await imported("index.js", globals)), slots };
}

test("without FinalizationRegistry, a client that does nothing has no slot", async () => {
  const { NotificationsClient, slots } = await withoutRegistry();
  for (let made = 0; made < 100; made++) new NotificationsClient({ fetch: good });
  assert.deepEqual([slots.used.size, slots.most], [0, 1]);
});

test("without FinalizationRegistry, a client whose options are refused says so and has no slot", async () => {
  const { NotificationsClient, slots } = await withoutRegistry();
  assert.throws(() => new NotificationsClient({ timeout: -1 }), { code: "invalid_request" });
  assert.equal(slots.used.size, 0);
});

test("without FinalizationRegistry, calls work, overlapping and with options of their own, and leave no slot", async () => {
  const { NotificationsClient, slots } = await withoutRegistry();
  const clients = Array.from({ length: 10 }, () => new NotificationsClient({ fetch: good, headers: { "x-team": "a" } }));
  const calls = clients.flatMap(({ integrations }) => [
    integrations.get("n-1"),
    integrations.get("n-1", { timeout: 50 }),
    integrations.update("n-1", { description: "b" }),
  ]);
  assert.equal(slots.used.size, 0);
  for (const { id } of await Promise.all(calls)) assert.equal(id, "n-1");
  assert.equal(slots.used.size, 0);
});

test("without FinalizationRegistry, retries, timeouts, aborts and disposal leave no slot", async () => {
  const { NotificationsClient, slots } = await withoutRegistry();
  let failures = 1;
  const fetch = async (url, { signal }) => {
    if (url.endsWith("/stall")) return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return failures-- > 0 ? new Response("", { status: 503, headers: { "retry-after": "0" } }) : good();
  };
  const client = new NotificationsClient({ fetch });
  assert.equal((await client.integrations.get("n-1")).id, "n-1");
  await assert.rejects(client.integrations.get("stall", { timeout: 20 }), { code: "timeout" });
  const controller = new AbortController();
  const aborted = client.integrations.get("stall", { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(aborted, /enough/);
  const [dispose] = Object.getOwnPropertySymbols(NotificationsClient.prototype);
  client[dispose]();
  await assert.rejects(client.integrations.get("n-1"), { code: "invalid_request" });
  assert.equal(slots.used.size, 0);
});
