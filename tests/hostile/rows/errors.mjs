// What the API says of a failure, in its three shapes, and what must never be said: secrets, also where the server echoes them.
import { assert, body, equal, fails, wordsOf } from "../outcomes.mjs";
import { requestId } from "../messages.mjs";

const secretUrl = "https://hooks.slack.com/services/T000/B000/secret-secret-a1b2";
const slack = { display_name: "on call", target: { kind: "Slack", webhook_url: secretUrl } };

/** @param {(error: any) => unknown} more */
const shape =
  (fault, call, options, more = () => {}) =>
  async ({ make, server }) => {
    const error = await fails(() => call(make({ baseUrl: server.at(fault), maxRetries: 0 })), options);
    if (error.code) more(error);
  };

/** Nothing of these in whatever somebody could log. */
function hides(host, value, secrets) {
  for (const text of [wordsOf(value), JSON.stringify(value) ?? "", String(value?.stack), host.inspect(value)]) {
    for (const secret of secrets)
      assert(
        !text.includes(secret),
        `it holds ${secret}: …${text.slice(Math.max(0, text.indexOf(secret) - 80), text.indexOf(secret) + 40)}`,
      );
  }
}

export const rows = [
  {
    name: "errors[] of the API are read, one entry per field",
    peers: true,
    check: shape(
      "error-list",
      (operations) => operations.create(body),
      { code: "unprocessable", says: ["422", "the URL is odd"] },
      (error) => {
        assert(error.message.includes("the name is long"), error.message);
        assert(error.message.startsWith("422 the URL is odd"), error.message);
        equal(
          error.errors.map(({ code, pointer }) => [code, pointer]),
          [
            ["bad_url", "/target/url"],
            ["40002", undefined],
          ],
          "errors",
        );
      },
    ),
  },
  {
    name: "error{} of the API is read",
    peers: true,
    check: shape(
      "error-object",
      (operations) => operations.get("n-1"),
      { code: "not_found", says: ["404", "no such thing"] },
      (error) => {
        assert(error.message.startsWith("404 no such thing"), error.message);
        equal(
          [error.errors[0].code, error.errors[0].suggestion, error.requestId],
          ["RESOURCE_NOT_FOUND", "list them", requestId],
          "fields",
        );
      },
    ),
  },
  {
    name: "error_code and message of the API are read",
    peers: true,
    check: shape(
      "error-flat",
      (operations) => operations.get("n-1"),
      { code: "forbidden", says: ["403", "not yours"] },
      (error) => {
        assert(error.message.startsWith("403 not yours"), error.message);
        equal(error.errors, [{ code: "40301", detail: "not yours" }], "errors");
      },
    ),
  },
  {
    name: "an error has the request id that support asks for",
    peers: true,
    check: shape("error-flat", (operations) => operations.get("n-1"), { says: [requestId] }),
  },
  {
    name: "409 names the resource that is in conflict",
    peers: false,
    check: shape(
      "conflict",
      (operations) => operations.create(body),
      { code: "conflict" },
      ({ location }) => assert(location?.endsWith("/notifications/v1/integrations/n-9"), location),
    ),
  },
  {
    name: "secrets that the server echoes in texts, ids and pointers are redacted",
    peers: false,
    async check({ make, server, host }) {
      const error = await fails(() => make({ baseUrl: server.at("echoed") }).create(body), { code: "bad_request" });
      hides(host, error, ["the-secret-of-the-key", btoa("the-key:the-secret-of-the-key")]);
    },
  },
  {
    name: "a webhook URL that the server echoes is redacted",
    peers: false,
    async check({ make, server, host }) {
      const error = await fails(() => make({ baseUrl: server.at("echoed") }).create(slack), {
        code: "bad_request",
        says: ["hooks.slack.com"],
      });
      hides(host, error, ["secret-secret", "T000/B000", "B000"]);
    },
  },
  {
    name: "events of attempts contain neither secret nor webhook URL",
    peers: false,
    async check({ make, server, host }) {
      const seen = [];
      const onAttempt = (attempt) => seen.push(attempt);
      await fails(() => make({ baseUrl: server.at("echoed"), onAttempt }).create(slack), { code: "bad_request" });
      equal(
        seen.map(({ operation, status, error, attempt }) => [operation, status, error, attempt]),
        [["integrations.create", 400, "bad_request", 1]],
        "events",
      );
      hides(host, seen, ["the-secret-of-the-key", "secret-secret"]);
    },
  },
  {
    name: "a fetch error that contains the secret is not quoted",
    peers: false,
    async check({ make, server, host }) {
      const fetch = async (_url, { headers }) =>
        Promise.reject(new TypeError(`cannot send ${headers.authorization} to ${secretUrl}`));
      const error = await fails(() => make({ baseUrl: server.at("good"), fetch, maxRetries: 0 }).get("n-1"), { code: "network" });
      hides(host, error, [btoa("the-key:the-secret-of-the-key"), "secret-secret"]);
    },
  },
];
