// Answers that are not what the API promises: no JSON, no body, too much of it, or JSON of another shape.
import { assert, body, equal, fails, within, wordsOf } from "../outcomes.mjs";
import { integration, requestId } from "../messages.mjs";

const get =
  (fault, options) =>
  ({ make, server }) =>
    fails(() => make({ baseUrl: server.at(fault), maxRetries: 0 }).get("n-1"), options);
const list =
  (fault, options) =>
  ({ make, server }) =>
    fails(async () => make({ baseUrl: server.at(fault), maxRetries: 0 }).list({}), options);
const broken = { code: "invalid_response" };

export const rows = [
  { name: "HTML with status 200 is not taken for an integration", peers: true, check: get("html", broken) },
  { name: "HTML with status 200 is not taken for a list", peers: true, check: list("html", broken) },
  {
    name: "HTML with status 200 is not taken for a created integration",
    peers: true,
    check: ({ make, server }) => fails(() => make({ baseUrl: server.at("html") }).create(body), broken),
  },
  {
    name: "HTML with status 200 is not taken for a successful delete",
    peers: true,
    check: ({ make, server }) => fails(() => make({ baseUrl: server.at("html") }).delete("n-1"), broken),
  },
  {
    name: "HTML with the content type of JSON is an error with status and request id",
    peers: true,
    check: get("html-as-json", { ...broken, says: ["200", requestId] }),
  },
  {
    name: "HTML with status 502 is a failure with that status",
    peers: true,
    check: get("html-error", { code: "server_error", says: ["502"] }),
  },
  { name: "an empty 200 is not taken for an integration", peers: true, check: get("empty", broken) },
  { name: "an empty 200 is not taken for a list", peers: true, check: list("empty", broken) },
  {
    name: "an empty 500 is a failure with that status",
    peers: true,
    check: get("empty-500", { code: "server_error", says: ["500"] }),
  },
  {
    name: "an empty 500 is not taken for a successful delete",
    peers: true,
    check: ({ make, server }) =>
      fails(() => make({ baseUrl: server.at("empty-500"), maxRetries: 0 }).delete("n-1"), {
        code: "server_error",
        says: ["500"],
      }),
  },
  {
    name: "truncated JSON is an error with status and request id",
    peers: true,
    check: get("truncated-json", { ...broken, says: ["200", requestId] }),
  },
  {
    name: "truncated JSON of an error leaves status and request id",
    peers: true,
    check: get("truncated-error", { code: "server_error", says: ["500", requestId] }),
  },
  {
    name: "JSON of a wrong content type is read",
    peers: true,
    async check({ make, server }) {
      equal(await within(10_000, make({ baseUrl: server.at("json-as-html") }).get("n-1")), integration, "what was read");
    },
  },
  {
    name: "JSON without a content type is read",
    peers: true,
    async check({ make, server }) {
      equal(await within(10_000, make({ baseUrl: server.at("json-as-nothing") }).get("n-1")), integration, "what was read");
    },
  },
  { name: "megabytes of HTML with status 200 are not taken for an integration", peers: true, check: get("huge-html", broken) },
  {
    name: "megabytes of HTML with status 500 make a small error",
    peers: true,
    async check(row) {
      const error = await get("huge-html-error", { code: "server_error", says: ["500"] })(row);
      assert(wordsOf(error).length < 10_000, `the error holds ${wordsOf(error).length} characters`);
    },
  },
  ...["null", "[]", "7", '"text"', "true"].map((json) => ({
    name: `200 with ${json} is not taken for an integration`,
    peers: true,
    check: get(`json~${json}`, broken),
  })),
  {
    name: "200 with an object without an id is not taken for an integration",
    peers: false,
    check: get('json~{"target":{"kind":"Slack"}}', broken),
  },
  { name: "200 with null is not taken for a list", peers: true, check: list("json~null", broken) },
  { name: "200 with a list whose data is null is an error", peers: false, check: list('json~{"data":null}', broken) },
  {
    name: "a malformed row of a list leaves the others readable",
    peers: true,
    async check({ make, server }) {
      const page = await within(
        10_000,
        (async () => make({ baseUrl: server.at('json~{"data":[null,7,{"id":"n-1"}]}') }).list({}))(),
      );
      equal(page.data, [null, 7, { id: "n-1" }], "the rows");
    },
  },
  { name: "a 204 is not taken for an integration", peers: true, check: get("204-with-body", broken) },
  {
    name: "a 204 with a body is a successful delete, and the next call works",
    peers: true,
    async check({ make, server }) {
      const operations = make({ baseUrl: server.at("204-with-body", "good"), maxRetries: 0 });
      await within(10_000, operations.delete("n-1"));
      equal((await within(10_000, operations.get("n-1"))).id, "n-1", "the next call");
    },
  },
  {
    name: "103 before 200 is passed over",
    peers: true,
    async check({ make, server }) {
      equal(
        (await within(10_000, make({ baseUrl: server.at("early-hints"), maxRetries: 0 }).get("n-1"))).id,
        "n-1",
        "what was read",
      );
    },
  },
  {
    name: "101 without an upgrade request ends in an error",
    peers: true,
    check: get("switching-protocols", { code: ["network", "unexpected_status"] }),
  },
  { name: "a response that is not HTTP ends in an error", peers: true, check: get("no-http", { code: "network" }) },
  ...[418, 499, 599, 799].map((status) => ({
    name: `status ${status} is a failure that names it`,
    peers: true,
    check: get(`${status}`, { code: status === 599 ? "server_error" : "unexpected_status", says: [`${status}`] }),
  })),
];
