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
    name: "a page token that comes again ends the list with an error",
    peers: false,
    async check({ make, server }) {
      await fails(() => all(make({ baseUrl: server.at("next-same") }).list()), { code: "invalid_response" });
      equal(sent(await server.recorded()), [base, `${base}?page_token=a`], "requests");
    },
  },
  {
    name: "page tokens that go round in a loop end the list with an error",
    peers: false,
    async check({ make, server }) {
      await fails(() => all(make({ baseUrl: server.at("next-loop") }).list()), { code: "invalid_response" });
      equal(sent(await server.recorded()), [base, `${base}?page_token=a`, `${base}?page_token=b`], "requests");
    },
  },
  {
    name: "a next link to a foreign origin gives its token, and nothing goes there",
    peers: false,
    async check({ make, server }) {
      equal((await within(10_000, all(make({ baseUrl: server.at("next-abroad", "good") }).list()))).length, 2, "integrations");
      equal(sent(await server.recorded()), [base, `${base}?page_token=a%2Bb`], "requests");
    },
  },
  {
    name: "a relative next link gives its token, and the filters go on",
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
    name: "a next link that is no text ends the list with an error",
    peers: false,
    check: ({ make, server }) =>
      fails(() => all(make({ baseUrl: server.at('json~{"data":[],"metadata":{"next":7}}') }).list()), {
        code: "invalid_response",
      }),
  },
  {
    name: "a list is lazy: nothing is sent before it is awaited, and awaited twice it is sent once",
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
    name: "a second page that fails fails the list, after the first page's rows",
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
