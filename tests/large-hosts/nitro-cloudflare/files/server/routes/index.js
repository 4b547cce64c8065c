import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../../program/main.js";

export default defineEventHandler(() => useClient(client, sandbox).catch(String));
