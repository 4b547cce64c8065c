// Without credentials the Worker serves the sandbox, which keeps its state over restarts.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { startWorker } from "../support/worker.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";

let state, worker;

before(async () => {
  state = await mkdtemp(path.join(tmpdir(), "worker-state-"));
  worker = await startWorker({ state });
});
after(async () => {
  await worker.dispose();
  await rm(state, { recursive: true, force: true });
});

const deliveries = async () => (await send(worker.url, { path: "/sandbox/deliveries" })).json().data;

test("an integration can be created, listed, read, changed, tested and deleted", async () => {
  const created = await sendJson(worker.url, "POST", COLLECTION, slack());
  assert.equal(created.status, 201);
  const { id, metadata } = created.json();
  assert.equal(created.headers.location, new URL(`${COLLECTION}/${id}`, worker.url).href);
  assert.equal(metadata.self, created.headers.location);
  assert.match(created.headers["x-request-id"], /^[0-9a-f]{32}$/);

  const list = await send(worker.url, { path: `${COLLECTION}?page_size=250` });
  assert.equal(list.status, 200);
  assert.ok(list.json().data.some((row) => row.id === id));

  const one = `${COLLECTION}/${id}`;
  assert.deepEqual((await send(worker.url, { path: one })).json(), created.json());

  const changed = await sendJson(worker.url, "PATCH", one, { description: "by night" });
  assert.deepEqual([changed.status, changed.json().description], [200, "by night"]);

  const before = (await deliveries()).length;
  const tested = await sendJson(worker.url, "POST", `${COLLECTION}:test`, changed.json());
  assert.deepEqual([tested.status, tested.text, tested.headers["content-type"]], [204, "", undefined]);
  const all = await deliveries();
  assert.equal(all.length, before + 1);
  assert.deepEqual(Object.keys(all.at(-1)), ["at", "display_name", "target"]);
  assert.deepEqual(all.at(-1).target, slack().target);

  // As curl sends it: without a body there is no content type either.
  const deleted = await send(worker.url, { method: "DELETE", path: one });
  assert.deepEqual([deleted.status, deleted.text], [204, ""]);
  const gone = await send(worker.url, { path: one });
  assert.equal(gone.status, 404);
  assert.equal(gone.json().errors[0].status, "404");
});

test("pages link to this Worker, and each leads to the next", async () => {
  const first = (await send(worker.url, { path: `${COLLECTION}?page_size=1` })).json();
  const next = new URL(first.metadata.next);
  assert.equal(next.origin, new URL(worker.url).origin);
  const second = (await send(worker.url, { path: next.pathname + next.search })).json();
  assert.notEqual(second.data[0].id, first.data[0].id);
});

test("an error of the sandbox arrives unchanged", async () => {
  const [{ display_name }] = (await send(worker.url, { path: `${COLLECTION}?page_size=1` })).json().data;
  const conflict = await sendJson(worker.url, "POST", COLLECTION, slack(display_name));
  assert.equal(conflict.status, 409);
  assert.ok(conflict.headers.location.startsWith(new URL(COLLECTION, worker.url).href));
  const unknown = await send(worker.url, { path: `${COLLECTION}?page_token=nonsense` });
  assert.equal(unknown.status, 400);
  const kind = await sendJson(worker.url, "POST", COLLECTION, { display_name: "x", target: { kind: "UserEmail", user: "u-1" } });
  assert.deepEqual([kind.status, kind.json().errors[0].source.pointer], [422, "/target/kind"]);
});

test("all clients of a Worker see the same integrations, and simultaneous calls lose none", async () => {
  const names = Array.from({ length: 20 }, (_, n) => `at once ${n}`);
  const answers = await Promise.all(names.map((name) => sendJson(worker.url, "POST", COLLECTION, slack(name))));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  const there = (await send(worker.url, { path: `${COLLECTION}?page_size=250` })).json().data.map((row) => row.display_name);
  for (const name of names) assert.ok(there.includes(name), name);
});

test("a restart keeps everything, and a reset restores the first integrations", async () => {
  const list = async () => (await send(worker.url, { path: `${COLLECTION}?page_size=250` })).json().data;
  await sendJson(worker.url, "POST", COLLECTION, slack("kept … 🚀"));
  await sendJson(worker.url, "POST", `${COLLECTION}:test`, slack("kept"));
  const [before, sent] = [await list(), await deliveries()];
  await worker.dispose();
  worker = await startWorker({ state });
  const strip = (rows) => rows.map(({ id, display_name, target }) => ({ id, display_name, target }));
  assert.deepEqual(strip(await list()), strip(before));
  assert.deepEqual(await deliveries(), sent);

  const reset = await sendJson(worker.url, "POST", "/sandbox/reset", {});
  assert.deepEqual([reset.status, reset.text], [204, ""]);
  assert.deepEqual(await deliveries(), []);
  const names = (await list()).map((row) => row.display_name);
  assert.ok(names.length > 3 && !names.includes("kept … 🚀"));
});
