// The database or the queue fails, or never answers: the six operations go on, a test still responds with its result, and a run
// is carried out.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import { startWorker } from "../support/worker.mjs";
import { startCustomWorker } from "./custom-worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { GONE, slackRow, startOrganization } from "./organization.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

const FAILING = {
  "D1 that fails": { db: `throw new Error("D1_ERROR: https://h.example/secretsecretsecret")`, queue: `throw new Error("queue")` },
  "D1 that never answers": { db: `await new Promise(() => {})`, queue: `throw new Error("queue")` },
  "D1 that answers with nonsense": { db: `return [null, 7]`, queue: `throw new Error("queue")` },
};
const own = ({ db, queue }) => `
  import worker, { Sandbox } from "./worker.js";
  export { Sandbox };
  class D1Database { prepare() { return { bind() { return this; } }; } async batch() { ${db} } }
  class WorkerQueue { async sendBatch() { ${queue} } }
  const broken = (env) => ({ ...env, CANARY_DB: new D1Database(), CANARY_QUEUE: new WorkerQueue() });
  export default {
    fetch: (request, env, context) => worker.fetch(request, broken(env), context),
    scheduled: (event, env, context) => worker.scheduled(event, broken(env), context),
    queue: (batch, env, context) => worker.queue(batch, broken(env), context),
  };`;

test("without a database, what a webhook rejected at first is reported at the end of the run", { timeout: 60_000 }, async () => {
  const names = Array.from({ length: 40 }, (_, n) => `n${n}`);
  const organization = await startOrganization({ rows: names.map((name) => slackRow(name)) });
  for (const name of ["n1", "n25", "n35"]) organization.verdicts[name] = GONE;
  let posts = 0;
  const hook = await startUpstream((...said) => say((posts += 1) < 3 ? 500 : 200, {})(...said));
  const worker = await startWorker({
    vars: pointedAt(organization, { CANARY_WEBHOOK_URL: `${hook.url}/x` }),
    d1Databases: {},
    queueProducers: {},
    queueConsumers: {},
  });
  try {
    await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" });
    const accepted = hook.seen.slice(2).flatMap(({ body }) => JSON.parse(body).failing.map(({ id }) => id));
    assert.deepEqual(accepted.sort(), ["n-n1", "n-n25", "n-n35"]);
  } finally {
    await worker.dispose();
    await Promise.all([organization.stop(), hook.stop()]);
  }
});

