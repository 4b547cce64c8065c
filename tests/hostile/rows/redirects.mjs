// Redirects: repeated whole within the origin, never followed to another one. A browser hides where one leads, so there it
// is refused by name.
import { assert, body, equal, fails, within } from "../outcomes.mjs";

const within3xx = [301, 307, 308];
const refused = (server) => ({ code: "unexpected_status", says: [server.origin] });

export const rows = [
  ...within3xx.flatMap((status) => [
    {
      name: `${status} within the origin repeats method and body, or is refused by name`,
      peers: false,
      async check({ make, server, host }) {
        const create = () => make({ baseUrl: server.at(`redirect~${status}`) }).create(body);
        if (host.isBrowser) return fails(create, refused(server));
        equal((await within(10_000, create())).id, "n-1", "what was created");
        const [first, second] = await server.recorded();
        equal(
          [second.method, second.body, second.headers.authorization],
          [first.method, first.body, first.headers.authorization],
          "the second request",
        );
      },
    },
    {
      name: `a create that is redirected with ${status} is repeated unchanged or refused`,
      peers: true,
      async check({ make, server }) {
        await within(10_000, make({ baseUrl: server.at(`redirect~${status}`), maxRetries: 0 }).create(body)).catch(() => {});
        const sent = await server.recorded();
        for (const { method, body: text } of sent) equal([method, text], ["POST", sent[0].body], "a request");
      },
    },
    {
      name: `a create that is redirected to another origin with ${status} sends nothing there`,
      peers: true,
      async check({ make, server }) {
        await fails(() => make({ baseUrl: server.at(`redirect-abroad~${status}`), maxRetries: 0 }).create(body), {
          code: "unexpected_status",
        });
        equal(abroad(await server.recorded()), [], "requests to the other origin");
      },
    },
  ]),
  {
    name: "a delete that is redirected to another origin with 307 deletes nothing there",
    peers: true,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at("redirect-abroad~307"), maxRetries: 0 }).delete("n-1"), {
        code: "unexpected_status",
      });
      equal(abroad(await server.recorded()), [], "requests to the other origin");
    },
  },
  {
    name: "a get that is redirected to another origin with 302 sends no credentials there",
    peers: true,
    async check({ make, server }) {
      await within(10_000, make({ baseUrl: server.at("redirect-abroad~302"), maxRetries: 0 }).get("n-1")).catch(() => {});
      assert(!JSON.stringify(abroad(await server.recorded())).includes('authorization":"'), "the other origin has them");
    },
  },
  {
    name: "a redirect to another origin is an error that names the origin without the path",
    peers: false,
    async check({ make, server, host }) {
      const { message } = await fails(() => make({ baseUrl: server.at("redirect-abroad~301") }).get("n-1"), {
        code: "unexpected_status",
      });
      assert(message.includes(host.isBrowser ? server.origin : server.foreign), message);
      assert(!message.includes("/good"), message);
    },
  },
  {
    name: "a loop of redirects ends in an error",
    peers: true,
    async check({ make, server }) {
      await fails(() => make({ baseUrl: server.at("redirect-loop"), maxRetries: 0 }).get("n-1"), { code: "unexpected_status" });
    },
  },
  {
    name: "at most three redirects are followed",
    peers: false,
    async check({ make, server, host }) {
      await fails(() => make({ baseUrl: server.at("redirect-loop") }).get("n-1"), { code: "unexpected_status" });
      equal((await server.recorded()).length, host.isBrowser ? 1 : 4, "requests");
    },
  },
  ...[301, 302, 304, 308].map((status) => ({
    name: `${status} without Location ends in an error`,
    peers: true,
    check: ({ make, server }) =>
      fails(() => make({ baseUrl: server.at(`redirect-nowhere~${status}`), maxRetries: 0 }).get("n-1"), {
        code: "unexpected_status",
      }),
  })),
];

const abroad = (records) => records.filter(({ at }) => at === "foreign");
