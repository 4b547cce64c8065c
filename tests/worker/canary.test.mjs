// The canary in workerd: on cron every saved integration is tested, what came of it is remembered in D1, and what changed is
// told to the operator's webhook.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Response, fetch as forward } from "miniflare";
import { startWorker } from "../support/worker.mjs";
import { startOwn } from "./own.mjs";
import { GONE, slackRow, startOrganization } from "./organization.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

const IN_PLACE = { queueProducers: {}, queueConsumers: {} };
const HOOK_PATH = "/planted-hook-secretsecret";

let organization, hook, worker;
before(async () => {
  [organization, hook] = await Promise.all([startOrganization(), startUpstream()]);
});
after(() => Promise.all([organization.stop(), hook.stop()]));
beforeEach(async () => {
  await worker?.dispose();
  worker = undefined;
  Object.assign(organization, { rows: [slackRow("a"), slackRow("b")], verdicts: {}, refusal: undefined });
  organization.forget();
  hook.seen.length = 0;
  hook.answer = say(200, {});
});
after(() => worker?.dispose());

async function start(more = {}) {
  const { vars, ...rest } = { ...IN_PLACE, ...more };
  worker = await startWorker({ vars: pointedAt(organization, { CANARY_WEBHOOK_URL: hook.url + HOOK_PATH, ...vars }), ...rest });
}
/** The same on a plan that allows an event so many requests; logs how many statements D1 was given in it. */
async function startWithin(requests) {
  const source = `
    import worker, { Sandbox } from "./worker.js";
    export { Sandbox };
    let left, statements;
    const { fetch } = globalThis;
    globalThis.fetch = async (...sent) => {
      if ((left -= 1) < 0) throw new Error("Too many subrequests by single Worker invocation.");
      return fetch(...sent);
    };
    const counted = (db) => new (class D1Database {
      prepare(sql) { return db.prepare(sql); }
      batch(list) { statements += list.length; return db.batch(list); }
    })();
    export default {
      fetch: worker.fetch,
      async scheduled(event, env, context) {
        [left, statements] = [${requests}, 0];
        await worker.scheduled(event, { ...env, CANARY_DB: counted(env.CANARY_DB) }, context);
        console.log("statements " + statements);
      },
    };`;
  worker = await startOwn(source, { vars: pointedAt(organization, { CANARY_WEBHOOK_URL: hook.url + HOOK_PATH }), ...IN_PLACE });
}
const cron = async () => assert.equal((await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" })).outcome, "ok");
const get = async (path) => (await worker.fetch(path)).json();
const healths = async () => Object.fromEntries((await get("/canary/results")).data.map(({ id, health }) => [id, health]));
const told = () => hook.seen.map(({ body }) => JSON.parse(body));
async function until(condition) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await condition()) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  assert.fail(`${condition} did not come true`);
}
const database = () => worker.miniflare.getD1Database("CANARY_DB");

