// The folders for resolvers without `exports`: each leads to the files of `exports`.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { makeConsumer } from "../support/consumer.mjs";

let consumer;
before(async () => {
  consumer = await makeConsumer();
});
after(() => consumer?.dispose());

const read = async (...parts) =>
  JSON.parse(await readFile(consumer.inside("node_modules/confluent-notifications", ...parts, "package.json"), "utf8"));

describe("a resolver without `exports`", () => {
  it("finds each entry that is no file as a folder, which names the same files", async () => {
    const { exports } = await read();
    const entries = Object.keys(exports).filter((entry) => /^\.\/\w+$/.test(entry));
    assert.deepEqual(entries.sort(), ["./init", "./sandbox", "./worker"]);
    for (const entry of entries) {
      const { main, module, types, sideEffects } = await read(entry);
      const absolute = (file) => `./${path.posix.join(entry, file)}`;
      assert.equal(sideEffects, false);
      assert.equal(absolute(main), exports[entry].require.default);
      assert.equal(absolute(module), exports[entry].import.default);
      assert.equal(absolute(types), exports[entry].require.types);
      for (const file of [main, module, types]) {
        assert.ok(existsSync(consumer.inside("node_modules/confluent-notifications", entry, file)), `${entry} ${file}`);
      }
    }
  });

  it("finds the main entry by `main`", async () => {
    const { main, types, exports } = await read();
    assert.deepEqual([main, types], [exports["."].require.default, exports["."].require.types]);
  });
});
