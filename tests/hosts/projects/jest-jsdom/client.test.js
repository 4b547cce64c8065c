// jsdom as Jest has it: a document without TextDecoder, fetch, Request and Response.
const { NotificationsClient, redactUrl } = require("confluent-notifications");
const { createSandbox } = require("confluent-notifications/sandbox");
const { expectedIn, useClient } = require("./program.cjs");

const credentials = { apiKey: "key", apiSecret: "secret" };

it("has what a document lacks of it", () => {
  expect(["TextDecoder", "Request", "Response", "fetch"].filter((name) => name in globalThis)).toEqual([]);
});

it("runs the client over a fetch that gives anything like a response", async () => {
  const fetch = async () => ({ status: 200, headers: new Map(), text: async () => '{"data":[],"metadata":{}}' });
  const { integrations } = new NotificationsClient({ fetch, credentials, headers: { "x-team": "a" } });
  expect((await integrations.list()).data).toEqual([]);
  expect(redactUrl("https://h.example/\u00e9-and-sixteen-more")).toMatch(/^https:\/\/h\.example\/\u2026/);
});

it("says what the sandbox lacks, and nothing of CORS", async () => {
  const { integrations } = new NotificationsClient({ fetch: createSandbox().fetch, maxRetries: 0 });
  const error = await integrations.list().then(undefined, (reason) => reason);
  expect(error.message).toMatch(/Response, which jsdom lacks: jest-fixed-jsdom/);
  expect(error.message).not.toMatch(/CORS/);
});

it("runs the sandbox with a Response alone, without a Request", async () => {
  globalThis.Response = class {
    constructor(text, { status, headers }) {
      Object.assign(this, { status, headers: new Headers(headers), text: async () => text ?? "" });
    }
  };
  const seen = await useClient(require("confluent-notifications"), require("confluent-notifications/sandbox"));
  // A body that breaks off is a stream, which jsdom lacks too.
  expect({ ...seen, cut: undefined }).toEqual({ ...expectedIn({ browser: false }), cut: undefined });
  delete globalThis.Response;
});