describe("a run", () => {
  test("tests every integration that can be tested, with what is saved and no more, over all pages", async () => {
    organization.rows = [
      ...Array.from({ length: 230 }, (_, n) => slackRow(`n${n}`)),
      slackRow("teams", { target: { kind: "MsTeams", webhook_url: "https://prod-1.environment.api.powerplatform.com/powerautomate/x" } }),
      slackRow("hook", { target: { kind: "Webhook", url: "https://h.example/x" }, extra: { kept: true } }),
      slackRow("left alone", { description: "for audits only [no canary]" }),
      slackRow("role", { target: { kind: "RoleEmail", role_name: "OrganizationAdmin" } }),
      slackRow("new kind", { target: { kind: "PagerDuty", routing_key: "secretsecret" } }),
      null,
      7,
      { id: "n-odd" },
    ];
    await start();
    await cron();
    const expected = [...Array.from({ length: 230 }, (_, n) => `n${n}`), "teams", "hook"];
    assert.deepEqual(organization.tested().sort(), expected.sort());
    const { path, body, headers } = organization.seen.find(({ body }) => body?.includes('"hook"'));
    assert.deepEqual([path, JSON.parse(body)], ["/notifications/v1/integrations:test", { display_name: "hook", target: { kind: "Webhook", url: "https://h.example/x" }, extra: { kept: true } }]);
    assert.match(headers["user-agent"], /^confluent-notifications-worker\//);
    const { data, webhook, last_run: run, last_scheduled: scheduled } = await get("/canary/results");
    assert.deepEqual([data.length, run.by, run.found, run.chosen, run.code], [232, "schedule", 238, 232, undefined]);
    assert.deepEqual([webhook, scheduled], [true, run.at]);
    assert.ok(data.every(({ health, last_test: { outcome } }) => health === "well" && outcome === "accepted"));
    assert.deepEqual(hook.seen, []);
  });

  test("remembers what a test said, in the API's words, without the URL", async () => {
    organization.verdicts.a = GONE;
    await start();
    await cron();
    const { data } = await get("/canary/results");
    const { since, last_test: { at, run, ...test } } = data.find(({ id }) => id === "n-a");
    assert.equal(run, (await get("/canary/results")).last_run.run);
    assert.deepEqual(test, {
      by: "schedule",
      outcome: "refused",
      code: "bad_request",
      status: 400,
      detail: "channel_is_archived: https://hooks.slack.com/…gone",
      request_id: "upstream-id",
    });
    assert.ok(since === at && Math.abs(Date.parse(at) - Date.now()) < 60_000, at);
    assert.deepEqual(await healths(), { "n-a": "ill", "n-b": "well" });
  });

  test("an accepted test of a target that was retired is no sign of life", async () => {
    organization.rows = [slackRow("old", { target: { kind: "MsTeams", webhook_url: "https://contoso.webhook.office.com/webhookb2/secretsecret" } })];
    await start();
    await cron();
    const [{ health, last_test: test }] = (await get("/canary/results")).data;
    assert.deepEqual([health, test.outcome, test.code], ["ill", "accepted", "retired"]);
    assert.match(told()[0].text, /old \(MsTeams, n-old\): its target has been retired/);
  });

  test("forgets integrations that are gone, and tests that are old but the last", async () => {
    await start();
    await cron();
    const db = await database();
    await db.exec("UPDATE canary_tests SET at = '2020-01-01T00:00:00.000Z'");
    const old = "INSERT INTO canary_tests (integration_id, run, at, cause, outcome) VALUES ('n-a', 'old', '2020-01-01T00:00:00.000Z', 'schedule', 'accepted')";
    await db.exec(old);
    organization.rows = [slackRow("b")];
    await cron();
    assert.equal((await get("/canary/results/n-a")).data.length, 1, "its last test is kept for as long as it is known");
    assert.deepEqual(await healths(), { "n-b": "well" });
    assert.equal((await get("/canary/results/n-a")).data.length, 1, "one list may be short by accident");
    organization.rows = [slackRow("b", { description: "[no canary]" })];
    await cron();
    assert.deepEqual([(await get("/canary/results/n-a")).data.length, await healths()], [1, { "n-b": "well" }], "whoever opts out is still known");
    await cron();
    assert.deepEqual([(await get("/canary/results/n-a")).data.length, await healths()], [0, { "n-b": "well" }]);
    const days = (n) => new Date(Date.now() - n * 86_400_000).toISOString();
    for (const at of [days(91), days(89)]) await db.exec(`INSERT INTO canary_runs VALUES ('${at}', '${at}', 'schedule', 1, 1, 0, NULL, NULL)`);
    await cron();
    const left = (await db.prepare("SELECT count(*) AS n FROM canary_runs WHERE run LIKE '20%'").first()).n;
    assert.deepEqual([left, (await get("/canary/results")).last_run.at > days(1)], [1, true]);
  });

  test("is not given up because the API stumbles once while it lists", { timeout: 30_000 }, async () => {
    organization.refusal = { status: 503, detail: "stumbles", once: true };
    await start();
    await cron();
    assert.deepEqual([organization.tested().length, (await get("/canary/results")).last_run.code, told()], [2, undefined, []]);
  });

  test("by hand does the same, and says what came of it", async () => {
    organization.verdicts.a = GONE;
    await start();
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    const { run, failed, ...report } = await answer.json();
    assert.deepEqual([answer.status, report], [200, { found: 2, chosen: 2, queued: false, handed_on: 0, accepted: 1, refused: 1, unclear: 0, retired: 0, left: 0 }]);
    assert.deepEqual(failed, [{ id: "n-a", outcome: "refused", code: "bad_request", detail: "channel_is_archived: https://hooks.slack.com/…gone", request_id: "upstream-id" }]);
    assert.match(run, /^[0-9a-f]{32}$/);
    const results = await get("/canary/results");
    assert.deepEqual([results.last_run.by, results.last_scheduled], ["run", undefined]);
    // People see each test.
    const again = await Promise.all([1, 2, 3].map(() => worker.fetch("/canary/run", { method: "POST" })));
    assert.deepEqual(again.map(({ status, headers }) => [status, headers.get("retry-after")]), Array(3).fill([429, "60"]));
    assert.equal(organization.tested().length, 2);
    await cron();
    assert.equal(organization.tested().length, 4);
    for (const body of ["{}", "x"]) assert.equal((await worker.fetch("/canary/run", { method: "POST", headers: { "content-type": "application/json" }, body })).status, 400);
  });

  test("by hand ends before its visit does, says how many are left, and begins with those the next time", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 40 }, (_, n) => slackRow(`n${n}`));
    organization.slowMs = 300;
    await start({ vars: { CONFLUENT_TIMEOUT_MS: "3000" } });
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    const { accepted, left } = await answer.json();
    assert.deepEqual([answer.status, accepted + left], [200, 40]);
    assert.ok(left > 0 && accepted > 0, String(left));
    assert.equal((await get("/canary/results")).last_run.left, left);
    assert.equal((await get("/canary/results")).data.length, accepted);
    const first = organization.tested();
    organization.forget();
    await (await database()).exec("DELETE FROM canary_runs");
    await worker.fetch("/canary/run", { method: "POST" });
    assert.deepEqual(organization.tested().filter((name) => first.includes(name)).slice(0, -4), []);
    organization.slowMs = 0;
  });

  test("sends few tests at a time, asks for whole pages, and tests what is listed twice once", async () => {
    organization.rows = [...Array.from({ length: 30 }, (_, n) => slackRow(`n${n}`)), slackRow("n1")];
    organization.slowMs = 20;
    await start();
    await cron();
    organization.slowMs = 0;
    assert.ok(organization.most <= 4 && organization.most > 1, String(organization.most));
    assert.match(organization.seen[0].path, /[?&]page_size=250$/);
    assert.equal(organization.tested().length, 30);
  });

  test("what the platform does not send for want of requests is left, and no integration is ill by it", async () => {
    organization.rows = Array.from({ length: 20 }, (_, n) => slackRow(`n${n}`));
    await startWithin(6);
    await cron();
    assert.deepEqual([Object.values(await healths()), (await get("/canary/results")).last_run.left], [Array(5).fill("well"), 15]);
  });

  test("within the free plan tells what it finds, and comes to the rest the next time", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 70 }, (_, n) => slackRow(`n${String(n).padStart(2, "0")}`));
    organization.verdicts = { n03: GONE, n45: GONE, n60: GONE };
    const ill = () => told().flatMap(({ not_working: ill }) => ill.map(({ id }) => id)).sort();
    await startWithin(50);
    await cron();
    assert.deepEqual(ill(), ["n-n03"]);
    const { data, last_run: run } = await get("/canary/results");
    assert.deepEqual([data.length, run.chosen, run.left], [48, 70, 22]);
    await cron();
    assert.deepEqual(ill(), ["n-n03", "n-n45", "n-n60"]);
    const statements = worker.lines.filter((line) => line.startsWith("statements ")).map((line) => Number(line.split(" ")[1]));
    assert.ok(statements.length === 2 && statements.every((count) => count > 10 && count <= 50), String(statements));
  });

  test("on the sandbox tests what is in it, and finds the one whose host does not exist", async () => {
    worker = await startWorker(IN_PLACE);
    await cron();
    const { data, notes } = await get("/canary/results");
    const delivered = (await get("/sandbox/deliveries")).data;
    const dead = data.filter(({ last_test: test }) => test.outcome === "refused");
    assert.deepEqual([dead.length, delivered.length], [1, data.length - 1]);
    assert.match(dead[0].last_test.detail, /^The test message was refused: the host alerts\.staging\.invalid cannot be found/);
    assert.match(notes.join(" "), /CANARY_WEBHOOK_URL is not set/);
    const reset = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    assert.equal((await worker.fetch("/sandbox/reset", reset)).status, 204);
    assert.deepEqual(await healths(), {});
  });
});

