// The canary's queue in workerd: a run queues its tests, each message is one test, and none is sent twice or lost silently.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import { startWorker } from "../support/worker.mjs";
import { startCustomWorker } from "./custom-worker.mjs";
import { GONE, slackRow, startOrganization } from "./organization.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

const QUEUE = "confluent-notifications-canary";

let organization, hook, worker;
before(async () => {
  [organization, hook] = await Promise.all([startOrganization(), startUpstream(say(200, {}))]);
  // As it is deployed, but that a batch does not wait for more.
  const queueConsumers = { [QUEUE]: { maxBatchSize: 10, maxBatchTimeout: 0.1, maxRetries: 3 } };
  worker = await startWorker({ vars: pointedAt(organization, { CANARY_WEBHOOK_URL: `${hook.url}/x` }), queueConsumers });
});
after(async () => {
  await worker.dispose();
  await Promise.all([organization.stop(), hook.stop()]);
});
beforeEach(async () => {
  Object.assign(organization, { rows: [slackRow("a"), slackRow("b")], verdicts: {}, refusal: undefined });
  organization.forget();
  hook.seen.length = 0;
  await deliver([]);
  const db = await worker.miniflare.getD1Database("CANARY_DB");
  await db.batch(["tests", "health", "runs"].map((table) => db.prepare(`DELETE FROM canary_${table}`))).catch(() => {});
});

const get = async (path) => (await worker.fetch(path)).json();
/** Hands messages over as the platform does; gives what became of each. */
async function deliver(bodies, attempts = 1) {
  const messages = bodies.map((body, n) => ({ id: `m-${n}`, timestamp: new Date(), attempts, body }));
  return (await worker.miniflare.getWorker()).queue(QUEUE, messages);
}
const queuedTest = (id, run = "run-1") => ({ run, trigger: "schedule", id });

test("a run queues all tests at once, and they are sent", async () => {
  organization.rows = Array.from({ length: 130 }, (_, n) => slackRow(`n${n}`));
  organization.verdicts.n7 = GONE;
  const answer = await worker.fetch("/canary/run", { method: "POST" });
  const { total, selected, queued } = await answer.json();
  assert.deepEqual([answer.status, total, selected, queued], [202, 130, 130, 130]);
  await waitUntil(async () => (await get("/canary/results")).data.length === 130);
  assert.equal(new Set(organization.tested()).size, 130);
  assert.equal(organization.tested().length, 130);
  const { data } = await get("/canary/results");
  assert.ok(data.every(({ last_test: { trigger } }) => trigger === "run"));
  assert.deepEqual(
    data.filter(({ health }) => health === "failing").map(({ id }) => id),
    ["n-n7"],
  );
  await waitUntil(() => hook.seen.length === 1);
});

test("a message that comes twice is tested once", async () => {
  for (const round of [1, 2, 3])
    assert.deepEqual((await deliver([queuedTest("n-a"), queuedTest("n-b")], round)).explicitAcks.sort(), ["m-0", "m-1"]);
  assert.deepEqual(organization.tested().sort(), ["a", "b"]);
  await deliver([queuedTest("n-a", "run-2")]);
  assert.equal(organization.tested().length, 3);
  assert.deepEqual((await deliver([queuedTest("n-a", "run-3"), queuedTest("n-a", "run-3")])).explicitAcks.sort(), ["m-0", "m-1"]);
  assert.equal(organization.tested().length, 4);
});

test("a test over the API's limit is retried as long after as the API says; the last attempt is inconclusive", async () => {
  organization.verdicts.a = { status: 429, detail: "slowly", headers: { "retry-after": "120" } };
  const first = await deliver([queuedTest("n-a"), queuedTest("n-b")]);
  assert.deepEqual([first.explicitAcks, first.retryMessages], [["m-1"], [{ msgId: "m-0", delaySeconds: 120 }]]);
  assert.deepEqual(
    (await get("/canary/results")).data.map(({ id }) => id),
    ["n-b"],
  );
  const last = await deliver([queuedTest("n-a")], 3);
  assert.deepEqual([last.explicitAcks, last.retryMessages], [["m-0"], []]);
  const { last_test: test } = (await get("/canary/results")).data.find(({ id }) => id === "n-a");
  assert.deepEqual([test.result, test.code, test.status], ["inconclusive", "rate_limited", 429]);
});

test("a test that may have been carried out is not sent again", async () => {
  organization.verdicts.a = { status: 503, detail: "down" };
  const { explicitAcks } = await deliver([queuedTest("n-a")]);
  assert.deepEqual([explicitAcks, organization.tested()], [["m-0"], ["a"]]);
});

