// Servers on this machine that a test's client or browser reaches.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

/**
 * Lets a server listen on a free port of 127.0.0.1. `close` ends it together with its connections.
 * @param {import("node:http").Server} server
 */
export async function listen(server) {
  await new Promise((resolve, reject) => server.on("error", reject).listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  async function close() {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  return { origin: `http://127.0.0.1:${port}`, port, close };
}

/** An empty page: a site that is not the Worker's. */
export const startSite = () =>
  listen(
    createServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>elsewhere</title>"),
    ),
  );

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves a folder, with these headers. A file's type has no charset: a bundle must not depend on one. */
export function serveFolder(folder, headers = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = path.join(folder, pathname === "/" ? "index.html" : pathname);
    const body = file.startsWith(folder) ? await readFile(file).catch(() => null) : null;
    if (body === null) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream", ...headers });
    response.end(body);
  });
  return listen(server);
}
