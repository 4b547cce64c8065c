// More that the hostile server can do, byte by byte: answers that never end or drip, odd bytes, odd places, odd tokens.
import { integration, requestId } from "./messages.mjs";

const json = JSON.stringify(integration);
const head = { "content-type": "application/json", "x-request-id": requestId };

/** Bytes of our own instead of what node:http would let pass. */
const raw =
  (text) =>
  ({ response, end }) => {
    end();
    response.socket.end(Buffer.from(text, "latin1"));
  };
const answer = (status, body, ...lines) =>
  raw([`HTTP/1.1 ${status} Told`, ...lines, `content-length: ${body.length}`, "connection: close", "", body].join("\r\n"));
const writing =
  (ms, text) =>
  ({ response, argument }) => {
    response.writeHead(200, head);
    let at = 0;
    const timer = setInterval(() => response.write(text(at++, argument)), ms);
    response.on("close", () => clearInterval(timer));
  };
const send =
  (status, body, headers) =>
  ({ response }) =>
    response.writeHead(status, { ...head, ...headers }).end(body);

export const oddities = {
  // White space before a value is JSON as far as it has come.
  endless: writing(10, () => " ".repeat(65_536)),
  dripping: writing(40, (at) => json[at] ?? " "),
  "chunk-cut": raw(
    `HTTP/1.1 200 Told\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${json.length.toString(16)}\r\n${json.slice(0, 40)}`,
  ),
  "no-utf8": answer(200, '{"id":"\xff\xfe","target":{"kind":"\xff"}'),
  "no-gzip": answer(200, json, "content-type: application/json", "content-encoding: gzip"),
  "bytes-behind": raw(
    `HTTP/1.1 200 Told\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\nconnection: close\r\n\r\n${json}HTTP/1.1 500 Hidden\r\n\r\n`,
  ),
  "huge-list": ({ response }) =>
    send(200, JSON.stringify({ data: [{ ...integration, display_name: "x".repeat(8_000_000) }] }))({ response }),
  prototype: send(200, json.replace("{", '{"__proto__":{"polluted":true},')),
  "odd-error": ({ response, argument }) => send(400, argument)({ response }),
  "odd-redirect": ({ response, argument }) => send(308, "", { location: argument })({ response }),
  // A URL that begins as ours does, and is another's: what stands before the @ is a user.
  "redirect-beside": ({ request, response }) =>
    send(307, "", { location: `http://${request.headers.host}@elsewhere.invalid/` })({ response }),
  "redirect-then-abroad": ({ request, response }) =>
    send(307, "", { location: `/redirect-abroad~307${request.url.slice(request.url.indexOf("/", 1))}` })({ response }),
  "odd-next": ({ response, argument }) => send(200, `{"data":[${json}],"metadata":{"next":${argument}}}`)({ response }),
  "window-open": send(429, "{}", { "x-ratelimit-remaining": "3", "x-ratelimit-reset": "30" }),
};
