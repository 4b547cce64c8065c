import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "./program/main.js";

const tell = (seen) => {
  // In a worker, the page waits for a message.
  if ("document" in globalThis) globalThis.seen = seen;
  else postMessage(seen);
};
useClient(client, sandbox).then(tell, (error) => tell(String(error)));