describe("a test by hand", () => {
  test("does not wait for a webhook that never answers, which is told in the background", { timeout: 30_000 }, async () => {
    organization.verdicts.a = GONE;
    hook.answer = () => {};
    await start({ vars: { CONFLUENT_TIMEOUT_MS: "3000" } });
    const began = performance.now();
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    assert.ok(performance.now() - began < 2_500);
    assert.equal((await healths())["n-a"], "ill");
    await until(() => hook.seen.length === 1);
  });

  test("each change is told once, also where several tests end together", async () => {
    organization.rows = ["a", "b", "c"].map((name) => slackRow(name));
    organization.verdicts = { a: GONE, b: GONE, c: GONE };
    await start();
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 300);
    await Promise.all(["n-a", "n-b", "n-c"].map((id) => worker.fetch(`/canary/test/${id}`, { method: "POST" })));
    const ids = () => told().flatMap(({ not_working: ill }) => ill.map(({ id }) => id));
    await until(() => ids().length === 3);
    await new Promise((go) => setTimeout(go, 1_000));
    assert.deepEqual(ids().sort(), ["n-a", "n-b", "n-c"]);
  });

  test("that is refused is not undone by a run's test that ends later and says nothing", async () => {
    await start();
    await cron();
    organization.verdicts.a = { status: 503, detail: "down", waitMs: 1_000 };
    const run = cron();
    await until(() => organization.tested().filter((name) => name === "a").length === 2);
    organization.verdicts.a = GONE;
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    await run;
    assert.equal((await healths())["n-a"], "ill");
    assert.deepEqual(told().map(({ working_again: well }) => well), [[]]);
  });

  test("makes room for itself: what is too old goes", async () => {
    await start();
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    await (await database()).exec("UPDATE canary_tests SET at = '2020-01-01T00:00:00.000Z'");
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    assert.equal((await get("/canary/results/n-a")).data.length, 1);
  });

  test("is not overtaken by an older one of a run that ends later", async () => {
    organization.rows = [slackRow("a"), slackRow("slow")];
    await start();
    organization.verdicts.slow = { waitMs: 1_500 };
    const run = cron();
    while (organization.tested().length < 2) await new Promise((go) => setTimeout(go, 20));
    organization.verdicts.a = GONE;
    await new Promise((go) => setTimeout(go, 200));
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    await run;
    assert.equal((await healths())["n-a"], "ill");
    assert.deepEqual((await get("/canary/results/n-a")).data.map(({ outcome }) => outcome), ["refused", "accepted"]);
    await until(() => told().length === 1);
  });

  test("is remembered under the name and kind that the integration has now", async () => {
    organization.verdicts = { a: GONE, b: GONE };
    await start({ vars: { CANARY_WEBHOOK_URL: "" } });
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    organization.rows[0] = { ...slackRow("b", { target: { kind: "Webhook", url: "https://h.example/x" } }), id: "n-a" };
    await worker.fetch("/canary/test/n-a", { method: "POST" });
    const row = await (await database()).prepare("SELECT name, kind FROM canary_health").first();
    assert.deepEqual(row, { name: "b", kind: "Webhook" });
  });

  test("names no part of the URL, in whatever shape the API quotes it", async () => {
    const path = "/services/T0/B0/secretsecreta";
    organization.verdicts.a = { status: 400, detail: `POST hooks.slack.com${path} returned 404 (path ${path}, token secretsecreta)` };
    const TEST = "planted-test-token-0123456";
    await start({ vars: { TEST_TOKEN: TEST } });
    const headers = { authorization: `Bearer ${TEST}` };
    const answer = await worker.fetch("/canary/test/n-a", { method: "POST", headers });
    await until(() => told().length === 1);
    const shown = await answer.text() + (await (await worker.fetch("/canary/results", { headers })).text()) + JSON.stringify(told());
    assert.equal(answer.status, 400);
    assert.match(shown, /returned 404/);
    organization.verdicts.b = { status: 400, detail: "dial tcp hooks.slack.com:443" };
    const cut = await worker.fetch("/canary/test/n-b", { method: "POST", headers });
    assert.deepEqual([cut.status, (await cut.json()).errors[0].detail], [400, "dial tcp hooks.slack.com/…"]);
    assert.doesNotMatch(shown, /secretsecret/);
  });

  test("is remembered too, the newest first", async () => {
    await start();
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 204);
    organization.verdicts.a = GONE;
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    const { kept, data } = await get("/canary/results/n-a");
    assert.deepEqual([kept, data.map(({ by, outcome }) => [by, outcome])], [true, [["test", "refused"], ["test", "accepted"]]]);
    assert.deepEqual(await healths(), { "n-a": "ill" });
    await until(() => told().length === 1);
    assert.deepEqual((await get("/canary/results/none")).data, []);
    const many = JSON.stringify(Array.from({ length: 60 }, (_, n) => `r${String(n).padStart(2, "0")}`));
    await (await database()).exec(`INSERT INTO canary_tests (integration_id, run, at, cause, outcome) SELECT 'n-many', value, value, 'run', 'accepted' FROM json_each('${many}')`);
    const tests = (await get("/canary/results/n-many")).data;
    assert.deepEqual([tests.length, tests[0].at], [50, "r59"]);
  });
});

