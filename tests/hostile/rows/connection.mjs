// Connections that are refused, reset, stalled or cut, and the caller's own end of the wait: timeouts and aborts.
import { assert, body, equal, fails, pause, timed, within } from "../outcomes.mjs";

/** They have a timeout of their own, or retries. */
const withTimeout = ["careful", "ky"];
const withRetries = ["careful", "ky"];

const endsWith =
  (fault, options) =>
  ({ make, server }) =>
    fails(() => make({ baseUrl: server.at(fault), maxRetries: 0 }).get("n-1"), options);

async function sentOnce({ make, server }, fault, operation) {
  const code = { 408: "unexpected_status", 503: "server_error" }[fault] ?? "network";
  await fails(() => make({ baseUrl: server.at(fault, "good") })[operation](body), { code });
  equal((await server.recorded()).length, 1, "requests");
}

/** A call that is aborted while `fault` goes on. */
async function aborted({ make, server }, fault, reason = /** @type {any} */ (new Error("enough"))) {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const call = within(10_000, make({ baseUrl: server.at(fault), maxRetries: 3 }).get("n-1", options)).catch((thrown) => ({
    thrown,
  }));
  // The abort shall meet the fault, not the way there.
  while ((await server.recordedSoFar()).length === 0) await pause(5);
  await pause(60);
  const waited = await timed(async () => {
    controller.abort(reason);
    const { thrown } = await call;
    equal([thrown === reason, thrown?.name], [true, reason?.name], "it rejects with the signal's reason");
  });
  assert(waited < 3_000, `it went on for ${waited} ms`);
}

export const rows = [
  {
    name: "a refused connection ends in an error that names no secret",
    peers: true,
    async check({ make, server, host }) {
      const error = await fails(() => make({ baseUrl: server.refusing, maxRetries: 1 }).get("n-1"), { code: "network" });
      assert(!host.inspect(error).includes("the-secret"), "the error holds the secret");
    },
  },
  {
    name: "a network error names the host, and in a browser what CORS needs",
    peers: false,
    async check({ make, server, host }) {
      const { message, attempts } = await fails(() => make({ baseUrl: server.refusing, maxRetries: 2 }).get("n-1"), {
        code: "network",
      });
      assert(message.includes(server.refusing), message);
      equal(
        [message.includes("CORS"), message.includes("Worker")],
        [host.isBrowser, host.isBrowser],
        "it speaks of CORS and of the Worker",
      );
      equal(attempts, 3, "attempts");
    },
  },
  {
    name: "a reset before the headers ends in an error",
    peers: true,
    check: endsWith("reset-before-headers", { code: "network" }),
  },
  {
    name: "a reset after the headers ends in an error",
    peers: true,
    check: endsWith("reset-after-headers", { code: "network" }),
  },
  { name: "a truncated body ends in an error", peers: true, check: endsWith("truncated-body", { code: "network" }) },
  ...["reset-before-headers", "reset-after-headers", "truncated-body", "503", "408"].map((fault) => ({
    name: `a get is sent again after ${fault}`,
    peers: withRetries,
    async check({ make, server }) {
      equal((await within(10_000, make({ baseUrl: server.at(fault, "good") }).get("n-1"))).id, "n-1", "what was read");
      equal((await server.recorded()).length, 2, "requests");
    },
  })),
  ...["503", "408", "reset-before-headers", "reset-after-headers", "truncated-body"].map((fault) => ({
    name: `a create is not sent again after ${fault}`,
    peers: true,
    check: (row) => sentOnce(row, fault, "create"),
  })),
  // A test's success has no body that could break off.
  ...["503", "reset-before-headers"].map((fault) => ({
    name: `a test is not sent again after ${fault}`,
    peers: true,
    check: (row) => sentOnce(row, fault, "test"),
  })),
  ...["503", "reset-before-headers"].map((fault) => ({
    name: `a 404 for a delete after an attempt that may have been applied (${fault}) is a success`,
    peers: withRetries,
    async check({ make, server }) {
      await within(10_000, make({ baseUrl: server.at(fault, "404") }).delete("n-1"));
      equal((await server.recorded()).length, 2, "requests");
    },
  })),
  {
    name: "a 404 for a delete at the first attempt is a failure",
    peers: true,
    check: ({ make, server }) =>
      fails(() => make({ baseUrl: server.at("404") }).delete("n-1"), { code: "not_found", says: ["404"] }),
  },
  ...["stalled-headers", "stalled-body"].flatMap((fault) => [
    {
      name: `the timeout ends ${fault}, and the request on the wire`,
      peers: withTimeout,
      async check({ make, server }) {
        await fails(() => make({ baseUrl: server.at(fault), timeout: 150, maxRetries: 0 }).get("n-1"), { code: "timeout" });
        assert(await server.seesClosing(), "the connection stays open");
      },
    },
    {
      name: `an abort ends ${fault} at once, and the request on the wire`,
      peers: true,
      async check(row) {
        await aborted(row, fault);
        assert(await row.server.seesClosing(), "the connection stays open");
      },
    },
  ]),
  {
    name: "a call that timed out is not sent again",
    peers: false,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at("stalled-body", "good"), timeout: 150, maxRetries: 2 }).get("n-1"), {
        code: "timeout",
      });
      equal((await server.recorded()).length, 1, "requests");
    },
  },
  {
    name: "an abort ends a retry's wait at once",
    peers: withRetries,
    async check(row) {
      await aborted(row, "busy~30");
      equal((await row.server.recorded()).length, 1, "requests");
    },
  },
  {
    name: "an abort with a string rejects with that string",
    peers: true,
    check: (row) => aborted(row, "stalled-headers", "a string"),
  },
  {
    name: "an abort before the call sends nothing",
    peers: true,
    async check({ make, server }) {
      const signal = AbortSignal.abort(new Error("enough"));
      await fails(() => make({ baseUrl: server.at("good") }).get("n-1", { signal }), { says: ["enough"] });
      equal(await server.recorded(), [], "requests");
    },
  },
];
