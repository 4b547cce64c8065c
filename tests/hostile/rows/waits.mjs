// What the server tells to wait, in every spelling, sane or not, and a clock that jumps meanwhile.
import { assert, body, equal, fails, instead, timed, within } from "../outcomes.mjs";

const withRetries = ["careful", "ky"];

/** The milliseconds from the first request to the second. */
async function gap({ make, server }, fault) {
  await within(10_000, make({ baseUrl: server.at(fault, "good") }).get("n-1"));
  const [first, second] = await server.recorded();
  return second.ms - first.ms;
}

const waits = (fault, least, most) => async (row) => {
  const ms = await gap(row, fault);
  assert(ms >= least && ms < most, `it waited ${ms} ms, not ${least} to ${most}`);
};

async function givesUpAtOnce({ make, server }, fault) {
  const ms = await timed(async () => {
    const error = await fails(() => make({ baseUrl: server.at(fault, "good") }).get("n-1"), {
      code: "rate_limited",
      says: ["429"],
    });
    if (error.code) assert(error.retryAfterMs > 3_000_000, `it does not say how long: ${error.retryAfterMs}`);
  });
  assert(ms < 5_000, `it slept ${ms} ms`);
  equal((await server.recorded()).length, 1, "requests");
}

/** With a Date.now that goes on from elsewhere. */
const jumped = (byMs, run) => {
  const { now } = Date;
  return instead(Date, "now", () => now.call(Date) + byMs, run);
};
const hour = 3_600_000;

export const rows = [
  {
    name: "a create is sent again after 429",
    peers: withRetries,
    async check({ make, server }) {
      equal((await within(10_000, make({ baseUrl: server.at("busy~0", "good") }).create(body))).id, "n-1", "what was created");
      const [first, second] = await server.recorded();
      equal([second.method, second.body], [first.method, first.body], "the second request");
    },
  },
  {
    name: "a test is sent again after 429",
    peers: withRetries,
    async check({ make, server }) {
      await within(10_000, make({ baseUrl: server.at("busy~0", "good") }).test(body));
      equal((await server.recorded()).length, 2, "requests");
    },
  },
  {
    name: "retries of 429 are limited, and the error says 429",
    peers: true,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at("busy~0"), maxRetries: 2 }).get("n-1"), {
        code: "rate_limited",
        says: ["429"],
      });
      assert((await server.recorded()).length <= 3, "too many requests");
    },
  },
  { name: "Retry-After in seconds is obeyed", peers: withRetries, check: waits("busy~1", 990, 5_000) },
  { name: "Retry-After as a date is obeyed", peers: ["ky"], check: waits("busy-until~1000", 800, 6_000) },
  { name: "a negative Retry-After is ignored", peers: withRetries, check: waits("busy~-5", 0, 4_000) },
  { name: "an unreadable Retry-After is ignored", peers: withRetries, check: waits("busy~soon 1", 0, 4_000) },
  { name: "an empty Retry-After is ignored", peers: withRetries, check: waits("busy~", 0, 4_000) },
  { name: "a Retry-After date in the past is ignored", peers: withRetries, check: waits(`busy-until~-${hour}`, 0, 4_000) },
  {
    name: "a Retry-After of an hour in seconds fails the call at once",
    peers: withRetries,
    check: (row) => givesUpAtOnce(row, "busy~3600"),
  },
  {
    name: "a Retry-After date in an hour fails the call at once",
    peers: ["ky"],
    check: (row) => givesUpAtOnce(row, `busy-until~${hour}`),
  },
  {
    name: "X-RateLimit-Reset is read as seconds from now, not as a timestamp",
    peers: ["ky"],
    check: waits("window-used-up~1", 990, 5_000),
  },
  {
    name: "an X-RateLimit-Reset of an hour fails the call at once",
    peers: ["ky"],
    check: (row) => givesUpAtOnce(row, `window-used-up~${hour / 1000}`),
  },
  {
    name: "a Retry-After date that a clock an hour ahead makes past is ignored",
    peers: withRetries,
    check: (row) => jumped(hour, () => waits("busy-until~1000", 0, 4_000)(row)),
  },
  {
    name: "a Retry-After date that a clock an hour behind makes far away does not delay the call",
    peers: withRetries,
    async check({ make, server }) {
      const call = () => make({ baseUrl: server.at("busy-until~1000", "good") }).get("n-1");
      // Either way is right: to give up at once, or to go by another clock.
      const ms = await timed(() =>
        jumped(-hour, () => within(10_000, call()).catch((error) => assert(error.status === 429, error.message))),
      );
      assert(ms < 8_000, `it slept ${ms} ms`);
    },
  },
  {
    name: "a wait is not changed by a clock that jumps a day",
    peers: withRetries,
    async check(row) {
      const { now } = Date;
      const began = performance.now();
      const jumping = () => now.call(Date) + (performance.now() - began > 500 ? 24 * hour : 0);
      const ms = await instead(Date, "now", jumping, () => gap(row, "busy~1"));
      assert(ms >= 990 && ms < 5_000, `it waited ${ms} ms`);
    },
  },
];
