// A fault inside the wasm costs the requests under way in that instance, and never the next one.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startOwn } from "./own.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

// Rust calls these functions of the host: what they do here, no host does, and Rust cannot go on from it.
const OWN = `
import worker, { Sandbox as Ours } from "./worker.js";
export const Sandbox = Ours;
const { setTimeout } = globalThis;
const { now } = Date;
const { random } = Math;
const faults = {
  // A Rust panic: the worker crate counts on a timer that starts.
  panic() { globalThis.setTimeout = () => { restore(); throw new Error("no timer"); }; },
  // A trap in a microtask, where nobody can catch it.
  trap() { Date.now = () => { restore(); throw new WebAssembly.RuntimeError("unreachable"); }; },
  // An error that goes through Rust's frames, as a stack overflow does.
  overflow() { Math.random = () => { restore(); throw new RangeError("Maximum call stack size exceeded"); }; },
};
function restore() { globalThis.setTimeout = setTimeout; Date.now = now; Math.random = random; }
export default {
  async fetch(request, env, context) {
    const fault = request.headers.get("x-fault");
    restore();
    if (fault) faults[fault]();
    try { return await worker.fetch(request, env, context); } finally { if (fault) restore(); }
  },
};`;

let upstream, worker;
before(async () => {
  upstream = await startUpstream();
  worker = await startOwn(OWN, { vars: pointedAt(upstream) });
});
beforeEach(() => {
  upstream.answer = undefined;
  worker.lines.length = 0;
});
after(async () => {
  await worker.dispose();
  await upstream.stop();
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
async function said(words) {
  for (let tries = 0; tries < 50 && !worker.lines.some((line) => words.test(line)); tries += 1) await new Promise((go) => setTimeout(go, 20));
  assert.ok(worker.lines.some((line) => words.test(line)), `${words} in ${worker.lines.join("\n")}`);
}

for (const fault of ["panic", "trap", "overflow"]) {
  test(`one ${fault} is answered at once, and the next request is served by a new instance`, { timeout: 20_000 }, async () => {
    const works = async () => {
      const got = await send(worker.url, { path: COLLECTION });
      assert.equal(got.status, 200, got.text);
    };
    await works();
    await said(/"route":"list"/);
    for (let round = 0; round < 3; round += 1) {
      worker.lines.length = 0;
      const began = performance.now();
      isLost(await send(worker.url, { path: `${COLLECTION}/n-1`, headers: [["X-Fault", fault]] }));
      assert.ok(performance.now() - began < 2_000);
      await works();
      await said(/"route":"list"/);
      // Said once by each instance, before all else.
      assert.equal(worker.lines.filter((line) => /^upstream: /.test(line)).length, 1, worker.lines.join("\n"));
    }
  });
}

test("a panic says where and not what", async () => {
  isLost(await send(worker.url, { path: `${COLLECTION}/n-1`, headers: [["X-Fault", "panic"]] }));
  await said(/a fault in the Worker, at \S+\.rs:\d+/);
  assert.ok(!worker.lines.join("\n").includes("no timer"));
});

test("requests under way are answered too, and what was refused before costs nothing", { timeout: 20_000 }, async () => {
  const release = [];
  upstream.answer = (arrived, response) =>
    arrived.path.endsWith("/slow") ? release.push(() => say(200, { id: "x", target: { kind: "Slack" } })(arrived, response)) : say(200, { data: [] })(arrived, response);
  const slow = Array.from({ length: 5 }, () => send(worker.url, { path: `${COLLECTION}/slow` }));
  while (release.length < 5) await new Promise((go) => setTimeout(go, 10));
  isLost(await send(worker.url, { path: COLLECTION, headers: [["X-Fault", "panic"]] }));
  for (const got of await Promise.all(slow)) isLost(got);
  release.forEach((go) => go());
  const many = await Promise.all(Array.from({ length: 20 }, () => send(worker.url, { path: COLLECTION })));
  for (const got of many) assert.equal(got.status, 200, got.text);
});

test("the sandbox's object goes on with what it had", { timeout: 20_000 }, async () => {
  const own = await startOwn(OWN);
  const { id } = (await sendJson(own.url, "POST", COLLECTION, slack())).json();
  const got = await send(own.url, { path: `${COLLECTION}/${id}`, headers: [["X-Fault", "trap"]] });
  assert.equal(got.status, 500);
  assert.equal((await send(own.url, { path: `${COLLECTION}/${id}` })).status, 200);
  assert.equal((await send(own.url, { method: "DELETE", path: `${COLLECTION}/${id}` })).status, 204);
  await own.dispose();
});
