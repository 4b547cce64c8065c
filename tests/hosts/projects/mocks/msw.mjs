// Mock Service Worker in Node: what the client asks of the API, a handler answers.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { useClient } from "./program/main.js";

const server = setupServer();
const seen = await useClient(client, sandbox, (fetch) => {
  server.use(http.all("https://api.confluent.cloud/*", ({ request }) => fetch(request)));
  server.listen({ onUnhandledFrame: "error", onUnhandledRequest: "error" });
});
console.log(JSON.stringify(seen));
process.exit();