describe("what is known", () => {
  const [accepted, refused, unclear] = [undefined, GONE, { status: 503, detail: "down" }];
  const SEQUENCES = [
    [[accepted, unclear, accepted, unclear], "well", 0],
    [[unclear, unclear, unclear, unclear], "unknown", 1],
    [[unclear, unclear, accepted, unclear], "well", 2],
    [[refused, unclear, unclear, refused], "ill", 0],
    [[accepted, refused, accepted, refused], "ill", 3],
    [[refused, accepted, unclear, unclear], "unknown", 3],
    [[unclear, unclear, refused, unclear], "ill", 2],
    [[refused, unclear, unclear, unclear], "ill", 0],
    [[accepted, accepted, accepted, unclear], "well", 0],
    [[unclear, accepted, refused, accepted], "well", 3],
  ];

  test("follows from a sequence of tests, and since when", { timeout: 60_000 }, async () => {
    organization.rows = SEQUENCES.map((_, n) => slackRow(`s${n}`));
    await start();
    for (const turn of [0, 1, 2, 3]) {
      organization.verdicts = Object.fromEntries(SEQUENCES.map(([sequence], n) => [`s${n}`, sequence[turn]]));
      await cron();
    }
    const { data } = await get("/canary/results");
    for (const [n, [, health, turn]] of SEQUENCES.entries()) {
      const row = data.find(({ id }) => id === `n-s${n}`);
      const tests = (await get(`/canary/results/n-s${n}`)).data.reverse();
      assert.deepEqual([row.health, row.since], [health, tests[turn].at], `sequence ${n}`);
    }
  });
});