test("a result whose storing seems to fail counts once", async () => {
  const organization = await startOrganization({ rows: [slackRow("a")] });
  const source = `
    import worker, { Sandbox } from "./worker.js";
    export { Sandbox };
    let prepared = [];
    const lossy = (db) => new (class D1Database {
      prepare(sql) { prepared.push(sql); return db.prepare(sql); }
      async batch(list) {
        const stores = prepared.some((sql) => sql.includes("INSERT OR REPLACE INTO canary_tests"));
        prepared = [];
        const results = await db.batch(list);
        if (!stores || lossy.done) return results;
        lossy.done = true;
        throw new Error("D1_ERROR: lost");
      }
    })();
    export default {
      fetch: worker.fetch,
      scheduled: (event, env, context) => { lossy.done = false; return worker.scheduled(event, { ...env, CANARY_DB: lossy(env.CANARY_DB) }, context); },
    };`;
  const worker = await startCustomWorker(source, { vars: pointedAt(organization), queueProducers: {}, queueConsumers: {} });
  try {
    const cron = async () => (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" });
    await cron();
    organization.verdicts.a = { status: 503, detail: "down" };
    await cron();
    const db = await worker.miniflare.getD1Database("CANARY_DB");
    assert.deepEqual(await db.prepare("SELECT health, inconclusive FROM canary_health").first(), {
      health: "healthy",
      inconclusive: 1,
    });
  } finally {
    await worker.dispose();
    await organization.stop();
  }
});

test("a database that fails once loses no result and causes no false report", async () => {
  const organization = await startOrganization({ rows: [slackRow("a"), slackRow("b")] });
  const hook = await startUpstream(say(200, {}));
  const source = `
    import worker, { Sandbox } from "./worker.js";
    export { Sandbox };
    let calls = 0;
    const flaky = (db) => new (class D1Database {
      prepare(sql) { return db.prepare(sql); }
      batch(list) { if ((calls += 1) % 2 === 1) throw new Error("D1_ERROR: reset"); return db.batch(list); }
    })();
    export default {
      fetch: worker.fetch,
      scheduled: (event, env, context) => worker.scheduled(event, { ...env, CANARY_DB: flaky(env.CANARY_DB) }, context),
    };`;
  const worker = await startCustomWorker(source, {
    vars: pointedAt(organization, { CANARY_WEBHOOK_URL: `${hook.url}/x` }),
    queueProducers: {},
    queueConsumers: {},
  });
  try {
    organization.verdicts.a = GONE;
    for (const run of [1, 2])
      assert.equal((await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" })).outcome, "ok", `run ${run}`);
    const { data, notes } = JSON.parse((await send(worker.url, { path: "/canary/results" })).text);
    assert.deepEqual(
      [data.map(({ id, health }) => [id, health]), notes],
      [
        [
          ["n-a", "failing"],
          ["n-b", "healthy"],
        ],
        [],
      ],
    );
    assert.deepEqual(
      hook.seen.map(({ body }) => JSON.parse(body).failing.map(({ id }) => id)),
      [["n-a"]],
    );
  } finally {
    await worker.dispose();
    await Promise.all([organization.stop(), hook.stop()]);
  }
});

for (const [name, failing] of Object.entries(FAILING)) {
  describe(name, () => {
    let organization, hook, worker;
    before(async () => {
      organization = await startOrganization({ rows: [slackRow("a"), slackRow("b")] });
      hook = await startUpstream(say(200, {}));
      organization.verdicts.a = GONE;
      worker = await startCustomWorker(own(failing), {
        vars: pointedAt(organization, { CANARY_WEBHOOK_URL: `${hook.url}/x` }),
        d1Databases: {},
        queueProducers: {},
        queueConsumers: {},
      });
    });
    beforeEach(() => {
      organization.forget();
      hook.seen.length = 0;
    });
    after(async () => {
      await worker.dispose();
      await Promise.all([organization.stop(), hook.stop()]);
    });

    test("the six operations answer as before", async () => {
      const began = performance.now();
      assert.equal((await send(worker.url, { path: COLLECTION })).status, 200);
      assert.equal((await send(worker.url, { path: `${COLLECTION}/n-a` })).status, 200);
      for (const [method, path, body] of [
        ["POST", COLLECTION, slack()],
        ["PATCH", `${COLLECTION}/n-a`, { description: "d" }],
        ["POST", `${COLLECTION}:test`, slack()],
      ]) {
        await sendJson(worker.url, method, path, body);
      }
      await send(worker.url, { method: "DELETE", path: `${COLLECTION}/n-a` });
      assert.deepEqual(
        organization.seen.map(({ method }) => method),
        ["GET", "GET", "POST", "PATCH", "POST", "DELETE"],
      );
      assert.ok(performance.now() - began < 3_000);
    });

    test("a test by hand responds with its result", { timeout: 20_000 }, async () => {
      const began = performance.now();
      assert.equal((await send(worker.url, { method: "POST", path: "/canary/test/n-b" })).status, 200);
      const rejected = await send(worker.url, { method: "POST", path: "/canary/test/n-a" });
      assert.deepEqual([rejected.status, rejected.json().errors[0].detail], [400, GONE.detail]);
      assert.ok(performance.now() - began < 12_000, "a database that never answers is waited for once an event");
      // The operator is told after the answer.
      await waitUntil(() => hook.seen.length > 0);
      assert.equal(hook.seen.length, 1);
    });

    test("a run sends its tests itself, and reports what is failing", { timeout: 60_000 }, async () => {
      const { outcome } = await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" });
      assert.equal(outcome, "ok");
      assert.deepEqual(organization.tested().sort(), ["a", "b"]);
      assert.deepEqual(
        hook.seen.map(({ body }) => JSON.parse(body).failing.map(({ id }) => id)),
        [["n-a"]],
      );
    });

    test("the results are unavailable, with an error in the API's shape", { timeout: 20_000 }, async () => {
      for (const path of ["/canary/results", "/canary/results/n-a"]) {
        const got = await send(worker.url, { path });
        assert.deepEqual([got.status, got.json().errors[0].code, got.headers["retry-after"]], [503, "history_unavailable", "10"]);
      }
      assert.match(worker.lines.join("\n"), /canary: CANARY_DB cannot be used/);
      assert.doesNotMatch(worker.lines.join("\n"), /secretsecret/);
    });
  });
}
