// A run of the canary in workerd: on cron and by hand every saved integration is tested, and the results are stored.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  cron,
  database,
  get,
  healths,
  hook,
  organization,
  start,
  startAlone,
  startWithin,
  told,
  worker,
} from "./canary-organization.mjs";
import { GONE, slackRow } from "./organization.mjs";

describe("a run", () => {
  test("tests every integration that can be tested, with what is saved and no more, over all pages", async () => {
    organization.rows = [
      ...Array.from({ length: 230 }, (_, n) => slackRow(`n${n}`)),
      slackRow("teams", {
        target: { kind: "MsTeams", webhook_url: "https://prod-1.environment.api.powerplatform.com/powerautomate/x" },
      }),
      slackRow("hook", { target: { kind: "Webhook", url: "https://h.example/x" }, extra: { nested: true } }),
      slackRow("left alone", { description: "for audits only [no canary]" }),
      slackRow("role", { target: { kind: "RoleEmail", role_name: "OrganizationAdmin" } }),
      slackRow("new kind", { target: { kind: "Beacon", routing_key: "secretsecret" } }),
      null,
      7,
      { id: "n-odd" },
    ];
    await start();
    await cron();
    const expected = [...Array.from({ length: 230 }, (_, n) => `n${n}`), "teams", "hook"];
    assert.deepEqual(organization.tested().sort(), expected.sort());
    const { path, body, headers } = organization.seen.find(({ body }) => body?.includes('"hook"'));
    assert.deepEqual(
      [path, JSON.parse(body)],
      [
        "/notifications/v1/integrations:test",
        { display_name: "hook", target: { kind: "Webhook", url: "https://h.example/x" }, extra: { nested: true } },
      ],
    );
    assert.match(headers["user-agent"], /^confluent-notifications-worker\//);
    const { data, webhook, last_run: run, last_scheduled: scheduled } = await get("/canary/results");
    assert.deepEqual([data.length, run.trigger, run.total, run.selected, run.code], [232, "schedule", 238, 232, undefined]);
    assert.deepEqual([webhook, scheduled], [true, run.at]);
    assert.ok(data.every(({ health, last_test: { result } }) => health === "healthy" && result === "accepted"));
    assert.deepEqual(hook.seen, []);
  });

  test("stores what a test said, in the API's words, without the URL", async () => {
    organization.verdicts.a = GONE;
    await start();
    await cron();
    const { data } = await get("/canary/results");
    const {
      since,
      last_test: { at, run, ...test },
    } = data.find(({ id }) => id === "n-a");
    assert.equal(run, (await get("/canary/results")).last_run.run);
    assert.deepEqual(test, {
      trigger: "schedule",
      result: "rejected",
      code: "bad_request",
      status: 400,
      detail: "channel_is_archived: https://hooks.slack.com/…gone",
      request_id: "upstream-id",
    });
    assert.ok(since === at && Math.abs(Date.parse(at) - Date.now()) < 60_000, at);
    assert.deepEqual(await healths(), { "n-a": "failing", "n-b": "healthy" });
  });

  test("a retired target is failing although its test is accepted", async () => {
    organization.rows = [
      slackRow("old", { target: { kind: "MsTeams", webhook_url: "https://contoso.webhook.office.com/webhookb2/secretsecret" } }),
    ];
    await start();
    await cron();
    const [{ health, last_test: test }] = (await get("/canary/results")).data;
    assert.deepEqual([health, test.result, test.code], ["failing", "accepted", "retired"]);
    assert.match(told()[0].text, /old \(MsTeams, n-old\): its target has been retired/);
  });

  test("forgets integrations that are gone, and tests that are old but the last", async () => {
    await start();
    await cron();
    const db = await database();
    await db.exec("UPDATE canary_tests SET at = '2020-01-01T00:00:00.000Z'");
    const old =
      "INSERT INTO canary_tests (integration_id, run, at, \"trigger\", result) VALUES ('n-a', 'old', '2020-01-01T00:00:00.000Z', 'schedule', 'accepted')";
    await db.exec(old);
    organization.rows = [slackRow("b")];
    await cron();
    assert.equal((await get("/canary/results/n-a")).data.length, 1, "its last test is kept for as long as it is known");
    assert.deepEqual(await healths(), { "n-b": "healthy" });
    assert.equal((await get("/canary/results/n-a")).data.length, 1, "one list may be short by accident");
    organization.rows = [slackRow("b", { description: "[no canary]" })];
    await cron();
    assert.deepEqual(
      [(await get("/canary/results/n-a")).data.length, await healths()],
      [1, { "n-b": "healthy" }],
      "whoever opts out is still known",
    );
    await cron();
    assert.deepEqual([(await get("/canary/results/n-a")).data.length, await healths()], [0, { "n-b": "healthy" }]);
    const days = (n) => new Date(Date.now() - n * 86_400_000).toISOString();
    for (const at of [days(91), days(89)])
      await db.exec(`INSERT INTO canary_runs VALUES ('${at}', '${at}', 'schedule', 1, 1, 0, NULL, NULL)`);
    await cron();
    const left = (await db.prepare("SELECT count(*) AS n FROM canary_runs WHERE run LIKE '20%'").first()).n;
    assert.deepEqual([left, (await get("/canary/results")).last_run.at > days(1)], [1, true]);
  });

  test("goes on if the API fails once while it lists", { timeout: 30_000 }, async () => {
    organization.refusal = { status: 503, detail: "stumbles", once: true };
    await start();
    await cron();
    assert.deepEqual([organization.tested().length, (await get("/canary/results")).last_run.code, told()], [2, undefined, []]);
  });

  test("by hand does the same, and responds with its report", async () => {
    organization.verdicts.a = GONE;
    await start();
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    const { run, failed, ...report } = await answer.json();
    assert.deepEqual(
      [answer.status, report],
      [200, { total: 2, selected: 2, queued: 0, accepted: 1, rejected: 1, inconclusive: 0, retired: 0, not_reached: 0 }],
    );
    assert.deepEqual(
      failed.map(({ id, name, kind, health, trigger, result }) => [id, name, kind, health, trigger, result]),
      [["n-a", "a", "Slack", "failing", "run", "rejected"]],
    );
    assert.deepEqual(
      failed.map(({ code, detail, request_id }) => ({ code, detail, request_id })),
      [
        {
          code: "bad_request",
          detail: "channel_is_archived: https://hooks.slack.com/…gone",
          request_id: "upstream-id",
        },
      ],
    );
    assert.match(run, /^[0-9a-f]{32}$/);
    const results = await get("/canary/results");
    assert.deepEqual([results.last_run.trigger, results.last_scheduled], ["run", undefined]);
    // People see each test.
    const again = await Promise.all([1, 2, 3].map(() => worker.fetch("/canary/run", { method: "POST" })));
    assert.deepEqual(
      again.map(({ status, headers }) => [status, headers.get("retry-after")]),
      Array(3).fill([429, "60"]),
    );
    assert.equal(organization.tested().length, 2);
    await cron();
    assert.equal(organization.tested().length, 4);
    for (const body of ["{}", "x"])
      assert.equal(
        (await worker.fetch("/canary/run", { method: "POST", headers: { "content-type": "application/json" }, body })).status,
        400,
      );
  });

  test("by hand ends before its request does, says how many it did not reach, and begins with those the next time", {
    timeout: 60_000,
  }, async () => {
    organization.rows = Array.from({ length: 40 }, (_, n) => slackRow(`n${n}`));
    organization.slowMs = 300;
    await start({ vars: { CONFLUENT_TIMEOUT_MS: "3000" } });
    const answer = await worker.fetch("/canary/run", { method: "POST" });
    const { accepted, not_reached: notReached } = await answer.json();
    assert.deepEqual([answer.status, accepted + notReached], [200, 40]);
    assert.ok(notReached > 0 && accepted > 0, String(notReached));
    assert.equal((await get("/canary/results")).last_run.not_reached, notReached);
    assert.equal((await get("/canary/results")).data.length, accepted);
    const first = organization.tested();
    organization.forget();
    await (await database()).exec("DELETE FROM canary_runs");
    await worker.fetch("/canary/run", { method: "POST" });
    assert.deepEqual(
      organization
        .tested()
        .filter((name) => first.includes(name))
        .slice(0, -4),
      [],
    );
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

  test("what the platform no longer sends is not reached, and fails no integration", async () => {
    organization.rows = Array.from({ length: 20 }, (_, n) => slackRow(`n${n}`));
    await startWithin(6);
    await cron();
    assert.deepEqual(
      [Object.values(await healths()), (await get("/canary/results")).last_run.not_reached],
      [Array(5).fill("healthy"), 15],
    );
  });

  test("within the free plan reports what it finds, and reaches the rest the next time", { timeout: 60_000 }, async () => {
    organization.rows = Array.from({ length: 70 }, (_, n) => slackRow(`n${String(n).padStart(2, "0")}`));
    organization.verdicts = { n03: GONE, n45: GONE, n60: GONE };
    const failing = () =>
      told()
        .flatMap(({ failing }) => failing.map(({ id }) => id))
        .sort();
    await startWithin(50);
    await cron();
    assert.deepEqual(failing(), ["n-n03"]);
    const { data, last_run: run } = await get("/canary/results");
    assert.deepEqual([data.length, run.selected, run.not_reached], [48, 70, 22]);
    await cron();
    assert.deepEqual(failing(), ["n-n03", "n-n45", "n-n60"]);
    const statements = worker.lines.filter((line) => line.startsWith("statements ")).map((line) => Number(line.split(" ")[1]));
    assert.ok(statements.length === 2 && statements.every((count) => count > 10 && count <= 50), String(statements));
  });

  test("on the sandbox tests what is in it, and finds the one whose host does not exist", async () => {
    await startAlone();
    await cron();
    const { data, notes } = await get("/canary/results");
    const delivered = (await get("/sandbox/deliveries")).data;
    const dead = data.filter(({ last_test: test }) => test.result === "rejected");
    assert.deepEqual([dead.length, delivered.length], [1, data.length - 1]);
    assert.match(dead[0].last_test.detail, /^The test message was refused: the host alerts\.staging\.invalid cannot be found/);
    assert.match(notes.join(" "), /CANARY_WEBHOOK_URL is not set/);
    const reset = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    assert.equal((await worker.fetch("/sandbox/reset", reset)).status, 204);
    assert.deepEqual(await healths(), {});
  });
});

describe("without a database", () => {
  test("a run responds and reports, and stores nothing", async () => {
    organization.verdicts.a = GONE;
    await start({ d1Databases: {} });
    await cron();
    await cron();
    assert.equal(told().length, 2);
    const { persisted, data, notes } = await get("/canary/results");
    assert.deepEqual([persisted, data, notes.length], [false, [], 1]);
    assert.deepEqual(await get("/canary/results/n-a"), { persisted: false, data: [] });
    assert.equal((await worker.fetch("/canary/test/n-a", { method: "POST" })).status, 400);
    assert.equal((await worker.fetch("/canary/test/n-b", { method: "POST" })).status, 200);
  });
});
