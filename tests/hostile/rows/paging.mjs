// Lists whose next page is no page: tokens that come again, links to other hosts, links that lead nowhere.
import { assert, equal, fails, within } from "../outcomes.mjs";

async function all(list) {
  const read = [];
  for await (const row of list) read.push(row);
  return read;
}

const sent = (records) => records.map(({ at, path }) => `${at} ${path.slice(path.indexOf("/", 1))}`);
const base = "own /notifications/v1/integrations";

export const rows = [
  {
    name: "a repeated page token ends the list with an error",
    peers: false,
    async check({ make, server }) {
      await fails(() => all(make({ baseUrl: server.at("next-same") }).list()), { code: "invalid_response" });
      equal(sent(await server.recorded()), [base, `${base}?page_token=a`], "requests");
    },
  },
  {
    name: "page tokens that form a loop end the list with an error",
    peers: false,
    async check({ make, server }) {
      await fails(() => all(make({ baseUrl: server.at("next-loop") }).list()), { code: "invalid_response" });
      equal(sent(await server.recorded()), [base, `${base}?page_token=a`, `${base}?page_token=b`], "requests");
    },
  },
  {
    name: "only the token of a next link to another origin is used, and nothing is sent there",
    peers: false,
    async check({ make, server }) {
      equal((await within(10_000, all(make({ baseUrl: server.at("next-abroad", "good") }).list()))).length, 2, "integrations");
      equal(sent(await server.recorded()), [base, `${base}?page_token=a%2Bb`], "requests");
    },
  },
  {
    name: "the token of a relative next link is used, and the filters are kept",
    peers: false,
    async check({ make, server }) {
      const query = { page_size: 3, resource_type: "TOPIC" };
      equal(
        (await within(10_000, all(make({ baseUrl: server.at("next-relative", "good") }).list(query)))).length,
        2,
        "integrations",
      );
      const second = new URL((await server.recorded())[1].path, "http://h").searchParams;
      equal(
        [second.get("page_token"), second.get("resource_type"), second.has("page_size")],
        ["a+b", "TOPIC", false],
        "the second query",
      );
    },
  },
  {
    name: "a next link without a token ends the list with an error",
    peers: false,
    check: ({ make, server }) =>
      fails(() => all(make({ baseUrl: server.at("next-without-token") }).list()), { code: "invalid_response" }),
  },
  {
    name: "a next link that is not a string ends the list with an error",
    peers: false,
    check: ({ make, server }) =>
      fails(() => all(make({ baseUrl: server.at('json~{"data":[],"metadata":{"next":7}}') }).list()), {
        code: "invalid_response",
      }),
  },
  {
    name: "a list sends nothing before it is awaited, and one request if awaited twice",
    peers: false,
    async check({ make, server }) {
      const list = make({ baseUrl: server.at("good") }).list();
      equal(await server.recorded(), [], "requests before");
      const [first, second] = await within(10_000, Promise.all([list, list]));
      assert(first === second, "two pages");
      equal((await server.recorded()).length, 1, "requests");
    },
  },
  {
    name: "a failed second page fails the list after the first page's rows",
    peers: false,
    async check({ make, server }) {
      const read = [];
      await fails(
        async () => {
          for await (const row of make({ baseUrl: server.at("next-same", "403") }).list()) read.push(row);
        },
        { code: "forbidden" },
      );
      equal(read.length, 1, "rows");
    },
  },
];