test("an integration that is gone, opted out or has another kind meanwhile is not tested", async () => {
  organization.rows = [
    slackRow("b", { description: "[no canary]" }),
    slackRow("c", { target: { kind: "RoleEmail", role_name: "x" } }),
  ];
  const { explicitAcks, retryMessages } = await deliver([queuedTest("n-a"), queuedTest("n-b"), queuedTest("n-c")]);
  assert.deepEqual([explicitAcks.sort(), retryMessages, organization.tested()], [["m-0", "m-1", "m-2"], [], []]);
});

test("an integration that cannot be read is retried; the last attempt is inconclusive", async () => {
  organization.rows = [{ id: "n-a", metadata: 1 }];
  const { retryMessages } = await deliver([queuedTest("n-a")]);
  assert.deepEqual([retryMessages, organization.tested()], [[{ msgId: "m-0", delaySeconds: 60 }], []]);
  assert.deepEqual((await deliver([queuedTest("n-a")], 3)).explicitAcks, ["m-0"]);
  const [{ health, last_test: test }] = (await get("/canary/results")).data;
  assert.deepEqual([health, test.result, test.code], [undefined, "inconclusive", "invalid_response"]);
  await deliver([queuedTest("n-a", "run-2")], 3);
  assert.match(JSON.parse(hook.seen[0].body).text, /the tests of 1 integration gave no clear answer.*\n• n-a: 200 /);
  // Once it can be read again, it has its name.
  organization.rows = [slackRow("a")];
  await deliver([queuedTest("n-a", "run-3")]);
  assert.match(JSON.parse(hook.seen[1].body).text, /1 integration is working again\.\n• a \(Slack, n-a\)/);
});

test("malformed messages are dropped, and the others are handled", async () => {
  const bodies = [
    null,
    7,
    "x",
    {},
    { run: 1, id: 2 },
    { run: "r", trigger: "nobody", id: "n-a" },
    queuedTest(""),
    queuedTest(".."),
    queuedTest("n-b"),
  ];
  const { explicitAcks, retryMessages } = await deliver(bodies);
  assert.deepEqual(organization.tested(), ["b"]);
  assert.equal(explicitAcks.length + retryMessages.length, bodies.length);
  assert.ok(
    organization.seen.every(({ method, path }) => method === "POST" || /\/integrations\/[^/]+$/.test(path)),
    "an id led elsewhere",
  );
});

/** A Worker whose queue is this class, in JavaScript; `ask` has a run begin. */
async function withQueue(source, use) {
  const own = await startCustomWorker(
    `import worker, { Sandbox } from "./worker.js";
     export { Sandbox };
     ${source}
     export default { fetch: (request, env, context) => worker.fetch(request, { ...env, CANARY_QUEUE: new WorkerQueue() }, context) };`,
    { vars: pointedAt(organization), queueConsumers: {} },
  );
  try {
    const answer = await own.fetch("/canary/run", { method: "POST" });
    await use({ status: answer.status, report: await answer.json(), lines: own.lines });
  } finally {
    await own.dispose();
  }
}

test("messages hold ids only", async () => {
  await withQueue(
    `class WorkerQueue { async sendBatch(messages) { console.log("messages " + JSON.stringify(messages)); } }`,
    async ({ status, lines }) => {
      assert.equal(status, 202);
      await waitUntil(() => lines.some((line) => line.startsWith("messages ")));
      const sent = lines
        .filter((line) => line.startsWith("messages "))
        .flatMap((line) => JSON.parse(line.slice("messages ".length)));
      assert.deepEqual(
        sent.map(({ body }) => [Object.keys(body).join(), body.id]),
        [
          ["run,trigger,id", "n-a"],
          ["run,trigger,id", "n-b"],
        ],
      );
    },
  );
});

test("what the queue has accepted is not tested by the run as well", async () => {
  organization.rows = Array.from({ length: 130 }, (_, n) => slackRow(`n${n}`));
  await withQueue(
    `let times = 0; class WorkerQueue { async sendBatch() { if (times++ > 0) throw new Error("full"); } }`,
    async ({ status, report }) => {
      assert.deepEqual([status, report.queued, report.accepted, report.not_reached], [202, 100, 30, 0]);
      assert.deepEqual(organization.tested().sort(), Array.from({ length: 30 }, (_, n) => `n${n + 100}`).sort());
    },
  );
});

test("the run sends the tests itself if the queue never answers", { timeout: 30_000 }, async () => {
  await withQueue(`class WorkerQueue { sendBatch() { return new Promise(() => {}); } }`, async ({ status, report }) => {
    assert.deepEqual([status, report.accepted], [200, 2]);
  });
});
