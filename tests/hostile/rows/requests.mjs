// What leaves the process: ids, bodies and credentials; and what comes back, which must not lose anything on the way.
import { NotificationsClient } from "confluent-notifications";
import { assert, body, equal, fails, within } from "../outcomes.mjs";
import { integration, unknown } from "../messages.mjs";

const one = async ({ server }) => (await server.recorded())[0];
const basic = (text) => `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
const readOnly = { api_version: "notifications/v1", kind: "Integration", id: "n-1", metadata: { self: "x" } };

export const rows = [
  ...["", ".", ".."].map((id) => ({
    name: `the id ${JSON.stringify(id)} is refused and not sent`,
    peers: true,
    async check({ make, server }) {
      const operations = make({ baseUrl: server.at("good"), maxRetries: 0 });
      for (const operation of ["get", "delete", "update"]) {
        await fails(async () => operations[operation](id, { display_name: "x" }), { code: "invalid_request" });
      }
      equal((await server.recorded()).length, 0, "requests");
    },
  })),
  {
    name: "an id that is not a string or too long is refused and not sent",
    peers: false,
    async check({ make, server }) {
      for (const id of [undefined, null, 7, {}, "x".repeat(256)]) {
        await fails(async () => make({ baseUrl: server.at("good") }).delete(id), { code: "invalid_request" });
      }
      equal((await server.recorded()).length, 0, "requests");
    },
  },
  {
    name: "an id of any characters stays one segment of the path",
    peers: true,
    async check(row) {
      for (const id of ["a/b", "a?b=c", "a#b", "../../iam/v2/api-keys/k", "%2e%2e", "é ü"]) {
        equal((await within(10_000, row.make({ baseUrl: row.server.at("good") }).get(id))).id, id, "what was read");
        const { path } = await one(row);
        assert(path === `/good/notifications/v1/integrations/${encodeURIComponent(id)}`, path);
      }
    },
  },
  {
    name: "a secret with é is sent as Basic in UTF-8",
    peers: true,
    async check(row) {
      const credentials = { apiKey: "clé", apiSecret: "sécret-日本" };
      await within(10_000, (async () => row.make({ baseUrl: row.server.at("good"), credentials }).get("n-1"))());
      equal((await one(row)).headers.authorization, basic("clé:sécret-日本"), "authorization");
    },
  },
  {
    name: "the secret is not in what a console shows of `integrations`",
    peers: true,
    async check({ make, server, host }) {
      const shown = host.inspect(make({ baseUrl: server.at("good") }));
      assert(!shown.includes("the-secret") && !shown.includes(btoa("the-key:the-secret-of-the-key")), "it is");
    },
  },
  {
    name: "the secret is not in what a console or JSON shows of the client",
    peers: false,
    async check({ host }) {
      const credentials = { apiKey: "the-key", apiSecret: "the-secret-of-the-key" };
      const client = new NotificationsClient({
        credentials,
        headers: { "x-more": "the-secret-header" },
        dangerouslyAllowBrowser: true,
      });
      for (const text of [host.inspect(client), JSON.stringify(client), String(client)]) {
        assert(!text.includes("the-secret") && !text.includes(btoa("the-key:the-secret-of-the-key")), text);
      }
    },
  },
  {
    name: "fields of a create that only the API writes are not sent",
    peers: true,
    async check(row) {
      await within(10_000, row.make({ baseUrl: row.server.at("good") }).create({ ...readOnly, ...body }));
      equal(JSON.parse((await one(row)).body), body, "the body");
    },
  },
  {
    name: "an integration that was read can be tested as it came, without what only the API writes",
    peers: false,
    async check(row) {
      await within(10_000, row.make({ baseUrl: row.server.at("good") }).test(integration));
      const { id, kind, api_version, metadata, ...rest } = integration;
      equal(JSON.parse((await one(row)).body), rest, "the body");
    },
  },
  {
    name: "unknown fields are preserved",
    peers: true,
    async check({ make, server }) {
      equal(await within(10_000, make({ baseUrl: server.at("good") }).get("n-1")), integration, "what was read");
    },
  },
  {
    name: "an unknown kind is preserved, and written back as it was read",
    peers: true,
    async check(row) {
      const operations = row.make({ baseUrl: row.server.at("unknown") });
      const read = await within(10_000, operations.get("n-1"));
      equal(read, unknown, "what was read");
      await row.server.recorded();
      await within(10_000, operations.update("n-1", { target: read.target }));
      equal(JSON.parse((await one(row)).body), { target: unknown.target }, "the body");
    },
  },
  {
    name: "timestamps are strings with every digit",
    peers: true,
    async check({ make, server }) {
      const { metadata } = await within(10_000, make({ baseUrl: server.at("good") }).get("n-1"));
      equal(metadata.created_at, "2026-01-02T03:04:05.678901Z", "created_at");
      assert(typeof metadata.created_at === "string", typeof metadata.created_at);
    },
  },
  {
    name: "an invalid body is refused with all its faults, and not sent",
    peers: false,
    async check({ make, server }) {
      const create = () =>
        make({ baseUrl: server.at("good") }).create({
          display_name: "x".repeat(65),
          target: { kind: "Slack", webhook_url: "ftp://h" },
        });
      const { errors } = await fails(create, { code: "invalid_request" });
      equal(errors.map(({ pointer }) => pointer).sort(), ["/display_name", "/target/webhook_url"], "pointers");
      equal((await server.recorded()).length, 0, "requests");
    },
  },
  {
    name: "a redacted URL, a kind that only Confluent creates and an empty patch are refused and not sent",
    peers: false,
    async check({ make, server }) {
      const operations = make({ baseUrl: server.at("good") });
      const refused = { code: "invalid_request" };
      await fails(
        () => operations.create({ ...body, target: { kind: "Slack", webhook_url: "https://hooks.slack.com/…a1b2" } }),
        refused,
      );
      await fails(() => operations.create({ ...body, target: { kind: "RoleEmail", role_name: "OrganizationAdmin" } }), refused);
      await fails(() => operations.update("n-1", {}), refused);
      equal((await server.recorded()).length, 0, "requests");
    },
  },
  {
    name: "a token function is called before each attempt",
    peers: false,
    async check({ make, server }) {
      let asked = 0;
      const credentials = { token: async () => `token-${++asked}` };
      await within(10_000, make({ baseUrl: server.at("503", "good"), credentials }).get("n-1"));
      equal(
        (await server.recorded()).map(({ headers }) => headers.authorization),
        ["Bearer token-1", "Bearer token-2"],
        "authorization",
      );
    },
  },
  {
    name: "after a 401 a token function is called once more",
    peers: false,
    async check({ make, server }) {
      let asked = 0;
      const credentials = { token: () => `token-${++asked}` };
      await within(10_000, make({ baseUrl: server.at("401", "good"), credentials, maxRetries: 0 }).get("n-1"));
      await fails(() => make({ baseUrl: server.at("401"), credentials, maxRetries: 5 }).get("n-1"), { code: "unauthorized" });
      equal([asked, (await server.recorded()).length], [4, 4], "asked and sent");
    },
  },
  ...Object.entries({
    throws: () => {
      throw new Error("no vault");
    },
    rejects: async () => {
      throw new Error("no vault");
    },
    "rejects with undefined": () => Promise.reject(undefined),
    "gives nothing": () => undefined,
    "gives an empty text": () => "",
    "gives a line break": () => "a\r\nx-evil: 1",
    "never settles": () => new Promise(() => {}),
  }).map(([does, token]) => ({
    name: `a token function that ${does} fails the call with the code credentials, and nothing is sent`,
    peers: false,
    async check({ make, server }) {
      const error = await fails(() => make({ baseUrl: server.at("good"), credentials: { token }, timeout: 150 }).get("n-1"), {
        code: "credentials",
      });
      if (does === "throws" || does === "rejects") equal(error.cause?.message, "no vault", "the cause");
      equal((await server.recorded()).length, 0, "requests");
    },
  })),
  {
    name: "credentials in a browser are refused without dangerouslyAllowBrowser",
    peers: false,
    async check({ host }) {
      const credentials = { apiKey: "the-key", apiSecret: "the-secret-of-the-key" };
      if (!host.isBrowser) return new NotificationsClient({ credentials });
      await fails(async () => new NotificationsClient({ credentials }), {
        code: "invalid_request",
        says: ["dangerouslyAllowBrowser"],
      });
    },
  },
  {
    name: "credentials over plain http are refused except to loopback",
    peers: false,
    async check() {
      const options = { credentials: { token: "t" }, dangerouslyAllowBrowser: true };
      await fails(async () => new NotificationsClient({ ...options, baseUrl: "http://api.example" }), {
        code: "invalid_request",
      });
      for (const host of ["localhost:1", "127.0.0.2", "[::1]:8"])
        new NotificationsClient({ ...options, baseUrl: `http://${host}/x` });
    },
  },
  {
    name: "a base URL with user info, query or fragment, or of another scheme, is refused without quoting its secret",
    peers: false,
    async check({ host }) {
      for (const baseUrl of [
        "https://me:the-secret@h.example",
        "https://h.example?x=the-secret",
        "https://h.example#f",
        "ftp://h.example",
        "h.example",
        "",
      ]) {
        const error = await fails(async () => new NotificationsClient({ baseUrl }), { code: "invalid_request" });
        assert(!host.inspect(error).includes("the-secret"), "it tells it");
      }
    },
  },
];
