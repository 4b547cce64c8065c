/** A trap in the WebAssembly: planted into the shipped module, so that the real glue and the real recovery are tried. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { init } from "confluent-notifications/init";
import { planted } from "../support/trap.mjs";

const wasm = readFileSync(fileURLToPath(import.meta.resolve("confluent-notifications/client.wasm")));
const { NotificationsClient } = init(new WebAssembly.Module(planted(wasm, "onEvent")));
const integration = { id: "n-1", metadata: {}, display_name: "x", target: { kind: "Webhook", url: "https://h" } };
const good = () => new Response(JSON.stringify(integration));

test("a trap rejects the hundred overlapping calls of its instance, and the next call works", async () => {
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  let failing = true;
  const options = {
    headers: { "x-team": "kept" },
    fetch: async (url, { headers }) => {
      assert.equal(headers["x-team"], "kept");
      if (url.endsWith("/trap") && failing) return new Response("", { status: 503, headers: { "retry-after": "0" } });
      if (url.endsWith("/slow")) await gate;
      return good();
    },
  };
  const client = new NotificationsClient(options);
  const other = new NotificationsClient(options);
  assert.equal((await client.integrations.get("before")).id, "n-1");

  const slow = Array.from({ length: 99 }, (_, index) => (index % 2 ? client : other).integrations.get("slow"));
  const trapped = await client.integrations.get("trap").catch((error) => error);
  assert.equal(trapped.code, "internal");
  assert.match(trapped.message, /unreachable/);
  open();
  const rejected = await Promise.allSettled(slow);
  assert.deepEqual(
    new Set(rejected.map((result) => /** @type {PromiseRejectedResult} */ (result).reason?.code)),
    new Set(["internal"]),
  );

  failing = false;
  for (const each of [client, other, new NotificationsClient(options)]) {
    assert.equal((await each.integrations.get("after")).id, "n-1");
    assert.equal((await each.integrations.get("trap")).id, "n-1");
  }
});

test("a client disposed after a trap releases nothing in the new instance", async () => {
  const client = new NotificationsClient({
    fetch: async () => new Response("", { status: 503, headers: { "retry-after": "0" } }),
  });
  const survivor = new NotificationsClient({ fetch: async () => good() });
  await survivor.integrations.get("x");
  await assert.rejects(client.integrations.get("x"), { code: "internal" });
  await survivor.integrations.get("x");
  client[Symbol.dispose]();
  assert.equal((await survivor.integrations.get("x")).id, "n-1");
});
