// An upstream that records every request that reaches it, and answers as a test says.
import { createServer } from "node:http";
import { after, beforeEach } from "node:test";
import { listen } from "../support/server.mjs";
import { startInOrder } from "../support/start-in-order.mjs";

/**
 * An upstream for the tests of the file or the `describe` that calls this: started before the first, and stopped after the
 * last. Before each, `seen` is empty and `answer` the one given here: `answer(request, response)` decides the response. Without
 * one, that is an empty list.
 */
export function withUpstream(answer) {
  const upstream = { seen: [], answer };
  const server = serverOf(upstream);
  startInOrder(() => start(upstream, server));
  beforeEach(() => {
    upstream.seen.length = 0;
    upstream.answer = answer;
  });
  after(() => upstream.stop?.());
  return upstream;
}

export function startUpstream(answer) {
  const upstream = { seen: [], answer };
  return start(upstream, serverOf(upstream));
}

function serverOf(upstream) {
  return createServer((request, response) => {
    let body = "";
    const arrived = { method: request.method, path: request.url, headers: request.headers, raw: request.rawHeaders };
    upstream.seen.push(arrived);
    request.setEncoding("utf8");
    request.on("data", (chunk) => (body += chunk));
    request.on("close", () => (arrived.cancelled = !response.writableFinished));
    request.on("end", () => {
      arrived.body = body;
      if (upstream.answer) upstream.answer(arrived, response);
      else say(200, { data: [], metadata: {} })(arrived, response);
    });
  });
}

async function start(upstream, server) {
  const { origin, close } = await listen(server);
  return Object.assign(upstream, { url: origin, stop: close });
}

/** An answer of JSON, or of the text given. */
export const say =
  (status, body, headers = {}) =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "x-request-id": "upstream-id", ...headers });
    response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  };

export const KEY = "KEY0123456789";
export const API_SECRET = "planted-api-secret-0123456789";

/** The variables that point a Worker at it. */
export const pointedAt = (upstream, more = {}) => ({
  CONFLUENT_BASE_URL: upstream.url,
  CONFLUENT_API_KEY: KEY,
  CONFLUENT_API_SECRET: API_SECRET,
  ...more,
});
