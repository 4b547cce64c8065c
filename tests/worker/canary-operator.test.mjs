// What the canary notifies its operator of by the webhook: what changed, once, and when the canary itself fails.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import {
  HOOK_PATH,
  cron,
  database,
  get,
  healths,
  hook,
  hookUrl,
  organization,
  start,
  startAlone,
  startAround,
  told,
  worker,
} from "./canary-organization.mjs";
import { GONE, slackRow } from "./organization.mjs";
import { say } from "./upstream.mjs";

describe("the operator", () => {
  test("is not told of an integration that is gone", async () => {
    organization.verdicts.a = GONE;
    hook.answer = say(500, "no");
    await start();
    await cron();
    organization.rows = [slackRow("b")];
    await cron();
    hook.answer = say(200, {});
    hook.seen.length = 0;
    await cron();
    assert.deepEqual(told(), []);
  });

  test("is shown that the webhook accepts nothing", async () => {
    organization.verdicts.a = GONE;
    hook.answer = say(500, "no");
    await start();
    assert.deepEqual((await get("/canary/results")).notes, []);
    await cron();
    assert.deepEqual((await get("/canary/results")).notes, [
      "CANARY_WEBHOOK_URL does not take messages: what became of 1 integration could not be told.",
    ]);
  });

  test("is told where a result is overdue, also of what has never been tested, and the page is too", async () => {
    // A queue whose messages are lost.
    const source = `
      import worker, { Sandbox } from "./worker.js";
      export { Sandbox };
      class WorkerQueue { async sendBatch() {} }
      export default {
        fetch: worker.fetch,
        scheduled: (event, env, context) => worker.scheduled(event, { ...env, CANARY_QUEUE: new WorkerQueue() }, context),
      };`;
    await startAround(source);
    const overdue = () => told().map(({ not_reached: ids }) => ids);
    const later = async () =>
      (await database()).exec("UPDATE canary_health SET due_since = '2020-01-01T00:00:00.000Z' WHERE due_since <> ''");
    await cron();
    assert.deepEqual([overdue(), (await get("/canary/results")).notes], [[], []]);
    await later();
    assert.match((await get("/canary/results")).notes.join(), /No result has come for 2 integrations since a scheduled run/);
    await worker.fetch("/canary/test/n-b", { method: "POST" });
    await cron();
    assert.match(told()[0].text, /no result has come for 1 integration since the run of 2020-01-01.*\n• a \(n-a\)/);
    await cron();
    assert.deepEqual([overdue(), (await get("/canary/results")).notes], [[["n-a"]], []], "it is told once, and waited for anew");
    // Whoever opts out is not expected, nor whoever comes back.
    await later();
    organization.rows[0].description = "[no canary]";
    await cron();
    delete organization.rows[0].description;
    await cron();
    assert.equal(overdue().length, 1);
  });

  test("may start a run again at once after one that failed, but not after one that cron has just done", async () => {
    organization.refusal = { status: 401, detail: "invalid API key" };
    await start();
    for (const status of [401, 401]) assert.equal((await worker.fetch("/canary/run", { method: "POST" })).status, status);
    organization.refusal = undefined;
    await cron();
    assert.equal((await worker.fetch("/canary/run", { method: "POST" })).status, 429);
    assert.equal(organization.tested().length, 2);
  });

  test("can have a message sent to see whether it arrives", async () => {
    await start();
    const ask = () => worker.fetch("/canary/webhook:test", { method: "POST" });
    assert.equal((await ask()).status, 204);
    assert.deepEqual(
      told().map(({ test, text }) => [test, /this is a test/.test(text)]),
      [[true, true]],
    );
    hook.answer = say(404, "no_service");
    const rejected = await ask();
    assert.deepEqual(
      [rejected.status, (await rejected.json()).errors[0].detail],
      [502, "CANARY_WEBHOOK_URL did not take the message: it answered 404."],
    );
    await worker.dispose();
    await start({ vars: { CANARY_WEBHOOK_URL: "http://hooks.example/secretsecret" } });
    const wrong = await ask();
    assert.deepEqual([wrong.status, (await wrong.json()).errors[0].code], [503, "misconfigured"]);
  });

  test("is not told of the sandbox as of the organization", async () => {
    await startAlone({ vars: { CANARY_WEBHOOK_URL: hookUrl() } });
    await cron();
    assert.match(told()[0].text, /^Notifications sandbox: 2 integrations are not working/);
    assert.match((await get("/canary/results")).notes.join(), /there are no credentials: the sandbox is tested/);
  });

  test("is told once of what stops working, and once when it works again", async () => {
    await start();
    await cron();
    assert.deepEqual(told(), []);
    organization.verdicts.a = GONE;
    await cron();
    await cron();
    const [failing, ...more] = told();
    assert.deepEqual(more, []);
    assert.match(
      failing.text,
      /1 integration is not working: alerts sent there may go nowhere\.\n• a \(Slack, n-a\): channel_is_archived: https:\/\/hooks\.slack\.com\/…gone \(request id upstream-id\)/,
    );
    assert.deepEqual(
      failing.failing.map(({ id, code, status }) => [id, code, status]),
      [["n-a", "bad_request", 400]],
    );
    organization.verdicts = {};
    await cron();
    await cron();
    const [, recovered, ...rest] = told();
    assert.deepEqual([recovered.recovered.map(({ id }) => id), recovered.failing, rest], [["n-a"], [], []]);
    const { method, path, headers } = hook.seen[0];
    assert.deepEqual(
      [method, path, headers["content-type"], headers.authorization],
      ["POST", HOOK_PATH, "application/json", undefined],
    );
  });

  test("is told once by a webhook that takes the message and never ends its answer", async () => {
    organization.verdicts.a = GONE;
    hook.answer = (_, response) => response.writeHead(200).write("o");
    await start();
    await cron();
    await cron();
    assert.equal(hook.seen.length, 1);
    assert.doesNotMatch(worker.lines.join("\n"), /was not told/);
  });

  test("is told later where the webhook did not take it", async () => {
    organization.verdicts.a = GONE;
    hook.answer = say(500, "no");
    await start();
    await cron();
    hook.answer = say(302, undefined, { location: "https://evil.example/" });
    await cron();
    // When something changes or is still to be told, and at the end of the run: each tried twice.
    assert.equal(hook.seen.length, 8);
    hook.answer = say(200, "ok");
    await cron();
    await cron();
    assert.equal(hook.seen.length, 9);
    assert.match(told()[8].text, /1 integration is not working/);
    assert.match(worker.lines.join("\n"), /CANARY_WEBHOOK_URL did not take a message, it answered 500: nobody was told/);
  });

  test("is told of an integration whose tests tell nothing twice, not of the first time", async () => {
    organization.verdicts.a = { status: 503, detail: "down" };
    await start();
    await cron();
    assert.deepEqual([told(), await healths()], [[], { "n-a": undefined, "n-b": "healthy" }]);
    await cron();
    assert.deepEqual([told().length, await healths()], [1, { "n-a": "unknown", "n-b": "healthy" }]);
    assert.equal(
      organization.tested().filter((name) => name === "a").length,
      2,
      "a test that may have been done is not sent again",
    );
    // Nobody replaces a target of which nothing is known: that it is dead is news.
    organization.verdicts.a = GONE;
    await cron();
    await cron();
    assert.deepEqual(
      told().map(({ unknown, failing }) => [unknown.length, failing.length]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  test("is told why, also where a later test says nothing", async () => {
    organization.verdicts.a = GONE;
    hook.answer = say(500, "no");
    await start();
    await cron();
    organization.verdicts.a = { status: 503, detail: "down" };
    hook.answer = say(200, {});
    hook.seen.length = 0;
    await cron();
    assert.match(told()[0].text, /1 integration is not working.*\n• a \(Slack, n-a\): channel_is_archived/);
  });

  test("is told what changed as soon as the webhook takes messages, at the latest at the end of the run", {
    timeout: 60_000,
  }, async () => {
    organization.rows = Array.from({ length: 30 }, (_, n) => slackRow(`n${n}`));
    organization.verdicts = { n3: GONE, n25: GONE };
    let posts = 0;
    hook.answer = (...said) => say((posts += 1) < 3 ? 500 : 200, {})(...said);
    await start();
    await cron();
    assert.deepEqual(
      told()
        .slice(2)
        .map(({ failing }) => failing.map(({ id }) => id)),
      [["n-n25", "n-n3"]],
    );
  });

  test("is told in several messages of what is too much for one", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 120 }, (_, n) => slackRow(`n${n}`));
    organization.verdicts = Object.fromEntries(organization.rows.map(({ display_name: name }) => [name, GONE]));
    hook.answer = say(503, "");
    await start();
    await cron();
    assert.ok(told().every(({ failing }) => failing.length <= 50));
    hook.answer = say(200, {});
    hook.seen.length = 0;
    organization.verdicts = {};
    organization.refusal = { status: 401, detail: "invalid API key" };
    await cron();
    assert.deepEqual(
      told().map(({ failing, failed }) => failing?.length ?? failed.code),
      [50, 50, 20, "unauthorized"],
    );
  });

  test("is told when every integration has gone from the list, once", async () => {
    await start();
    await cron();
    organization.rows = [];
    await (await database()).exec("DELETE FROM canary_runs");
    assert.equal((await (await worker.fetch("/canary/run", { method: "POST" })).json()).total, 0);
    assert.deepEqual(told(), []);
    await cron();
    await cron();
    assert.deepEqual(
      told().map(({ none_listed: gone }) => gone),
      [{ before: 2 }],
    );
  });

  test("is told of an empty list by the next run, where the webhook was down", async () => {
    await start();
    await cron();
    organization.rows = [];
    hook.answer = say(500, "no");
    await cron();
    hook.answer = say(200, {});
    hook.seen.length = 0;
    for (const _ of [1, 2]) await cron();
    assert.deepEqual(
      told().map(({ none_listed: gone }) => gone),
      [{ before: 2 }],
    );
  });

  test("is told at the end of the run what changed while it was told something else", async () => {
    organization.verdicts.a = GONE;
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 1_500);
    await start();
    const run = cron();
    await waitUntil(() => hook.seen.length === 1);
    organization.verdicts = {};
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 200);
    await run;
    await waitUntil(() => hook.seen.length === 2);
    assert.deepEqual(
      told().map(({ failing, recovered }) => [failing.length, recovered.length]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  test("is told once by a webhook that takes longer than it is waited for", { timeout: 60_000 }, async () => {
    organization.verdicts.a = GONE;
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 6_000);
    await start();
    await cron();
    assert.equal(hook.seen.length, 1);
  });

  test("is told nothing of the sandbox's integrations once there are credentials", async () => {
    await start();
    await cron();
    const db = await database();
    await db.exec(
      "INSERT INTO canary_health (integration_id, upstream, name, kind, run, at, health, since, health_run, inconclusive) SELECT 'int-s', 'sandbox', 'seed', kind, run, at, 'ill', since, health_run, 0 FROM canary_health WHERE integration_id = 'n-a'",
    );
    await db.exec(
      "INSERT INTO canary_tests SELECT 'int-s', run, at, \"trigger\", result, code, status, detail, request_id FROM canary_tests WHERE integration_id = 'n-a'",
    );
    organization.verdicts.b = GONE;
    await worker.fetch("/canary/test/n-b", { method: "POST" });
    await waitUntil(() => told().length === 1);
    assert.deepEqual([told()[0].failing.map(({ id }) => id), Object.keys(await healths())], [["n-b"], ["n-a", "n-b"]]);
  });

  test("is told when nothing could be tested, and the page is too", async () => {
    organization.refusal = { status: 401, detail: "invalid API key" };
    await start();
    await cron();
    assert.match(told()[0].text, /could not be tested, so dead ones go unnoticed \(unauthorized\)\. invalid API key/);
    const { last_run: run } = await get("/canary/results");
    assert.deepEqual([run.code, run.total], ["unauthorized", 0]);
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    assert.deepEqual([answer.status, (await answer.json()).errors[0].detail], [401, "invalid API key"]);
    assert.deepEqual([organization.tested(), told().length], [[], 1], "whoever asks for a run is told by its answer");
  });

  test("is told when half of the configuration is missing", async () => {
    await startAlone({ vars: { CONFLUENT_API_KEY: "KEY", CANARY_WEBHOOK_URL: hookUrl() } });
    await cron();
    assert.match(told()[0].text, /could not be tested.*\(misconfigured\)\. CONFLUENT_API_SECRET is not set/);
    assert.equal((await get("/canary/results")).last_run.code, "misconfigured");
    const batch = await (await worker.miniflare.getWorker()).queue("q", [
      { id: "m", timestamp: new Date(), attempts: 1, body: { run: "r", trigger: "run", id: "n-a" } },
    ]);
    assert.deepEqual(batch.retryBatch, { retry: true, delaySeconds: 300 });
  });

  test("a webhook that would give its secret away is named in the log and the notes, and the rest goes on", async () => {
    await start({ vars: { CANARY_WEBHOOK_URL: "http://hooks.example/secretsecret" } });
    organization.verdicts.a = GONE;
    await cron();
    const { notes, data } = await get("/canary/results");
    assert.match(notes.join(" "), /CANARY_WEBHOOK_URL must be https/);
    assert.equal(data.length, 2);
    assert.ok(!JSON.stringify([notes, worker.lines]).includes("secretsecret"));
  });
});
