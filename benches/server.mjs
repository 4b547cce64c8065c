// In a process of its own: answers the measured operations on loopback. Prints its port, and ends when its input does.
import { createServer } from "node:http";
import { answerHeaders, operations } from "./exchange.mjs";

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const operation = request.method === "POST" ? "create" : pathname.endsWith("/integrations") ? "list" : "get";
  request.resume().on("end", () => {
    response.writeHead(operations[operation].status, answerHeaders).end(operations[operation].body);
  });
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
process.stdin.resume().on("end", () => process.exit(0));
