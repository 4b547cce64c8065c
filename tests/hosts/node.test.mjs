// The packed tarball in Node, beyond what every host does: a module handed in, both copies at once, a process without eval.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { run } from "../../scripts/steps/run.mjs";
import { makeConsumer } from "../support/consumer.mjs";
import { expectedIn } from "./program/main.js";

const expected = expectedIn({ browser: false });
const programs = {
  "init.mjs": `
    import { readFile } from "node:fs/promises";
    import { useClient } from "./program/main.js";
    import { init } from "confluent-notifications/init";
    import * as sandbox from "confluent-notifications/sandbox";
    const file = new URL(import.meta.resolve("confluent-notifications/client.wasm"));
    const client = init(await WebAssembly.compile(await readFile(file)));
    console.log(JSON.stringify(await useClient(client, sandbox)));`,
  "init.cjs": `
    const { readFileSync } = require("node:fs");
    const { init } = require("confluent-notifications/init");
    const sandbox = require("confluent-notifications/sandbox");
    const client = init(new WebAssembly.Module(readFileSync(require.resolve("confluent-notifications/client.wasm"))));
    import("./program/main.js")
      .then(({ useClient }) => useClient(client, sandbox))
      .then((seen) => console.log(JSON.stringify(seen)));`,
  "both.mjs": `
    import { createRequire } from "node:module";
    import * as esm from "confluent-notifications";
    const cjs = createRequire(import.meta.url)("confluent-notifications");
    const thrown = await new cjs.NotificationsClient().integrations.get("").catch((error) => error);
    console.log(JSON.stringify([esm.NotificationsClient !== cjs.NotificationsClient, esm.isNotificationsError(thrown)]));`,
  "unused.mjs": `
    import "confluent-notifications";
    console.log(JSON.stringify(Object.keys(globalThis).filter((name) => /wasm|notif/i.test(name))));`,
  "worker.cjs": `
    try {
      require("confluent-notifications/worker");
    } catch (error) {
      console.log(JSON.stringify(error.message));
    }`,
};

let consumer;
before(async () => {
  consumer = await makeConsumer({
    project: "tests/hosts/projects/script",
    copy: ["tests/hosts/program"],
    files: programs,
  });
});
after(() => consumer?.dispose());

const seenBy = async (program, ...flags) => JSON.parse(await run(process.execPath, [...flags, consumer.inside(program)]));

describe("Node", () => {
  it("runs a module that the program compiled", async () => assert.deepEqual(await seenBy("init.mjs"), expected));
  it("finds that module from CommonJS", async () => assert.deepEqual(await seenBy("init.cjs"), expected));
  it("recognizes an error of the other copy if both are loaded", async () =>
    assert.deepEqual(await seenBy("both.mjs"), [true, true]));
  it("adds nothing to globalThis", async () => assert.deepEqual(await seenBy("unused.mjs"), []));
  it("runs with eval disabled", async () =>
    assert.deepEqual(await seenBy("imported.mjs", "--disallow-code-generation-from-strings"), expected));
  it("gets an error that says what to do when it requires the Worker", async () =>
    assert.match(await seenBy("worker.cjs"), /for Cloudflare's runtime.*import it/));
});
