import * as client from "/node_modules/confluent-notifications/dist/index.js";
import * as sandbox from "/node_modules/confluent-notifications/dist/sandbox.js";
import { useClient } from "./program/main.js";

useClient(client, sandbox).then(
  (seen) => {
    globalThis.seen = seen;
  },
  (error) => {
    globalThis.seen = String(error);
  },
);
