/** JavaScript's driver on the sandbox with a virtual clock: the table of faults that the Rust driver runs too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";
import { NotificationsClient } from "confluent-notifications";
import { createSandbox } from "confluent-notifications/sandbox";

const { rows } = JSON.parse(readFileSync(new URL("../faults.json", import.meta.url), "utf8"));
const body = { display_name: "on call", target: { kind: "Webhook", url: "https://hooks.example/in" } };
const another = { ...body, display_name: "another" };
const base = "http://localhost";

const calls = {
  "integrations.create": ({ integrations }, { body }) => integrations.create(body),
  "integrations.list": ({ integrations }, { query }) => integrations.list(query),
  "integrations.get": ({ integrations }, { id }) => integrations.get(id),
  "integrations.update": ({ integrations }, { id, body }) => integrations.update(id, body),
  "integrations.delete": ({ integrations }, { id }) => integrations.delete(id),
  "integrations.test": ({ integrations }, { body }) => integrations.test(body),
};

/** Lets everything happen that needs no clock, then moves the clock to the next timer; until the promise settles. */
async function withoutWaiting(promise) {
  let settled = false;
  const done = promise.then(
    (value) => {
      settled = true;
      return { value };
    },
    (error) => {
      settled = true;
      return { error };
    },
  );
  while (!settled) {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    if (!settled) mock.timers.runAll();
  }
  return done;
}

for (const row of rows) {
  test(row.name, async (t) => {
    t.mock.method(Math, "random", () => 0.5);
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1.7e12 });
    t.after(() => mock.timers.reset());

    const sandbox = createSandbox({ seed: [body], ...(row.accepts && { credentials: { token: row.accepts } }) });
    const beside = row.accepts ? { credentials: { token: row.accepts } } : {};
    const page = await withoutWaiting(
      Promise.resolve(new NotificationsClient({ baseUrl: base, fetch: sandbox.fetch, ...beside }).integrations.list()),
    );
    const { id } = page.value.data[0];

    const attempts = [];
    const sent = [];
    const tokens = [...(row.tokens ?? [])];
    const client = new NotificationsClient({
      baseUrl: base,
      ...(row.tokens && { credentials: { token: () => tokens.shift() ?? new Promise(() => {}) } }),
      fetch: (url, init) => {
        sent.push({ url, ...init });
        return sandbox.fetch(url, init);
      },
      onAttempt: ({ status = null, error = null, retryInMs = null }) =>
        attempts.push([status, error, retryInMs === null ? null : Math.round(retryInMs)]),
    });
    sandbox.fail(...row.faults);
    const { error } = await withoutWaiting(
      Promise.resolve(calls[row.operation](client, { id, body: another, ...row.arguments })),
    );

    assert.equal(error ? error.code : "ok", row.outcome, error?.stack);
    assert.deepEqual(attempts, row.attempts);
    if (row.errors) {
      assert.deepEqual(
        error.errors.map(({ pointer, parameter, detail }) => [pointer ?? parameter, detail]),
        row.errors,
      );
    }
    if (error) assert.equal(error.attempts, sent.length);
    const [first] = sent;
    for (const { method, body } of sent) assert.deepEqual([method, body], [first.method, first.body]);
  });
}
