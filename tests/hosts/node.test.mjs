// The packed tarball in Node: as an ES module, by `require`, both at once, and with a module handed in.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { run } from "../../scripts/steps/run.mjs";
import { makeConsumer } from "../support/consumer.mjs";
import { expected } from "./program/main.js";

const programs = {
  "esm.mjs": `
    import { useClient } from "./program/main.js";
    import * as client from "confluent-notifications";
    import * as sandbox from "confluent-notifications/sandbox";
    console.log(JSON.stringify(await useClient(client, sandbox)));`,
  "required.cjs": `
    const client = require("confluent-notifications");
    const sandbox = require("confluent-notifications/sandbox");
    import("./program/main.js")
      .then(({ useClient }) => useClient(client, sandbox))
      .then((seen) => console.log(JSON.stringify(seen)));`,
  "init.mjs": `
    import { readFile } from "node:fs/promises";
    import { useClient } from "./program/main.js";
    import { init } from "confluent-notifications/init";
    import * as sandbox from "confluent-notifications/sandbox";
    const file = new URL(import.meta.resolve("confluent-notifications/client.wasm"));
    const client = init(await WebAssembly.compile(await readFile(file)));
    console.log(JSON.stringify(await useClient(client, sandbox)));`,
  "both.mjs": `
    import { createRequire } from "node:module";
    import * as esm from "confluent-notifications";
    const cjs = createRequire(import.meta.url)("confluent-notifications");
    const thrown = await new cjs.NotificationsClient().integrations.get("").catch((error) => error);
    console.log(JSON.stringify([esm.NotificationsClient !== cjs.NotificationsClient, esm.isNotificationsError(thrown)]));`,
  "unused.mjs": `
    import "confluent-notifications";
    console.log(JSON.stringify(Object.keys(globalThis).filter((name) => /wasm|notif/i.test(name))));`,
};

let consumer;
before(async () => {
  consumer = await makeConsumer({ copy: ["tests/hosts/program"], files: programs });
});
after(() => consumer?.dispose());

const seenBy = async (program, ...flags) => JSON.parse(await run(process.execPath, [...flags, consumer.inside(program)]));

describe("Node", () => {
  it("imports it", async () => assert.deepEqual(await seenBy("esm.mjs"), expected));
  it("requires it", async () => assert.deepEqual(await seenBy("required.cjs"), expected));
  it("takes a module that was handed in", async () => assert.deepEqual(await seenBy("init.mjs"), expected));
  it("knows an error of the other copy where both are loaded", async () =>
    assert.deepEqual(await seenBy("both.mjs"), [true, true]));
  it("finds nothing new on globalThis", async () => assert.deepEqual(await seenBy("unused.mjs"), []));
  it("needs no eval", async () =>
    assert.deepEqual(await seenBy("esm.mjs", "--disallow-code-generation-from-strings"), expected));
});
