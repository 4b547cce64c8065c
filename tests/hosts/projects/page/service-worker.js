import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "./program/main.js";

addEventListener("message", (event) => {
  const answer = (seen) => event.ports[0].postMessage(seen);
  event.waitUntil(useClient(client, sandbox).then(answer, (error) => answer(String(error))));
});
