import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../../program/main.js";

export const load = async () => ({ seen: JSON.stringify(await useClient(client, sandbox)) });
