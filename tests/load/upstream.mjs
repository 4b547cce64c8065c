// What both Workers ask: an API that answers at once, in a process of its own. Says its port on the first line.
import { createServer } from "node:http";

const rows = Array.from({ length: 25 }, (_, n) => ({
  id: `n-${n}`,
  metadata: { self: `https://api.confluent.cloud/notifications/v1/integrations/n-${n}` },
  display_name: `Integration ${n}`,
  target: { kind: "Slack", webhook_url: `https://hooks.slack.com/services/T00000000/B00000000/${"x".repeat(20)}${n}` },
}));
const body = JSON.stringify({ api_version: "notifications/v1", kind: "IntegrationList", metadata: { next: null }, data: rows });

const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "application/json", "x-request-id": "upstream", "content-length": body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ port: /** @type {import("node:net").AddressInfo} */ (server.address()).port, body })),
);
