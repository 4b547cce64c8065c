/** A trap in the WebAssembly: planted into the shipped module, so that the real glue and the real recovery are tried. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { init } from "confluent-notifications/init";

/** Reads a LEB128 number at `at`: its value and what follows it. */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}

function lebOf(value) {
  const out = [];
  do {
    out.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return out;
}

/** The module with the body of one exported function replaced by `unreachable`. */
function planted(bytes, name) {
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map((one) => one.name);
  assert.ok(exported.includes(name), exported.join());
  let imports = 0;
  let wanted;
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, body] = leb(bytes, at + 1);
    const end = body + size;
    if (id === 2) imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === "function").length;
    if (id === 7) {
      let [count, next] = leb(bytes, body);
      while (count-- > 0) {
        const [length, start] = leb(bytes, next);
        const [index, after] = leb(bytes, start + length + 1);
        if (new TextDecoder().decode(bytes.subarray(start, start + length)) === name) wanted = index - imports;
        next = after;
      }
    }
    if (id === 10) {
      let [count, next] = leb(bytes, body);
      const functions = lebOf(count);
      for (let index = 0; index < count; index++) {
        const [length, start] = leb(bytes, next);
        next = start + length;
        const code = index === wanted ? [0, 0x00, 0x0b] : [...bytes.subarray(start, next)];
        functions.push(...lebOf(code.length));
        for (const byte of code) functions.push(byte);
      }
      return Uint8Array.from([...bytes.subarray(0, at), 10, ...lebOf(functions.length), ...functions, ...bytes.subarray(end)]);
    }
    at = end;
  }
  throw new Error("no code");
}

const wasm = readFileSync(fileURLToPath(import.meta.resolve("confluent-notifications/client.wasm")));
const { NotificationsClient } = init(new WebAssembly.Module(planted(wasm, "happened")));
const integration = { id: "n-1", metadata: {}, display_name: "x", target: { kind: "Webhook", url: "https://h" } };
const good = () => new Response(JSON.stringify(integration));

test("a trap among a hundred overlapping calls rejects those of its instance, and the next call works", async () => {
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
  assert.deepEqual(new Set(rejected.map(({ reason }) => reason?.code)), new Set(["internal"]));

  failing = false;
  for (const each of [client, other, new NotificationsClient(options)]) {
    assert.equal((await each.integrations.get("after")).id, "n-1");
    assert.equal((await each.integrations.get("trap")).id, "n-1");
  }
});

test("a client disposed after a trap frees nothing of the new instance", async () => {
  const client = new NotificationsClient({ fetch: async () => new Response("", { status: 503, headers: { "retry-after": "0" } }) });
  const survivor = new NotificationsClient({ fetch: async () => good() });
  await survivor.integrations.get("x");
  await assert.rejects(client.integrations.get("x"), { code: "internal" });
  await survivor.integrations.get("x");
  client[Symbol.dispose]();
  assert.equal((await survivor.integrations.get("x")).id, "n-1");
});
