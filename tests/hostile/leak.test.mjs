/** Nothing leaks: neither by 100,000 calls nor by 10,000 clients that nobody disposes of. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/steps/run.mjs";

let figures;
before(async () => {
  const child = fileURLToPath(new URL("leaks.mjs", import.meta.url));
  figures = JSON.parse(await run(process.execPath, ["--expose-gc", child]));
});

// A kept object has at least a dozen bytes, a client hundreds; compiled code and caches vary by far less over so many.
for (const [what, most] of Object.entries({ calls: 8, clients: 64 })) {
  test(`${what} leave nothing in the memory of WebAssembly or on the heap`, (t) => {
    const { count, before, after } = figures[what];
    const each = (after.heap - before.heap) / count;
    t.diagnostic(
      `after ${count} ${what}: wasm ${before.wasm / 1024} → ${after.wasm / 1024} KiB, heap ${kb(before)} → ${kb(after)} kB (${each.toFixed(2)} bytes each)`,
    );
    assert.equal(figures.instances, 1, "a trap would have made another instance");
    assert.equal(after.wasm, before.wasm, "bytes of wasm memory");
    assert.ok(each < most, `${each} bytes each`);
  });
}

const kb = ({ heap }) => (heap / 1000).toFixed(0);
