// A typed program, in a project of ES modules.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "./program/main.js";

export function urlOf(target: client.Target): string | undefined {
  if (!client.isKnownTarget(target)) return undefined;
  switch (target.kind) {
    case "Slack":
    case "MsTeams":
      return target.webhook_url;
    case "Webhook":
      return target.url;
    default:
      return undefined;
  }
}

const options: client.ClientOptions = { fetch: sandbox.createSandbox().fetch };
export const { integrations } = new client.NotificationsClient(options);

useClient(client, sandbox).then((seen) => console.log(JSON.stringify(seen)));
