// The canary's database: a state folder of an earlier commit is brought up to date once, and an up-to-date one costs next to nothing.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";
import { startWorker } from "../support/worker.mjs";
import { startCustomWorker } from "./custom-worker.mjs";

/** Without a queue, tests are sent by the run itself. */
const IN_PLACE = { queueProducers: {}, queueConsumers: {} };
const COLUMNS = {
  canary_tests: ["integration_id", "run", "at", "trigger", "result", "code", "status", "detail", "request_id"],
  canary_health: [
    ...["integration_id", "upstream", "name", "kind", "run", "at", "health", "since", "health_run", "inconclusive"],
    ...["notified_health", "lease", "due_since", "missed_lists"],
  ],
  canary_runs: ["run", "at", "trigger", "total", "selected", "not_reached", "code", "detail"],
};

let state, worker;
beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), "canary-state-"));
});
afterEach(async () => {
  await worker?.dispose();
  worker = undefined;
  await rm(state, { recursive: true, force: true });
});

const database = () => worker.miniflare.getD1Database("CANARY_DB");
const all = async (sql) => (await (await database()).prepare(sql).all()).results;
const results = async () => (await worker.fetch("/canary/results")).json();
const cron = async () =>
  assert.equal((await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" })).outcome, "ok");
async function columnsAreCurrent() {
  for (const [table, columns] of Object.entries(COLUMNS))
    assert.deepEqual(
      (await all(`SELECT name FROM pragma_table_info('${table}')`)).map(({ name }) => name),
      columns,
    );
  assert.deepEqual(await all("SELECT version FROM canary_schema"), [{ version: 1 }]);
}

describe("a state folder of 48704c7", () => {
  test("starts without its results, which the next run stores anew under the current names", async () => {
    await cp(inRoot("tests/worker/state-48704c7"), state, { recursive: true });
    worker = await startWorker({ state, ...IN_PLACE });
    const old = await all("SELECT integration_id AS id, health FROM canary_health ORDER BY integration_id");
    assert.equal(old.length, 6, "the folder has what it is here for");
    assert.ok(old.every(({ health }) => health !== null && !["healthy", "failing", "unknown"].includes(health)));
    assert.deepEqual(await all("SELECT DISTINCT cause FROM canary_tests ORDER BY cause"), [
      { cause: "run" },
      { cause: "schedule" },
      { cause: "test" },
    ]);

    const { persisted, data, last_run: none } = await results();
    assert.deepEqual([persisted, data, none], [true, [], undefined]);
    await columnsAreCurrent();

    await cron();
    const { data: anew, last_run: run } = await results();
    assert.deepEqual(
      anew.map(({ id }) => id),
      old.map(({ id }) => id),
      "the sandbox is the one of that folder",
    );
    assert.deepEqual([...new Set(anew.map(({ health }) => health))].sort(), ["failing", "healthy"]);
    assert.ok(anew.every(({ last_test: { trigger, run: of } }) => trigger === "schedule" && of === run.run));
    assert.deepEqual([run.trigger, run.selected], ["schedule", 6]);
    assert.doesNotMatch(worker.lines.join("\n"), /cannot be used/);

    const rows = await all("SELECT * FROM canary_health ORDER BY integration_id");
    await worker.dispose();
    worker = await startWorker({ state, ...IN_PLACE });
    assert.equal((await results()).data.length, 6);
    assert.deepEqual(await all("SELECT * FROM canary_health ORDER BY integration_id"), rows, "it is migrated once");
  });
});

describe("a new database", () => {
  test("gets the current tables with the first request", async () => {
    worker = await startWorker({ state, ...IN_PLACE });
    assert.deepEqual((await results()).data, []);
    await columnsAreCurrent();
  });

  test("is migrated once by two instances that start at the same time", async () => {
    // Before this instance applies a migration, another has done so, and stored a run.
    const source = `
      import worker, { Sandbox } from "./worker.js";
      export { Sandbox };
      let others = 0;
      const contended = (db) => new (class D1Database {
        applies = false;
        prepare(sql) { this.applies ||= sql.includes("INSERT INTO canary_schema"); return db.prepare(sql); }
        async batch(list) {
          if (this.applies && (others += 1) === 1) {
            await db.batch(list);
            await db.prepare("INSERT INTO canary_runs VALUES ('other', '2026', 'schedule', 1, 1, 0, NULL, NULL)").run();
          }
          this.applies = false;
          return db.batch(list);
        }
      })();
      export default {
        fetch: (request, env, context) => worker.fetch(request, { ...env, CANARY_DB: contended(env.CANARY_DB) }, context),
      };`;
    worker = await startCustomWorker(source, { state, ...IN_PLACE });
    const { data, last_run: run } = await results();
    assert.deepEqual([data, run.run], [[], "other"]);
    await columnsAreCurrent();
    assert.doesNotMatch(worker.lines.join("\n"), /cannot be used/);
  });

  test("is created again if its tables go while the Worker runs", async () => {
    worker = await startWorker({ state, ...IN_PLACE });
    await results();
    const db = await database();
    for (const table of [...Object.keys(COLUMNS), "canary_schema"]) await db.prepare(`DROP TABLE ${table}`).run();
    assert.deepEqual((await results()).data, []);
    await columnsAreCurrent();
  });
});

describe("an up-to-date database", () => {
  const counting = `
    import worker, { Sandbox } from "./worker.js";
    export { Sandbox };
    const counted = (db) => new (class D1Database {
      prepare(sql) { return db.prepare(sql); }
      batch(list) { console.log("statements " + list.length); return db.batch(list); }
    })();
    export default {
      fetch: (request, env, context) => worker.fetch(request, { ...env, CANARY_DB: counted(env.CANARY_DB) }, context),
    };`;

  /** How many statements each of two requests of a new instance took. */
  async function statements() {
    worker = await startCustomWorker(counting, { state, ...IN_PLACE });
    const counts = [];
    for (const request of [1, 2]) {
      const before = worker.lines.length;
      assert.equal((await worker.fetch("/canary/results")).status, 200, String(request));
      const lines = worker.lines.slice(before).filter((line) => line.startsWith("statements "));
      counts.push(lines.map((line) => Number(line.split(" ")[1])));
    }
    await worker.dispose();
    worker = undefined;
    return counts;
  }

  test("takes two statements more for the first request of an instance, and none for the others", async () => {
    const results = [4];
    assert.deepEqual(await statements(), [[2, 8, ...results], results]);
    assert.deepEqual(await statements(), [[2, ...results], results]);
  });
});
