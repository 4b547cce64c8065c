// Further out: bodies without end or sense, odd places to go to, odd waits, and what comes when a call is over.
import { assert, body, equal, fails, pause, timed, within } from "../outcomes.mjs";

const get =
  (fault, options) =>
  ({ make, server }) =>
    fails(() => make({ baseUrl: server.at(fault), maxRetries: 0 }).get("n-1"), options);
const withRetries = ["careful", "ky"];
const integration = { id: "n-1", metadata: { self: "" }, display_name: "x", target: { kind: "Webhook", url: "https://h" } };
const oddWaits = ["1e9", "0x10", "Infinity", "NaN", "9".repeat(40), "1, 3600", "Tue, 99 Foo 2026"];
const all = async (list) => {
  for await (const _ of list);
};

export const rows = [
  ...["endless", "dripping"].map((fault) => ({
    name: `the timeout ends a body that is ${fault}, although bytes keep arriving`,
    peers: ["careful"],
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at(fault), timeout: 250, maxRetries: 0 }).get("n-1"), { code: "timeout" });
      assert(await server.seesClosing(), "the connection stays open");
    },
  })),
  { name: "a truncated chunk ends in an error", peers: true, check: get("chunk-cut") },
  {
    name: "a list of 8 MB is read completely",
    peers: true,
    async check({ make, server }) {
      const { data } = await within(10_000, (async () => make({ baseUrl: server.at("huge-list") }).list({}))());
      equal(data[0].display_name.length, 8_000_000, "the length of the name");
    },
  },
  { name: "bytes that are not UTF-8 are an error", peers: true, check: get("no-utf8") },
  {
    name: "a body that is not compressed as its header says ends in an error",
    peers: true,
    check: get("no-gzip", { code: "network" }),
  },
  {
    name: "bytes after the body are ignored",
    peers: true,
    async check({ make, server }) {
      equal((await within(4_000, make({ baseUrl: server.at("bytes-behind") }).get("n-1"))).id, "n-1", "what was read");
    },
  },
  {
    name: "__proto__ in a body is read as data",
    peers: true,
    async check({ make, server }) {
      await within(4_000, make({ baseUrl: server.at("prototype") }).get("n-1"));
      equal({}.polluted, undefined, "what every object has now");
    },
  },
  ...["null", "[]", "7", '{"errors":"no"}', '{"errors":[null,7,{}]}', '{"error":null,"message":{}}'].map((json) => ({
    name: `an error's body of ${json} leaves the status`,
    peers: true,
    check: get(`odd-error~${json}`, { code: "bad_request", says: ["400"] }),
  })),
  ...["http://[", "javascript:alert(1)", "file:///etc/passwd", "//"].map((place) => ({
    name: `a redirect to ${place} ends in an error`,
    peers: true,
    // A browser takes an answer whose Location is no URL for none.
    check: get(`odd-redirect~${place}`, { code: ["unexpected_status", "network"] }),
  })),
  {
    name: "a redirect to another host with our origin as its user is not followed",
    peers: true,
    check: get("redirect-beside", { code: "unexpected_status" }),
  },
  {
    name: "a redirect to another origin after one within the origin carries nothing there",
    peers: true,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at("redirect-then-abroad"), maxRetries: 0 }).create(body), {
        code: "unexpected_status",
      });
      equal(
        (await server.recorded()).filter(({ at }) => at === "foreign"),
        [],
        "requests to the other origin",
      );
    },
  },
  ...oddWaits.map((text) => ({
    name: `a Retry-After of ${text.length > 20 ? "forty digits" : text} does not delay the call`,
    peers: withRetries,
    async check({ make, server }) {
      const ms = await timed(() =>
        within(
          4_000,
          make({ baseUrl: server.at(`busy~${text}`, "good") })
            .get("n-1")
            .catch(({ status, response }) => equal(status ?? response?.status, 429, "status")),
        ),
      );
      assert(ms < 3_000, `it slept ${ms} ms`);
    },
  })),
  {
    name: "X-RateLimit-Reset is used only if no request remains",
    peers: false,
    async check({ make, server }) {
      equal((await within(4_000, make({ baseUrl: server.at("window-open", "good") }).get("n-1"))).id, "n-1", "what was read");
    },
  },
  {
    name: "a 404 for a delete after 429 is a failure",
    peers: true,
    check: ({ make, server }) => fails(() => make({ baseUrl: server.at("busy~0", "404") }).delete("n-1"), { code: "not_found" }),
  },
  ...[400, 401, 403, 409, 422].map((status) => ({
    name: `nothing is sent again after ${status}`,
    peers: true,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at(String(status), "good") }).get("n-1"));
      equal((await server.recorded()).length, 1, "requests");
    },
  })),
  ...["7", "{}", "[]", "true", '""', '"http://["'].map((next) => ({
    name: `a next link of ${next} is not followed`,
    peers: false,
    async check({ make, server }) {
      await within(4_000, all(make({ baseUrl: server.at(`odd-next~${next}`) }).list())).catch((error) =>
        equal(error.code, "invalid_response", "code"),
      );
      equal((await server.recorded()).length, 1, "requests");
    },
  })),
  {
    name: "a later page that is null ends the list with an error",
    peers: false,
    check: ({ make, server }) =>
      fails(() => all(make({ baseUrl: server.at("next-relative", "json~null") }).list()), { code: "invalid_response" }),
  },
  {
    name: "an abort between two pages ends the list with the signal's reason",
    peers: false,
    async check({ make, server }) {
      const controller = new AbortController();
      setTimeout(() => controller.abort("enough"), 250);
      const list = make({ baseUrl: server.at("next-relative", "stalled-headers") }).list({}, { signal: controller.signal });
      equal(
        await within(
          4_000,
          all(list).catch((reason) => reason),
        ),
        "enough",
        "the reason",
      );
    },
  },
  {
    name: "a fetch that settles after the timeout has no effect",
    peers: false,
    async check({ make, server }) {
      const fetch = () => new Promise((_, reject) => setTimeout(reject, 200, new Error("late")));
      await fails(() => make({ baseUrl: server.at("good"), fetch, timeout: 80, maxRetries: 0 }).get("n-1"), { code: "timeout" });
      await pause(250);
    },
  },
  {
    name: "a fetch whose body never settles is ended by the timeout",
    peers: false,
    check: ({ make, server }) =>
      fails(
        () =>
          make({ baseUrl: server.at("good"), fetch: async () => new Response(new ReadableStream({})), timeout: 100 }).get("n-1"),
        { code: "timeout" },
      ),
  },
  {
    name: "a Response whose body was already read is an error",
    peers: true,
    async check({ make, server }) {
      const fetch = async () => {
        const response = new Response(JSON.stringify(integration));
        await response.text();
        return response;
      };
      await fails(() => make({ baseUrl: server.at("good"), fetch, maxRetries: 0 }).get("n-1"), { code: "network" });
    },
  },
  {
    name: "of overlapping calls only those fail whose connection is reset",
    peers: true,
    async check({ make, server }) {
      const calls = Array.from({ length: 60 }, (_, index) => {
        const client = make({ baseUrl: server.at(index % 3 ? "good" : "reset-before-headers"), maxRetries: 0 });
        return client.get(`n-${index}`).then(
          ({ id }) => id,
          () => "failed",
        );
      });
      const ended = await within(10_000, Promise.all(calls));
      equal(
        ended,
        ended.map((_, index) => (index % 3 ? `n-${index}` : "failed")),
        "how they ended",
      );
    },
  },
];
