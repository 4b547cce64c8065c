// The program around the client: fetches that do what no fetch should, odd options, many calls at once, a trap in the wasm.
import { NotificationsClient } from "confluent-notifications";
import { init } from "confluent-notifications/init";
import { planted } from "../../support/trap.mjs";
import { assert, body, equal, fails, within } from "../outcomes.mjs";
import { integration } from "../messages.mjs";

const answer = () => new Response(JSON.stringify(integration));
const base = { baseUrl: "http://localhost:1", maxRetries: 0 };

const odd = {
  "throws at once": () => {
    throw new Error("at once");
  },
  "throws a string": () => {
    throw "a string";
  },
  "rejects with a string": () => Promise.reject("a string"),
  "rejects with undefined": () => Promise.reject(undefined),
  "rejects with a frozen object": () => Promise.reject(Object.freeze({ frozen: true })),
  "rejects with an error whose message throws": () =>
    Promise.reject({
      get message() {
        throw new Error("message");
      },
    }),
  "gives nothing": () => undefined,
  "gives a plain object": async () => ({}),
  "gives an object whose status throws": async () => ({
    get status() {
      throw new Error("status");
    },
  }),
  "gives Response.error()": async () => Response.error(),
};

export const rows = [
  ...Object.entries(odd).map(([does, fetch]) => ({
    name: `a fetch that ${does} rejects the call, which neither hangs nor throws synchronously`,
    peers: true,
    async check({ make }) {
      const operations = make({ ...base, fetch });
      let thrown;
      const call = (() => {
        try {
          return Promise.resolve(operations.get("n-1"));
        } catch (error) {
          thrown = error;
        }
      })();
      assert(call, `it throws at once: ${thrown}`);
      await fails(() => call, { code: "network" });
    },
  })),
  {
    name: "a fetch that never settles and ignores its signal is ended by the timeout",
    peers: false,
    check: ({ make }) =>
      fails(() => make({ ...base, fetch: () => new Promise(() => {}), timeout: 150 }).get("n-1"), { code: "timeout", ms: 2_000 }),
  },
  {
    name: "a fetch that never settles and ignores its signal is ended by an abort",
    // A client may well count on the signal.
    peers: false,
    async check({ make }) {
      const signal = AbortSignal.timeout(100);
      const error = await fails(() => make({ ...base, fetch: () => new Promise(() => {}) }).get("n-1", { signal }), {
        ms: 2_000,
      });
      equal(error.name, "TimeoutError", "the signal's reason");
    },
  },
  {
    name: "a Response of another realm is read",
    peers: false,
    async check({ make, host }) {
      const fetch = await host.foreignFetch(JSON.stringify(integration));
      equal(await within(10_000, make({ ...base, fetch }).get("n-1")), integration, "what was read");
    },
  },
  {
    name: "a custom signal that throws does not affect later calls",
    peers: false,
    async check({ make }) {
      const operations = make({ ...base, fetch: async () => answer() });
      const signal = {
        get aborted() {
          throw new Error("aborted");
        },
      };
      await within(10_000, (async () => operations.get("n-1", { signal }))()).catch(() => {});
      equal((await within(10_000, operations.get("n-1"))).id, "n-1", "the next call");
    },
  },
  ...Object.entries({
    "a getter that throws": () => ({
      get baseUrl() {
        throw new Error("getter");
      },
    }),
    "a proxy that throws": () =>
      new Proxy(
        {},
        {
          get() {
            throw new Error("proxy");
          },
          ownKeys() {
            throw new Error("proxy");
          },
        },
      ),
    "a revoked proxy": () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    "a number": () => 7,
    "an odd timeout, retries, header and URL": () => ({
      timeout: NaN,
      maxRetries: -1,
      headers: { "bad name": "x" },
      baseUrl: "nowhere",
    }),
  }).map(([what, options]) => ({
    name: `options with ${what} are refused, and the next client works`,
    peers: false,
    async check({ make }) {
      await fails(async () => new NotificationsClient(options()), { code: "invalid_request" });
      equal((await within(10_000, make({ ...base, fetch: async () => answer() }).get("n-1"))).id, "n-1", "the next client");
    },
  })),
  {
    name: "options that are a proxy or getters work, each read once",
    peers: false,
    async check() {
      const reads = {};
      const fetch = async () => answer();
      const watched = new Proxy(
        { fetch, timeout: 1_000 },
        {
          get(target, name) {
            reads[name] = (reads[name] ?? 0) + 1;
            return target[name];
          },
        },
      );
      const { integrations } = new NotificationsClient(watched);
      for (let calls = 0; calls < 2; calls++) equal((await within(10_000, integrations.get("n-1"))).id, "n-1", "a call");
      equal(reads, { fetch: 1, timeout: 1 }, "reads");
    },
  },
  {
    name: "a getter that throws in a call's options fails only that call",
    peers: false,
    async check({ make }) {
      const operations = make({ ...base, fetch: async () => answer() });
      await fails(
        () =>
          operations.get("n-1", {
            get signal() {
              throw new Error("getter");
            },
          }),
        { code: "invalid_request" },
      );
      equal((await within(10_000, operations.get("n-1"))).id, "n-1", "the next call");
    },
  },
  {
    name: "a body with changing getters is sent as it was checked, and one that throws is not sent",
    peers: false,
    async check({ make, server }) {
      const operations = make({ baseUrl: server.at("good") });
      let reads = 0;
      await within(
        10_000,
        operations.create({
          target: body.target,
          get display_name() {
            return reads++ === 0 ? "first" : "x".repeat(999);
          },
        }),
      );
      await fails(
        () =>
          operations.create({
            target: body.target,
            get display_name() {
              throw new Error("getter");
            },
          }),
        { code: "invalid_request" },
      );
      equal(
        (await server.recorded()).map(({ body }) => JSON.parse(body).display_name),
        ["first"],
        "what was sent",
      );
    },
  },
  {
    name: "a thousand overlapping calls each receive their own response",
    peers: true,
    async check({ make, server }) {
      const operations = make({ baseUrl: server.at("good"), maxRetries: 0 });
      const ids = Array.from({ length: 1_000 }, (_, index) => `n-${index}`);
      const read = await within(20_000, Promise.all(ids.map((id) => operations.get(id))));
      equal(
        read.map(({ id }) => id),
        ids,
        "ids",
      );
    },
  },
  {
    name: "a disposed client refuses calls with an error that says so, and can be disposed of again",
    peers: false,
    async check() {
      let sent = 0;
      const client = new NotificationsClient({
        fetch: async () => {
          sent += 1;
          return answer();
        },
      });
      for (let times = 0; times < 2; times++) client[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
      await fails(() => client.integrations.get("n-1"), { code: "invalid_request", says: ["disposed"] });
      await fails(async () => client.integrations.list(), { code: "invalid_request" });
      equal(sent, 0, "requests");
    },
  },
  {
    name: "disposing of a client ends its calls in progress, and no other client's",
    peers: false,
    async check({ make }) {
      let open;
      const gate = new Promise((resolve) => (open = resolve));
      const fetch = async () => {
        await gate;
        return answer();
      };
      const client = new NotificationsClient({ fetch });
      const call = client.integrations.get("n-1");
      const other = make({ ...base, fetch }).get("n-1");
      client[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
      open();
      await fails(() => call, { code: "internal" });
      equal((await within(10_000, other)).id, "n-1", "the other client's call");
    },
  },
  {
    name: "a trap among a hundred overlapping calls rejects those of its instance, and the next call works",
    peers: false,
    async check({ host }) {
      const trapped = init(new WebAssembly.Module(planted(await host.wasm(), "onEvent")));
      let open;
      let failing = true;
      const gate = new Promise((resolve) => (open = resolve));
      const fetch = async (url) => {
        // Nothing but a retry's wait enters the trap.
        if (url.endsWith("/trap") && failing) return new Response("", { status: 503, headers: { "retry-after": "0" } });
        if (url.endsWith("/slow")) await gate;
        return answer();
      };
      const options = { fetch, headers: { "x-kept": "yes" } };
      const client = new trapped.NotificationsClient(options);
      const slow = Array.from({ length: 99 }, () => client.integrations.get("slow").catch((error) => error.code));
      await fails(() => client.integrations.get("trap"), { code: "internal" });
      open();
      const codes = await within(10_000, Promise.all(slow));
      equal([...new Set(codes)], ["internal"], "codes");
      failing = false;
      equal((await within(10_000, client.integrations.get("trap"))).id, "n-1", "the next call, same client");
      equal(
        (await within(10_000, new trapped.NotificationsClient(options).integrations.get("n-1"))).id,
        "n-1",
        "the next client",
      );
    },
  },
  {
    name: "an onAttempt that throws or rejects does not affect the call",
    peers: false,
    async check({ make }) {
      const observers = [
        () => {
          throw new Error("observer");
        },
        async () => {
          throw new Error("observer");
        },
      ];
      for (const onAttempt of observers) {
        equal((await within(10_000, make({ ...base, onAttempt, fetch: async () => answer() }).get("n-1"))).id, "n-1", "a call");
      }
    },
  },
];
