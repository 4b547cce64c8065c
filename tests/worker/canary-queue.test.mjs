// The canary's queue in workerd: a run hands its tests on, each message is one test, and none is sent twice or lost silently.
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
const handed = (id, run = "run-1") => ({ run, by: "schedule", id });

test("a run hands all on at once, and the tests follow", async () => {
  organization.rows = Array.from({ length: 130 }, (_, n) => slackRow(`n${n}`));
  organization.verdicts.n7 = GONE;
  const answer = await worker.fetch("/canary/run", { method: "POST" });
  const { found, chosen, queued, handed_on: handedOn } = await answer.json();
  assert.deepEqual([answer.status, found, chosen, queued, handedOn], [202, 130, 130, true, 130]);
  await waitUntil(async () => (await get("/canary/results")).data.length === 130);
  assert.equal(new Set(organization.tested()).size, 130);
  assert.equal(organization.tested().length, 130);
  const { data } = await get("/canary/results");
  assert.ok(data.every(({ last_test: { by } }) => by === "run"));
  assert.deepEqual(
    data.filter(({ health }) => health === "ill").map(({ id }) => id),
    ["n-n7"],
  );
  await waitUntil(() => hook.seen.length === 1);
});

test("a message that comes twice is tested once", async () => {
  for (const round of [1, 2, 3])
    assert.deepEqual((await deliver([handed("n-a"), handed("n-b")], round)).explicitAcks.sort(), ["m-0", "m-1"]);
  assert.deepEqual(organization.tested().sort(), ["a", "b"]);
  await deliver([handed("n-a", "run-2")]);
  assert.equal(organization.tested().length, 3);
  assert.deepEqual((await deliver([handed("n-a", "run-3"), handed("n-a", "run-3")])).explicitAcks.sort(), ["m-0", "m-1"]);
  assert.equal(organization.tested().length, 4);
});

test("what is over the API's limit is tried later, as long after as the API says; at last it is known that nothing is known", async () => {
  organization.verdicts.a = { status: 429, detail: "slowly", headers: { "retry-after": "120" } };
  const first = await deliver([handed("n-a"), handed("n-b")]);
  assert.deepEqual([first.explicitAcks, first.retryMessages], [["m-1"], [{ msgId: "m-0", delaySeconds: 120 }]]);
  assert.deepEqual(
    (await get("/canary/results")).data.map(({ id }) => id),
    ["n-b"],
  );
  const last = await deliver([handed("n-a")], 3);
  assert.deepEqual([last.explicitAcks, last.retryMessages], [["m-0"], []]);
  const { last_test: test } = (await get("/canary/results")).data.find(({ id }) => id === "n-a");
  assert.deepEqual([test.outcome, test.code, test.status], ["unclear", "rate_limited", 429]);
});

test("a test that may have been done is not sent again", async () => {
  organization.verdicts.a = { status: 503, detail: "down" };
  const { explicitAcks } = await deliver([handed("n-a")]);
  assert.deepEqual([explicitAcks, organization.tested()], [["m-0"], ["a"]]);
});

test("what is gone, opted out or changed its kind meanwhile is not tested", async () => {
  organization.rows = [
    slackRow("b", { description: "[no canary]" }),
    slackRow("c", { target: { kind: "RoleEmail", role_name: "x" } }),
  ];
  const { explicitAcks, retryMessages } = await deliver([handed("n-a"), handed("n-b"), handed("n-c")]);
  assert.deepEqual([explicitAcks.sort(), retryMessages, organization.tested()], [["m-0", "m-1", "m-2"], [], []]);
});

test("an integration that cannot be read is tried later; at last it is one of which nothing is known", async () => {
  organization.rows = [{ id: "n-a", metadata: 1 }];
  const { retryMessages } = await deliver([handed("n-a")]);
  assert.deepEqual([retryMessages, organization.tested()], [[{ msgId: "m-0", delaySeconds: 60 }], []]);
  assert.deepEqual((await deliver([handed("n-a")], 3)).explicitAcks, ["m-0"]);
  const [{ health, last_test: test }] = (await get("/canary/results")).data;
  assert.deepEqual([health, test.outcome, test.code], [undefined, "unclear", "invalid_response"]);
  await deliver([handed("n-a", "run-2")], 3);
  assert.match(JSON.parse(hook.seen[0].body).text, /the tests of 1 integration gave no clear answer.*\n• n-a: 200 /);
  // Once it can be read again, it has its name.
  organization.rows = [slackRow("a")];
  await deliver([handed("n-a", "run-3")]);
  assert.match(JSON.parse(hook.seen[1].body).text, /1 integration is working again\.\n• a \(Slack, n-a\)/);
});

test("messages of somebody else are dropped, and hold nothing up", async () => {
  const bodies = [
    null,
    7,
    "x",
    {},
    { run: 1, id: 2 },
    { run: "r", by: "nobody", id: "n-a" },
    handed(""),
    handed(".."),
    handed("n-b"),
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

test("messages hold ids and no more", async () => {
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
          ["run,by,id", "n-a"],
          ["run,by,id", "n-b"],
        ],
      );
    },
  );
});

test("what a queue has taken is not tested here as well", async () => {
  organization.rows = Array.from({ length: 130 }, (_, n) => slackRow(`n${n}`));
  await withQueue(
    `let times = 0; class WorkerQueue { async sendBatch() { if (times++ > 0) throw new Error("full"); } }`,
    async ({ status, report }) => {
      assert.deepEqual([status, report.queued, report.handed_on, report.accepted, report.left], [202, false, 100, 30, 0]);
      assert.deepEqual(organization.tested().sort(), Array.from({ length: 30 }, (_, n) => `n${n + 100}`).sort());
    },
  );
});

test("a queue that never answers leaves the tests to be sent here", { timeout: 30_000 }, async () => {
  await withQueue(`class WorkerQueue { sendBatch() { return new Promise(() => {}); } }`, async ({ status, report }) => {
    assert.deepEqual([status, report.accepted], [200, 2]);
  });
});
