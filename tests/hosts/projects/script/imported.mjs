import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "./program/main.js";

console.log(JSON.stringify(await useClient(client, sandbox)));
