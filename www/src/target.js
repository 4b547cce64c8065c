// Knows what the page says about each kind of target, and who may change it.
import { isKnownTarget, isWritableTarget } from "confluent-notifications";

/** The kinds that a person can make, in the order in which the form offers them. */
export const WRITABLE = {
  Slack: {
    label: "Slack", icon: "slack", urlField: "webhook_url", urlLabel: "Slack webhook URL",
    example: "https://hooks.slack.com/services/…",
    hint: "From your Slack app, under Incoming Webhooks. Whoever has this URL can post to the channel.",
  },
  MsTeams: {
    label: "Microsoft Teams", icon: "teams", urlField: "webhook_url", urlLabel: "Teams workflow URL",
    example: "https://….environment.api.powerplatform.com/…",
    hint: "From the channel's menu: Workflows, then a template that posts when a webhook request comes in. URLs of the old Office 365 connectors no longer work.",
  },
  Webhook: {
    label: "Webhook", icon: "webhook", urlField: "url", urlLabel: "URL",
    example: "https://alerts.your-company.com/confluent",
    hint: "Any address that takes a POST with JSON. Confluent does not sign these requests: put a secret into the URL.",
  },
};

const MANAGED = {
  RoleEmail: { label: "E-mail to a role", icon: "mail" },
  UserEmail: { label: "E-mail to a user", icon: "mail" },
  InApp: { label: "In the Confluent console", icon: "bell" },
};

/** A row of the list may be odd; its target is an object all the same. */
export function targetOf(integration) {
  const target = integration.target;
  return target && typeof target === "object" ? target : { kind: "" };
}

export const nameOf = (integration) => integration.display_name || "(no name)";

export function labelOf(target) {
  return (WRITABLE[target.kind] ?? MANAGED[target.kind])?.label ?? (target.kind || "No kind");
}

export function iconOf(target) {
  return (WRITABLE[target.kind] ?? MANAGED[target.kind])?.icon ?? "unknown";
}

/** The target's webhook URL, or "" where it has none. */
export function urlOf(target) {
  const url = target[WRITABLE[target.kind]?.urlField];
  return typeof url === "string" ? url : "";
}

/** To whom Confluent itself writes: a role's name or a user's id. */
export function recipientOf(target) {
  const { role_name, user } = target;
  return String(role_name ?? (user && typeof user === "object" ? user.id : user) ?? "");
}

/** "writable": all; "managed": nothing, for Confluent made it; "unknown": name and description. */
export function accessOf(integration) {
  const target = targetOf(integration);
  if (isWritableTarget(target)) return "writable";
  return isKnownTarget(target) ? "managed" : "unknown";
}
