// The Worker of the packed tarball in Cloudflare's runtime: deployed as it is, and as a part of another.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { makeConsumer } from "../support/consumer.mjs";
import { inWorkerd } from "./ways/workerd.mjs";

let consumer;
before(async () => {
  consumer = await makeConsumer({
    files: {
      "deployed.js": `export { default, Sandbox } from "confluent-notifications/worker";`,
      "required.js": `
        import { createRequired } from "./required.cjs";
        export { Sandbox } from "./required.cjs";
        export default createRequired();`,
      "required.cjs": `
        const { Sandbox, createWorker } = require("confluent-notifications/worker");
        module.exports = { Sandbox, createRequired: () => createWorker() };`,
      "mounted.js": `
        import { Sandbox, createWorker } from "confluent-notifications/worker";
        export { Sandbox };
        const admin = createWorker({ prefix: "/admin" });
        export default {
          fetch: (request, env, context) =>
            new URL(request.url).pathname.startsWith("/admin/")
              ? admin.fetch(request, env, context)
              : new Response("the rest of this Worker"),
        };`,
    },
  });
});
after(() => consumer?.dispose());

const withSandbox = { durableObjects: { SANDBOX: { className: "Sandbox", useSQLite: true } } };

describe("workerd", () => {
  for (const [how, entry] of [
    ["as it is", "deployed.js"],
    ["out of CommonJS that wrangler bundles", "required.js"],
  ]) {
    it(`deploys the Worker ${how}`, () =>
      inWorkerd(consumer, entry, withSandbox, async (fetch) => {
        const answer = await fetch("/notifications/v1/integrations");
        assert.equal(answer.status, 200);
        assert.ok(Array.isArray((await answer.json()).data));
      }));
  }

  it("mounts the Worker under a prefix of another", () =>
    inWorkerd(consumer, "mounted.js", withSandbox, async (fetch) => {
      assert.equal(await (await fetch("/elsewhere")).text(), "the rest of this Worker");
      const answer = await fetch("/admin/notifications/v1/integrations");
      assert.equal(answer.status, 200);
    }));
});
