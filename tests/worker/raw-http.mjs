// Requests exactly as a test writes them: any Host, any path, any header twice. `fetch` would correct them.
import { request } from "node:http";
import { connect } from "node:net";

/**
 * `headers` are pairs; `host` and `content-length` are added unless given. `body` is text, bytes, or a list of
 * chunks that are sent without a length. Gives { status, headers, text, json() }.
 * @param {string | URL} base
 * @param {{ method?: string, path?: string, headers?: string[][], body?: string | Buffer | string[] }} [options]
 * @returns {Promise<{ status: number, headers: Record<string, any>, text: string, json: () => any }>}
 */
export function send(base, { method = "GET", path = "/", headers = [], body } = {}) {
  const { hostname, port, host } = new URL(base);
  const given = (name) => headers.some(([known]) => known.toLowerCase() === name);
  const all = [...headers];
  if (!given("host")) all.unshift(["Host", host]);
  if (typeof body === "string" && !given("content-length")) all.push(["Content-Length", String(Buffer.byteLength(body))]);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path, headers: all.flat(), setHost: false, agent: false });
    call.on("error", reject);
    call.on("response", async (response) => {
      let text = "";
      response.setEncoding("utf8");
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) });
    });
    if (Array.isArray(body)) {
      for (const chunk of body) call.write(chunk);
      call.end();
    } else call.end(body);
  });
}

/** The same with a JSON body, as any caller that behaves sends it. */
export function sendJson(base, method, path, body, headers = []) {
  return send(base, { method, path, headers: [["Content-Type", "application/json"], ...headers], body: JSON.stringify(body) });
}

export const COLLECTION = "/notifications/v1/integrations";

export const slack = (name = "on call") => ({
  display_name: name,
  target: { kind: "Slack", webhook_url: "https://hooks.slack.com/services/T00/B00/secretsecreta1b2" },
});

/** Bytes as they are, on a socket of their own: what Node's client would refuse to write. Gives { status, text } of the first answer; status 0 where the connection was closed without one. */
export function sendBytes(base, bytes, timeoutMs = 5_000) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    const done = () => {
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), headers: {}, text });
    };
    socket.setTimeout(timeoutMs, done);
    socket.on("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      text || error.code === "ECONNRESET" || error.code === "EPIPE" ? done() : reject(error),
    );
    socket.on("close", done);
    socket.setEncoding("latin1").on("data", (chunk) => (text += chunk));
    socket.write(bytes, "latin1");
  });
}
