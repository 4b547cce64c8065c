// The packed tarball in Cloudflare's runtime: bundled by wrangler as for a deployment, run by workerd.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { Miniflare } from "miniflare";
import { run } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { makeConsumer } from "../support/consumer.mjs";
import { expected } from "./program/main.js";

let consumer;
before(async () => {
  consumer = await makeConsumer({
    copy: ["tests/hosts/program"],
    files: {
      "edge.js": `
        import { useClient } from "./program/main.js";
        import * as client from "confluent-notifications";
        import * as sandbox from "confluent-notifications/sandbox";
        export default { fetch: async () => Response.json(await useClient(client, sandbox)) };`,
      "deployed.js": `export { default, Sandbox } from "confluent-notifications/worker";`,
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

/** Bundles an entry as `wrangler deploy` would, and runs the result; `use` gets a fetch. */
async function inWorkerd(entry, options, use) {
  const out = consumer.inside(`out-${entry}`);
  const wrangler = inRoot("node_modules/wrangler/bin/wrangler.js");
  const bundle = [wrangler, "deploy", entry, "--dry-run", "--outdir", out, "--name", "consumer"];
  await run(process.execPath, [...bundle, "--compatibility-date", "2026-04-01"], {
    cwd: consumer.folder,
    env: { WRANGLER_SEND_METRICS: "false", WRANGLER_LOG: "error", CI: "1" },
  });
  const files = (await readdir(out)).filter((file) => /\.(js|wasm)$/.test(file));
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: "2026-04-01",
    modulesRoot: out,
    modules: [entry, ...files.filter((file) => file !== entry)].map((file) => ({
      type: file.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: `${out}/${file}`,
    })),
    ...options,
  });
  try {
    await use((where, init) => miniflare.dispatchFetch(`http://localhost${where}`, init), files);
  } finally {
    await miniflare.dispose();
  }
}

describe("workerd", () => {
  it("runs the client and the sandbox from modules that wrangler compiled", () =>
    inWorkerd("edge.js", {}, async (fetch, files) => {
      assert.deepEqual(await (await fetch("/")).json(), expected);
      assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 2);
    }));

  it("deploys the Worker as it is", () =>
    inWorkerd("deployed.js", { durableObjects: { SANDBOX: { className: "Sandbox", useSQLite: true } } }, async (fetch) => {
      const answer = await fetch("/notifications/v1/integrations");
      assert.equal(answer.status, 200);
      assert.ok(Array.isArray((await answer.json()).data));
    }));

  it("mounts the Worker under a prefix of another", () =>
    inWorkerd("mounted.js", { durableObjects: { SANDBOX: { className: "Sandbox", useSQLite: true } } }, async (fetch) => {
      assert.equal(await (await fetch("/elsewhere")).text(), "the rest of this Worker");
      const answer = await fetch("/admin/notifications/v1/integrations");
      assert.equal(answer.status, 200);
    }));
});
