// What the hostile server can do to a request, by name. What follows a "~" in the path is a fault's argument.
import { oddities } from "./oddities.mjs";
import { integration, requestId, unknown } from "./messages.mjs";

const head = { "content-type": "application/json", "x-request-id": requestId };
const html = `<!doctype html><title>Sign in</title><p>Please sign in.`;
const huge = html + "<p>filler".repeat(600_000);

const send =
  (status, body, headers = {}) =>
  ({ response }) =>
    response.writeHead(status, { ...head, ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
const sendHtml = (status, body = html, type = "text/html") => send(status, body, { "content-type": type });

/** Bytes of our own instead of what node:http would let pass. */
const raw =
  (...lines) =>
  ({ response, end }) => {
    end();
    response.socket.end(lines.join("\r\n"));
  };
const cut =
  (status, body) =>
  ({ response, end }) => {
    end();
    response.writeHead(status, { ...head, "content-length": body.length + 100 });
    response.write(body, () => setTimeout(() => response.socket?.destroy(), 20));
  };
const reset = ({ response, end }) => {
  end();
  response.socket.resetAndDestroy();
};

/** What a well-behaved API answers. */
function good({ request, response }) {
  const { method } = request;
  const { pathname } = new URL(request.url, "http://localhost");
  if (method === "DELETE" || pathname.endsWith(":test")) return response.writeHead(204, { "x-request-id": requestId }).end();
  const isList = method === "GET" && pathname.endsWith("/integrations");
  const id = decodeURIComponent(pathname.split("/").at(-1));
  const body = isList ? { data: [integration], metadata: { next: null } } : { ...integration, ...(method === "GET" && { id }) };
  response.writeHead(method === "POST" ? 201 : 200, head).end(JSON.stringify(body));
}

/** The path without the part that names the faults. */
const rest = (request) => request.url.slice(request.url.indexOf("/", 1));

const page = (next) => send(200, { data: [integration], metadata: { next } });
const problem = (status, body) => send(status, body);
const echoed = ({ request, record, response }) => {
  const { authorization } = request.headers;
  const plain = Buffer.from(authorization.split(" ")[1], "base64").toString();
  const detail = `bad ${authorization} that is ${plain} with ${record.body}`;
  send(
    400,
    { errors: [{ code: plain.split(":")[1], detail, source: { pointer: plain } }] },
    { "x-request-id": plain.split(":")[1] },
  )({ response });
};

/** By a clock that a row which makes Date.now jump does not move. */
const dateIn = (ms) => new Date(Math.ceil((performance.timeOrigin + performance.now() + ms) / 1000) * 1000).toUTCString();

export const faults = {
  good,
  status: (exchange) => send(Number(exchange.name), {})(exchange),
  unknown: send(200, unknown),
  "reset-before-headers": reset,
  "reset-after-headers": ({ response, end }) => {
    end();
    response.writeHead(200, { ...head, "content-length": 1000 });
    response.write('{"id":"n-1"', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  },
  "stalled-headers": () => {},
  "stalled-body": ({ response }) => response.writeHead(200, head).write('{"id":"n-1",'),
  "truncated-body": cut(200, '{"id":"n-1","target":{"kind":"We'),
  "truncated-json": send(200, '{"id":"n-1","target":{"kind":"We'),
  "truncated-error": send(500, '{"errors":[{"detail":"half a sen'),
  html: sendHtml(200),
  "html-as-json": sendHtml(200, html, "application/json"),
  "html-error": sendHtml(502),
  "json-as-html": sendHtml(200, JSON.stringify(integration)),
  "json-as-nothing": raw("HTTP/1.1 200 OK", "connection: close", "", JSON.stringify(integration)),
  empty: send(200, ""),
  "empty-500": send(500, ""),
  "huge-html": sendHtml(200, huge),
  "huge-html-error": sendHtml(500, huge),
  redirect: ({ request, response, argument }) => {
    const location = `/good${rest(request)}`;
    send(Number(argument), "", { location })({ response });
  },
  "redirect-abroad": ({ request, response, argument, foreign }) =>
    send(Number(argument), "", { location: `${foreign}/good${rest(request)}` })({ response }),
  "redirect-loop": ({ request, response }) => send(307, "", { location: request.url })({ response }),
  "redirect-nowhere": ({ response, argument }) => send(Number(argument), "")({ response }),
  "early-hints": raw(
    ...["HTTP/1.1 103 Early Hints", "link: </style.css>; rel=preload; as=style", ""],
    ...[
      "HTTP/1.1 200 OK",
      "content-type: application/json",
      `x-request-id: ${requestId}`,
      "connection: close",
      "",
      JSON.stringify(integration),
    ],
  ),
  "switching-protocols": raw("HTTP/1.1 101 Switching Protocols", "connection: upgrade", "upgrade: chat", "", "hello"),
  "no-http": raw("SSH-2.0-OpenSSH_9.2", "", ""),
  "204-with-body": raw("HTTP/1.1 204 No Content", "content-length: 5", "connection: close", "", "hello"),
  json: ({ response, argument }) => send(200, argument)({ response }),
  "next-same": page("?page_token=a"),
  "next-loop": ({ request, response }) =>
    page(`?page_token=${new URL(request.url, "http://h").searchParams.get("page_token") === "a" ? "b" : "a"}`)({ response }),
  "next-abroad": ({ foreign, response }) => page(`${foreign}/good/notifications/v1/integrations?page_token=a%2Bb`)({ response }),
  "next-relative": page("/notifications/v1/integrations?page_size=3&page_token=a%2Bb"),
  "next-without-token": page("/notifications/v1/integrations?page_size=3"),
  busy: ({ response, argument }) => send(429, {}, { "retry-after": argument })({ response }),
  "busy-until": ({ response, argument }) => send(429, {}, { "retry-after": dateIn(Number(argument)) })({ response }),
  "window-used-up": ({ response, argument }) =>
    send(429, {}, { "x-ratelimit-limit": "5", "x-ratelimit-remaining": "0", "x-ratelimit-reset": argument })({ response }),
  "error-list": problem(422, {
    errors: [
      { id: "e-1", status: "422", code: "bad_url", detail: "the URL is odd", source: { pointer: "/target/url" } },
      { error_code: 40002, message: "the name is long" },
    ],
  }),
  "error-object": problem(404, {
    status: "404",
    error: { code: "RESOURCE_NOT_FOUND", message: "no such thing", details: "n-1", suggestion: "list them" },
    requestId: "of-the-body",
  }),
  "error-flat": problem(403, { error_code: 40301, message: "not yours" }),
  ...oddities,
  conflict: ({ response }) =>
    send(409, { errors: [{ detail: "taken" }] }, { location: "/notifications/v1/integrations/n-9" })({ response }),
  echoed,
};
