// The hostile server on loopback: the first part of a path names what goes wrong, so a client's baseUrl chooses it.
// `/503+good/notifications/v1/…` answers 503 first and well from then on; `GET /recorded` tells what came and forgets it, `GET /recorded-so-far` keeps it.
import { createServer } from "node:http";
import { listen } from "../support/server.mjs";
import { faults } from "./faults.mjs";

/**
 * { origin, close }. Two origins of one server: `foreign` is the one that nobody configured. `files`: path → { type, body },
 * for the page that runs the rows in a browser.
 */
export async function startHostileServer(files = {}) {
  const state = { records: [], turns: new Map(), files };
  const own = await start((...exchange) => answer(state, "own", ...exchange));
  const foreign = await start((...exchange) => answer(state, "foreign", ...exchange));
  const closed = await start(() => {});
  await closed.close();
  state.where = { origin: own.origin, foreign: foreign.origin, refusing: closed.origin };
  return { origin: own.origin, files, close: () => Promise.all([own.close(), foreign.close()]) };
}

function answer(state, at, request, response) {
  // On a socket that was used before, a browser sends again by itself what was reset.
  response.setHeader("connection", "close");
  const { pathname } = new URL(request.url, "http://localhost");
  const file = state.files[pathname];
  if (file) return response.writeHead(200, { "content-type": file.type }).end(file.body);
  if (pathname === "/where") return json(response, state.where);
  if (pathname === "/recorded" || pathname === "/recorded-so-far") {
    json(
      response,
      state.records.map(({ settled, ...record }) => record),
    );
    if (pathname === "/recorded-so-far") return;
    state.records = [];
    return state.turns.clear();
  }
  if (at === "foreign") response.setHeaders(new Map(Object.entries(permissive)));
  if (at === "foreign" && request.method === "OPTIONS") return response.writeHead(204).end();
  receive(state, at, request, response);
}

/** So that a browser which would carry something to the foreign origin is seen to do it. */
const permissive = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, accept",
  "access-control-allow-methods": "GET, POST, PATCH, DELETE",
};

function receive(state, at, request, response) {
  const { method, url, headers } = request;
  const record = { at, method, path: url, headers, body: "", ms: performance.now(), closed: false };
  state.records.push(record);
  response.on("close", () => (record.closed = !response.writableFinished && !record.settled));
  request.setEncoding("utf8").on("data", (text) => (record.body += text));
  request.on("end", () => {
    const [, steps] = url.split("/");
    const turn = state.turns.get(steps) ?? 0;
    state.turns.set(steps, turn + 1);
    const names = steps.split("+");
    const [name, argument] = decodeURIComponent(names[Math.min(turn, names.length - 1)]).split("~");
    const fault = faults[name] ?? (/^\d{3}$/.test(name) ? faults.status : undefined);
    if (!fault) return response.writeHead(501).end(`The hostile server knows no fault ${name}.`);
    const end = () => (record.settled = true);
    fault({ request, response, record, argument, name, turn, end, ...state.where });
  });
  request.on("error", () => {});
}

const json = (response, value) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

function start(handler) {
  const server = createServer({ keepAlive: false }, handler);
  server.on("clientError", (_, socket) => socket.destroy());
  return listen(server);
}