describe("the operator", () => {
  test("is not told of what is gone", async () => {
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

  test("sees that the webhook takes nothing", async () => {
    organization.verdicts.a = GONE;
    hook.answer = say(500, "no");
    await start();
    assert.deepEqual((await get("/canary/results")).notes, []);
    await cron();
    assert.deepEqual((await get("/canary/results")).notes, ["CANARY_WEBHOOK_URL does not take messages: what became of 1 integration could not be told."]);
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
    worker = await startOwn(source, { vars: pointedAt(organization, { CANARY_WEBHOOK_URL: hook.url + HOOK_PATH }), ...IN_PLACE });
    const overdue = () => told().map(({ not_reached: ids }) => ids);
    const later = async () => (await database()).exec("UPDATE canary_health SET expected = '2020-01-01T00:00:00.000Z' WHERE expected <> ''");
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

  test("may try again at once what could not be done, but not what cron has just done", async () => {
    organization.refusal = { status: 401, detail: "invalid API key" };
    await start();
    for (const status of [401, 401]) assert.equal((await worker.fetch("/canary/run", { method: "POST" })).status, status);
    organization.refusal = undefined;
    await cron();
    assert.equal((await worker.fetch("/canary/run", { method: "POST" })).status, 429);
    assert.equal(organization.tested().length, 2);
  });

  test("gets a card where the webhook is a Teams workflow", async () => {
    const bodies = [];
    const outboundService = async (request) => {
      if (!new URL(request.url).hostname.endsWith(".logic.azure.com")) return forward(request);
      bodies.push(await request.json());
      return new Response(null, { status: 202 });
    };
    organization.verdicts.a = GONE;
    await start({ outboundService, vars: { CANARY_WEBHOOK_URL: "https://prod-1.westus.logic.azure.com/workflows/planted" } });
    await cron();
    assert.deepEqual(bodies.map(({ type, attachments: [{ content }] }) => [type, content.type, content.body.length]), [["message", "AdaptiveCard", 2]], JSON.stringify(bodies));
  });

  test("can have a message sent to see whether it arrives", async () => {
    await start();
    const ask = () => worker.fetch("/canary/webhook:test", { method: "POST" });
    assert.equal((await ask()).status, 204);
    assert.deepEqual(told().map(({ test, text }) => [test, /this is a test/.test(text)]), [[true, true]]);
    hook.answer = say(404, "no_service");
    const refused = await ask();
    assert.deepEqual([refused.status, (await refused.json()).errors[0].detail], [502, "CANARY_WEBHOOK_URL did not take the message: it answered 404."]);
    await worker.dispose();
    await start({ vars: { CANARY_WEBHOOK_URL: "http://hooks.example/secretsecret" } });
    const wrong = await ask();
    assert.deepEqual([wrong.status, (await wrong.json()).errors[0].code], [503, "misconfigured"]);
  });

  test("is not told of the sandbox as of the organization", async () => {
    worker = await startWorker({ ...IN_PLACE, vars: { CANARY_WEBHOOK_URL: hook.url + HOOK_PATH } });
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
    const [ill, ...more] = told();
    assert.deepEqual(more, []);
    assert.match(ill.text, /1 integration is not working: alerts sent there may go nowhere\.\n• a \(Slack, n-a\): channel_is_archived: https:\/\/hooks\.slack\.com\/…gone \(request id upstream-id\)/);
    assert.deepEqual(ill.not_working.map(({ id, code, status }) => [id, code, status]), [["n-a", "bad_request", 400]]);
    organization.verdicts = {};
    await cron();
    await cron();
    const [, well, ...rest] = told();
    assert.deepEqual([well.working_again.map(({ id }) => id), well.not_working, rest], [["n-a"], [], []]);
    const { method, path, headers } = hook.seen[0];
    assert.deepEqual([method, path, headers["content-type"], headers.authorization], ["POST", HOOK_PATH, "application/json", undefined]);
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
    assert.deepEqual([told(), await healths()], [[], { "n-a": undefined, "n-b": "well" }]);
    await cron();
    assert.deepEqual([told().length, await healths()], [1, { "n-a": "unknown", "n-b": "well" }]);
    assert.equal(organization.tested().filter((name) => name === "a").length, 2, "a test that may have been done is not sent again");
    // Nobody replaces a target of which nothing is known: that it is dead is news.
    organization.verdicts.a = GONE;
    await cron();
    await cron();
    assert.deepEqual(told().map(({ no_clear_answer: unknown, not_working: ill }) => [unknown.length, ill.length]), [[1, 0], [0, 1]]);
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

  test("is told what changed as soon as the webhook takes messages, at the latest at the end of the run", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 30 }, (_, n) => slackRow(`n${n}`));
    organization.verdicts = { n3: GONE, n25: GONE };
    let posts = 0;
    hook.answer = (...said) => say((posts += 1) < 3 ? 500 : 200, {})(...said);
    await start();
    await cron();
    assert.deepEqual(told().slice(2).map(({ not_working: ill }) => ill.map(({ id }) => id)), [["n-n25", "n-n3"]]);
  });

  test("is told in several messages of what is too much for one", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 120 }, (_, n) => slackRow(`n${n}`));
    organization.verdicts = Object.fromEntries(organization.rows.map(({ display_name: name }) => [name, GONE]));
    hook.answer = say(503, "");
    await start();
    await cron();
    assert.ok(told().every(({ not_working: ill }) => ill.length <= 50));
    hook.answer = say(200, {});
    hook.seen.length = 0;
    organization.verdicts = {};
    organization.refusal = { status: 401, detail: "invalid API key" };
    await cron();
    assert.deepEqual(told().map(({ not_working: ill, failed }) => ill?.length ?? failed.code), [50, 50, 20, "unauthorized"]);
  });

  test("is told when every integration has gone from the list, once", async () => {
    await start();
    await cron();
    organization.rows = [];
    await (await database()).exec("DELETE FROM canary_runs");
    assert.equal((await (await worker.fetch("/canary/run", { method: "POST" })).json()).found, 0);
    assert.deepEqual(told(), []);
    await cron();
    await cron();
    assert.deepEqual(told().map(({ none_listed: gone }) => gone), [{ before: 2 }]);
  });

  test("is told of an empty list by the next run, where the webhook was down", async () => {
    await start();
    await cron();
    organization.rows = [];
    hook.answer = say(500, "no");
    await cron();
    hook.answer = say(200, {});
    hook.seen.length = 0;
    for (const run of [1, 2]) await cron(run);
    assert.deepEqual(told().map(({ none_listed: gone }) => gone), [{ before: 2 }]);
  });

  test("is told at the end of the run what changed while it was told something else", async () => {
    organization.verdicts.a = GONE;
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 1_500);
    await start();
    const run = cron();
    await until(() => hook.seen.length === 1);
    organization.verdicts = {};
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 204);
    await run;
    await until(() => hook.seen.length === 2);
    assert.deepEqual(told().map(({ not_working: ill, working_again: well }) => [ill.length, well.length]), [[1, 0], [0, 1]]);
  });

  test("is told once by a webhook that takes longer than it is waited for", { timeout: 60_000 }, async () => {
    organization.verdicts.a = GONE;
    hook.answer = (...said) => setTimeout(() => say(200, {})(...said), 6_000);
    await start();
    await cron();
    assert.equal(hook.seen.length, 1);
  });

  test("hears nothing of the sandbox's integrations once there are credentials", async () => {
    await start();
    await cron();
    const db = await database();
    await db.exec("INSERT INTO canary_health (integration_id, upstream, name, kind, run, at, health, since, decided_by, unclear) SELECT 'int-s', 'sandbox', 'seed', kind, run, at, 'ill', since, decided_by, 0 FROM canary_health WHERE integration_id = 'n-a'");
    await db.exec("INSERT INTO canary_tests SELECT 'int-s', run, at, cause, outcome, code, status, detail, request_id FROM canary_tests WHERE integration_id = 'n-a'");
    organization.verdicts.b = GONE;
    await worker.fetch("/canary/test/n-b", { method: "POST" });
    await until(() => told().length === 1);
    assert.deepEqual([told()[0].not_working.map(({ id }) => id), Object.keys(await healths())], [["n-b"], ["n-a", "n-b"]]);
  });

  test("is told when nothing could be tested, and the page is too", async () => {
    organization.refusal = { status: 401, detail: "invalid API key" };
    await start();
    await cron();
    assert.match(told()[0].text, /could not be tested, so dead ones go unnoticed \(unauthorized\)\. invalid API key/);
    const { last_run: run } = await get("/canary/results");
    assert.deepEqual([run.code, run.found], ["unauthorized", 0]);
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    assert.deepEqual([answer.status, (await answer.json()).errors[0].detail], [401, "invalid API key"]);
    assert.deepEqual([organization.tested(), told().length], [[], 1], "whoever asks for a run is told by its answer");
  });

  test("is told when half of the configuration is missing", async () => {
    worker = await startWorker({ ...IN_PLACE, vars: { CONFLUENT_API_KEY: "KEY", CANARY_WEBHOOK_URL: hook.url + HOOK_PATH } });
    await cron();
    assert.match(told()[0].text, /could not be tested.*\(misconfigured\)\. CONFLUENT_API_SECRET is not set/);
    assert.equal((await get("/canary/results")).last_run.code, "misconfigured");
    const batch = await (await worker.miniflare.getWorker()).queue("q", [{ id: "m", timestamp: new Date(), attempts: 1, body: { run: "r", by: "run", id: "n-a" } }]);
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

describe("without a database", () => {
  test("a run answers and tells, and remembers nothing", async () => {
    organization.verdicts.a = GONE;
    await start({ d1Databases: {} });
    await cron();
    await cron();
    assert.equal(told().length, 2);
    const { kept, data, notes } = await get("/canary/results");
    assert.deepEqual([kept, data, notes.length], [false, [], 1]);
    assert.deepEqual(await get("/canary/results/n-a"), { kept: false, data: [] });
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    assert.equal((await worker.fetch("/canary/test/n-b", { method: "POST" })).status, 204);
  });
});
