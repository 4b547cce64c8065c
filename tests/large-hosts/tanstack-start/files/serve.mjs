// The built server answers requests as a fetch function does; this puts it and its assets behind Node's own server.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import server from "./dist/server/server.js";

createServer(async (request, response) => {
  const asset = `dist/client${new URL(request.url, "http://x").pathname}`;
  if (/\.\w+$/.test(asset) && existsSync(asset)) {
    response.setHeader("content-type", asset.endsWith(".js") ? "text/javascript" : "application/octet-stream");
    return createReadStream(asset).pipe(response);
  }
  const answer = await server.fetch(new Request(new URL(request.url, `http://${request.headers.host}`)));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  Readable.fromWeb(answer.body ?? new ReadableStream({ start: (body) => body.close() })).pipe(response);
}).listen(Number(process.env.PORT), "127.0.0.1");
