// The examples as a stranger would use them: with the packed tarball, bundled by wrangler by their own configuration,
// run by workerd.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Miniflare } from "miniflare";
import { run } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { makeConsumer } from "../support/consumer.mjs";

const COLLECTION = "/notifications/v1/integrations";

/** Copies an example beside the installed package, bundles it and starts it, with variables. */
async function startExample(name, vars = {}) {
  const files = await readdir(inRoot("examples", name));
  const consumer = await makeConsumer({
    copy: files.map((file) => `examples/${name}/${file}`),
    packages: ["@cloudflare/workers-types"],
  });
  const env = { WRANGLER_SEND_METRICS: "false", WRANGLER_LOG: "error", CI: "1" };
  const out = consumer.inside("out");
  await run(process.execPath, [inRoot("node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", out], {
    cwd: consumer.folder,
    env,
  });
  process.env.WRANGLER_SEND_METRICS = "false";
  const { unstable_readConfig: readConfig, unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
  const { workerOptions } = optionsOf(readConfig({ config: consumer.inside("wrangler.jsonc") }));
  const bundled = (await readdir(out))
    .filter((file) => /\.(js|wasm)$/.test(file))
    .sort((a, b) => path.extname(a).localeCompare(path.extname(b)));
  const miniflare = new Miniflare({
    ...workerOptions,
    bindings: { ...workerOptions.bindings, ...vars },
    modulesRoot: out,
    modules: bundled.map((file) => ({ type: file.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path: path.join(out, file) })),
    cf: false,
    telemetry: { enabled: false },
  });
  await miniflare.ready;
  return {
    miniflare,
    consumer,
    fetch: (url, init) => miniflare.dispatchFetch(url, { redirect: "manual", ...init }),
    async dispose() {
      await miniflare.dispose();
      await consumer.dispose();
    },
  };
}

describe("examples/worker-as-it-is", () => {
  let example;
  before(async () => (example = await startExample("worker-as-it-is")));
  after(() => example?.dispose());

  test("serves the page and the API on loopback only", async () => {
    const page = await example.fetch("http://localhost/");
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<script type="module"/);
    assert.equal((await example.fetch(`http://localhost${COLLECTION}`)).status, 200);
    assert.equal((await example.fetch(`https://notifications.example${COLLECTION}`)).status, 403);
  });

  test("its canary goes by its queue", async () => {
    const run = await example.fetch("http://localhost/canary/run", { method: "POST" });
    const { selected, queued } = await run.json();
    assert.deepEqual([run.status, queued], [202, selected]);
    const tested = async () => (await (await example.fetch("http://localhost/canary/results")).json()).data.length;
    for (let tries = 0; tries < 100 && (await tested()) < selected; tries += 1) await new Promise((go) => setTimeout(go, 100));
    assert.equal(await tested(), selected);
  });
});

describe("examples/worker-mounted", () => {
  let example;
  const HOST = "https://dashboard.example";
  const SESSION = "0123456789-abcdefghij";
  before(async () => {
    example = await startExample("worker-mounted");
    const sessions = await example.miniflare.getKVNamespace("SESSIONS");
    for (const role of ["viewer", "on-call", "owner", "intern"])
      await sessions.put(`${SESSION}-${role}`, JSON.stringify({ role }));
  });
  after(() => example?.dispose());
  const as = (role) => ({ cookie: `a=b; __Host-session=${SESSION}-${role}` });

  test("its types compile", async () => {
    await run(process.execPath, [inRoot("node_modules/typescript-5.9/bin/tsc"), "--project", example.consumer.folder], {
      cwd: example.consumer.folder,
    });
  });

  test("the dashboard keeps its own paths, and the page is served under the prefix", async () => {
    assert.match(await (await example.fetch(`${HOST}/`)).text(), /<h1>Dashboard/);
    assert.equal((await example.fetch(`${HOST}/notifications-admin`)).headers.get("location"), "/notifications-admin/");
    const page = await example.fetch(`${HOST}/notifications-admin/`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-security-policy"), /^default-src 'none'/);
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(await page.text());
    const file = await example.fetch(`${HOST}/notifications-admin/${script}`);
    assert.deepEqual([file.status, file.headers.get("cache-control")], [200, "public, max-age=31536000, immutable"]);
  });

  test("its session determines the scope", async () => {
    const list = `${HOST}/notifications-admin${COLLECTION}`;
    assert.equal((await example.fetch(list)).status, 403);
    assert.equal((await example.fetch(list, { headers: as("intern") })).status, 403);
    assert.equal((await example.fetch(list, { headers: as("nobody") })).status, 403);
    const rows = (await (await example.fetch(list, { headers: as("viewer") })).json()).data;
    const { id } = rows.find(({ target }) => target.kind === "Slack");
    const saved = `${HOST}/notifications-admin/canary/test/${id}`;
    const { status: byViewer } = await example.fetch(saved, { method: "POST", headers: as("viewer") });
    const { status: onCall } = await example.fetch(saved, { method: "POST", headers: as("on-call") });
    assert.deepEqual([byViewer, onCall], [403, 200]);
    for (const [role, status] of /** @type {any[][]} */ ([
      ["viewer", 403],
      ["on-call", 403],
      ["owner", 204],
    ])) {
      assert.equal((await example.fetch(`${list}/${id}`, { method: "DELETE", headers: as(role) })).status, status, role);
    }
    const who = await example.fetch(`${HOST}/notifications-admin/session`, { headers: as("owner") });
    assert.deepEqual(await who.json(), { scope: "admin", by: "session", sign_in: null });
  });

  test("its cron trigger tests the saved integrations, and its users see the results", async () => {
    const results = async () =>
      await (await example.fetch(`${HOST}/notifications-admin/canary/results`, { headers: as("viewer") })).json();
    assert.equal((await (await example.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" })).outcome, "ok");
    const { persisted, data, last_run: run } = await results();
    const scheduled = data.filter(({ last_test: { trigger } }) => trigger === "schedule");
    assert.deepEqual([persisted, run.trigger, run.selected], [true, "schedule", scheduled.length]);
    assert.ok(scheduled.length > 0);
  });
});
