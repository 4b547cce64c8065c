import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../program/main.js";

export default { fetch: async () => Response.json(await useClient(client, sandbox)) };
