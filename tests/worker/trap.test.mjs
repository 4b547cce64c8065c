// A fault in the WebAssembly fails the requests in progress in that instance, and never the next one.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { waitUntil } from "../support/wait-until.mjs";
import { withWorker } from "../support/worker.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { customWorker, startCustomWorker } from "./custom-worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

// The build for these tests: a header names a fault and where it happens (src/worker/platform/injected_faults.rs).
const FAULTY = { folder: inRoot("target/faulty-worker") };
const OWN = `export { default, Sandbox } from "./worker.js";`;
const fault = (what) => [["X-Inject-Fault", what]];

const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream), customWorker(OWN, FAULTY.folder));
beforeEach(() => {
  worker.lines.length = 0;
});

function isLost(got) {
  assert.equal(got.status, 500, got.text);
  assert.deepEqual([got.json().errors[0].status, got.json().errors[0].code], ["500", "internal"]);
  assert.match(got.headers["content-security-policy"], /^default-src 'none'/);
  assert.equal(got.headers["x-upstream"], "confluent-cloud");
  assert.equal(got.headers["cache-control"], "no-store");
  assert.match(got.headers["x-request-id"], /^[0-9a-f]{32}$/);
}

/** The log comes by another way than the answer, and perhaps after it. */
const said = (words) => waitUntil(() => worker.lines.some((line) => words.test(line)));

const faults = ["panic", "trap", "overflow"].flatMap((what) => [`${what} before`, `${what} after`]);
for (const what of faults) {
  test(`${what === "overflow" ? "an" : "a"} ${what} the upstream is called is answered at once, and a new instance serves the next request`, {
    timeout: 20_000,
  }, async () => {
    const works = async () => {
      const got = await send(worker.url, { path: COLLECTION });
      assert.equal(got.status, 200, got.text);
    };
    await works();
    await said(/"route":"integrations.list"/);
    for (let round = 0; round < 3; round += 1) {
      worker.lines.length = 0;
      const began = performance.now();
      isLost(await send(worker.url, { path: `${COLLECTION}/n-1`, headers: fault(what) }));
      assert.ok(performance.now() - began < 2_000);
      await works();
      await said(/"route":"integrations.list"/);
      // Said once by each instance, before all else.
      assert.equal(worker.lines.filter((line) => /^upstream: /.test(line)).length, 1, worker.lines.join("\n"));
    }
  });
}

for (const what of ["panic", "trap", "overflow"]) {
  test(`${what === "overflow" ? "an" : "a"} ${what} in a batch of the canary's queue returns it to the queue, and a new instance serves the next event`, {
    timeout: 20_000,
  }, async () => {
    upstream.answer = ({ path }, response) =>
      path.endsWith(":test") ? say(204)({}, response) : say(200, { id: "n-1", metadata: {}, ...slack() })({}, response);
    const { queue, scheduled } = await worker.miniflare.getWorker();
    const batch = (run) =>
      queue("q", [{ id: "1", timestamp: new Date(), attempts: 1, body: { run, trigger: "run", id: "n-1" } }]);
    for (let round = 0; round < 2; round += 1) {
      assert.equal((await batch(`inject-fault ${what}`)).outcome, "exception");
      assert.deepEqual((await batch(`after ${what} ${round}`)).explicitAcks, ["1"]);
    }
    assert.equal((await batch(`inject-fault ${what}`)).outcome, "exception");
    upstream.answer = undefined;
    assert.equal((await scheduled({ cron: "0 8 * * mon" })).outcome, "ok");
  });
}

test("the log of a panic has its location and not its message", async () => {
  isLost(await send(worker.url, { path: `${COLLECTION}/n-1`, headers: fault("panic before") }));
  await said(/a fault in the Worker, at \S+\.rs:\d+/);
  assert.ok(!worker.lines.join("\n").includes("planted-message"));
});

test("the Worker that is shipped contains no injected faults", async () => {
  const shipped = await startCustomWorker(OWN, { vars: pointedAt(upstream) });
  for (const what of faults) assert.equal((await send(shipped.url, { path: COLLECTION, headers: fault(what) })).status, 200);
  await shipped.dispose();
});

test("requests in progress are answered too, and requests refused earlier are unaffected", { timeout: 20_000 }, async () => {
  const release = [];
  upstream.answer = (arrived, response) =>
    arrived.path.endsWith("/slow")
      ? release.push(() => say(200, { id: "x", target: { kind: "Slack" } })(arrived, response))
      : say(200, { data: [] })(arrived, response);
  const slow = Array.from({ length: 5 }, () => send(worker.url, { path: `${COLLECTION}/slow` }));
  while (release.length < 5) await new Promise((go) => setTimeout(go, 10));
  isLost(await send(worker.url, { path: COLLECTION, headers: fault("panic before") }));
  for (const got of await Promise.all(slow)) isLost(got);
  for (const go of release) go();
  const many = await Promise.all(Array.from({ length: 20 }, () => send(worker.url, { path: COLLECTION })));
  for (const got of many) assert.equal(got.status, 200, got.text);
});

test("the sandbox's object keeps its state", { timeout: 20_000 }, async () => {
  const own = await startCustomWorker(OWN, FAULTY);
  const { id } = (await sendJson(own.url, "POST", COLLECTION, slack())).json();
  const got = await send(own.url, { path: `${COLLECTION}/${id}`, headers: fault("trap before") });
  assert.equal(got.status, 500);
  assert.equal((await send(own.url, { path: `${COLLECTION}/${id}` })).status, 200);
  assert.equal((await send(own.url, { method: "DELETE", path: `${COLLECTION}/${id}` })).status, 204);
  await own.dispose();
});
