// A route handler.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../../program/main.js";

export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json(await useClient(client, sandbox));
}
