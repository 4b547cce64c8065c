import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../../../program/main.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export const GET = async () => Response.json(await useClient(client, sandbox).catch(String));
