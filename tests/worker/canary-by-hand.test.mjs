// Single tests by hand beside the canary's runs, and what a sequence of tests says of an integration.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import { cron, database, get, healths, hook, organization, start, told, worker } from "./canary-organization.mjs";
import { GONE, slackRow } from "./organization.mjs";
import { say } from "./upstream.mjs";

describe("a test by hand", () => {
  test("does not wait for a webhook that never answers: the report goes on in the background", { timeout: 30_000 }, async () => {
    organization.verdicts.a = GONE;
    hook.answer = () => {};
    await start({ vars: { CONFLUENT_TIMEOUT_MS: "3000" } });
    const began = performance.now();
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    assert.ok(performance.now() - began < 2_500);
    assert.equal((await healths())["n-a"], "failing");
    await waitUntil(() => hook.seen.length === 1);
  });

  test("each change is reported once, even if several tests end together", async () => {
    organization.rows = ["a", "b", "c"].map((name) => slackRow(name));
    organization.verdicts = { a: GONE, b: GONE, c: GONE };
    await start();
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 300);
    await Promise.all(["n-a", "n-b", "n-c"].map((id) => worker.fetch(`/canary/test/${id}`, { method: "POST" })));
    const ids = () => told().flatMap(({ failing }) => failing.map(({ id }) => id));
    await waitUntil(() => ids().length === 3);
    await new Promise((go) => setTimeout(go, 1_000));
    assert.deepEqual(ids().sort(), ["n-a", "n-b", "n-c"]);
  });

  test("that is rejected stays failing if a run's test ends later and is inconclusive", async () => {
    await start();
    await cron();
    organization.verdicts.a = { status: 503, detail: "down", waitMs: 1_000 };
    const run = cron();
    await waitUntil(() => organization.tested().filter((name) => name === "a").length === 2);
    organization.verdicts.a = GONE;
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    await run;
    assert.equal((await healths())["n-a"], "failing");
    assert.deepEqual(
      told().map(({ recovered }) => recovered),
      [[]],
    );
  });

  test("forgets the old tests of its integration", async () => {
    await start();
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    await (await database()).exec("UPDATE canary_tests SET at = '2020-01-01T00:00:00.000Z'");
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    assert.equal((await get("/canary/results/n-a")).data.length, 1);
  });

  test("is not replaced by an older one of a run that ends later", async () => {
    organization.rows = [slackRow("a"), slackRow("slow")];
    await start();
    organization.verdicts.slow = { waitMs: 1_500 };
    const run = cron();
    while (organization.tested().length < 2) await new Promise((go) => setTimeout(go, 20));
    organization.verdicts.a = GONE;
    await new Promise((go) => setTimeout(go, 200));
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    await run;
    assert.equal((await healths())["n-a"], "failing");
    assert.deepEqual(
      (await get("/canary/results/n-a")).data.map(({ result }) => result),
      ["rejected", "accepted"],
    );
    await waitUntil(() => told().length === 1);
  });

  test("is stored under the integration's current name and kind", async () => {
    organization.verdicts = { a: GONE, b: GONE };
    await start({ vars: { CANARY_WEBHOOK_URL: "" } });
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    organization.rows[0] = { ...slackRow("b", { target: { kind: "Webhook", url: "https://h.example/x" } }), id: "n-a" };
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    const row = await (await database()).prepare("SELECT name, kind FROM canary_health").first();
    assert.deepEqual(row, { name: "b", kind: "Webhook" });
  });

  test("shows no part of the URL, in whatever form the API quotes it", async () => {
    const path = "/services/T0/B0/secretsecreta";
    organization.verdicts.a = {
      status: 400,
      detail: `POST hooks.slack.com${path} returned 404 (path ${path}, token secretsecreta)`,
    };
    const TEST = "planted-test-token-0123456";
    await start({ vars: { TEST_TOKEN: TEST } });
    const headers = { authorization: `Bearer ${TEST}` };
    const answer = await worker.fetch("/canary/test/n-a", { method: "POST", headers });
    await waitUntil(() => told().length === 1);
    const shown =
      (await answer.text()) + (await (await worker.fetch("/canary/results", { headers })).text()) + JSON.stringify(told());
    assert.equal(answer.status, 400);
    assert.match(shown, /returned 404/);
    organization.verdicts.b = { status: 400, detail: "dial tcp hooks.slack.com:443" };
    const cut = await worker.fetch("/canary/test/n-b", { method: "POST", headers });
    assert.deepEqual([cut.status, (await cut.json()).errors[0].detail], [400, "dial tcp hooks.slack.com/…"]);
    assert.doesNotMatch(shown, /secretsecret/);
  });

  test("is stored too, the newest first", async () => {
    await start();
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 200);
    organization.verdicts.a = GONE;
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    const { persisted, data } = await get("/canary/results/n-a");
    assert.deepEqual(
      [persisted, data.map(({ trigger, result }) => [trigger, result])],
      [
        true,
        [
          ["test", "rejected"],
          ["test", "accepted"],
        ],
      ],
    );
    assert.deepEqual(await healths(), { "n-a": "failing" });
    await waitUntil(() => told().length === 1);
    assert.deepEqual((await get("/canary/results/none")).data, []);
    const many = JSON.stringify(Array.from({ length: 60 }, (_, n) => `r${String(n).padStart(2, "0")}`));
    await (await database()).exec(
      `INSERT INTO canary_tests (integration_id, run, at, "trigger", result) SELECT 'n-many', value, value, 'run', 'accepted' FROM json_each('${many}')`,
    );
    const tests = (await get("/canary/results/n-many")).data;
    assert.deepEqual([tests.length, tests[0].at], [50, "r59"]);
  });
});

describe("health", () => {
  const [accepted, rejected, inconclusive] = [undefined, GONE, { status: 503, detail: "down" }];
  const SEQUENCES = [
    [[accepted, inconclusive, accepted, inconclusive], "healthy", 0],
    [[inconclusive, inconclusive, inconclusive, inconclusive], "unknown", 1],
    [[inconclusive, inconclusive, accepted, inconclusive], "healthy", 2],
    [[rejected, inconclusive, inconclusive, rejected], "failing", 0],
    [[accepted, rejected, accepted, rejected], "failing", 3],
    [[rejected, accepted, inconclusive, inconclusive], "unknown", 3],
    [[inconclusive, inconclusive, rejected, inconclusive], "failing", 2],
    [[rejected, inconclusive, inconclusive, inconclusive], "failing", 0],
    [[accepted, accepted, accepted, inconclusive], "healthy", 0],
    [[inconclusive, accepted, rejected, accepted], "healthy", 3],
  ];

  test("and its time follow from the sequence of tests", { timeout: 60_000 }, async () => {
    organization.rows = SEQUENCES.map((_, n) => slackRow(`s${n}`));
    await start();
    for (const turn of [0, 1, 2, 3]) {
      organization.verdicts = Object.fromEntries(SEQUENCES.map(([sequence], n) => [`s${n}`, sequence[turn]]));
      await cron();
    }
    const { data } = await get("/canary/results");
    for (const [n, [, health, turn]] of /** @type {any} */ (SEQUENCES.entries())) {
      const row = data.find(({ id }) => id === `n-s${n}`);
      const tests = (await get(`/canary/results/n-s${n}`)).data.reverse();
      assert.deepEqual([row.health, row.since], [health, tests[turn].at], `sequence ${n}`);
    }
  });
});
