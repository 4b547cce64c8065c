import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../program/main.js";

useClient(client, sandbox)
  .catch(String)
  .then((seen) => {
    globalThis.seen = seen;
  });
