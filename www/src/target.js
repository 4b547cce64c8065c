// Knows what the page says about each kind of target, and what may be changed of it.
import { isKnownTarget, isWritableTarget } from "confluent-notifications";

/** The kinds that a person can create, in the form's order. */
export const WRITABLE = {
  Slack: {
    label: "Slack",
    icon: "slack",
    urlField: "webhook_url",
    urlLabel: "Slack webhook URL",
    example: "https://hooks.slack.com/services/…",
    hint: "From your Slack app, under Incoming Webhooks. Anyone who has this URL can post to the channel.",
  },
  MsTeams: {
    label: "Microsoft Teams",
    icon: "teams",
    urlField: "webhook_url",
    urlLabel: "Teams workflow URL",
    example: "https://….environment.api.powerplatform.com/…",
    hint: "From the channel's menu: Workflows, then a template that posts when a webhook request is received. URLs of the old Office 365 connectors no longer work.",
  },
  Webhook: {
    label: "Webhook",
    icon: "webhook",
    urlField: "url",
    urlLabel: "URL",
    example: "https://alerts.your-company.com/confluent",
    hint: "Any URL that accepts a POST with JSON. Confluent does not sign these requests, so put a secret into the URL.",
  },
};

const MANAGED = {
  RoleEmail: { label: "Email to a role", icon: "mail" },
  UserEmail: { label: "Email to a user", icon: "mail" },
  InApp: { label: "In the Confluent console", icon: "bell" },
};

/** A row of the list may be malformed; its target is an object all the same. */
export function targetOf(integration) {
  const target = integration.target;
  return target && typeof target === "object" ? target : { kind: "" };
}

export const nameOf = (integration) => integration.display_name || "(no name)";

export function labelOf(target) {
  return (WRITABLE[target.kind] ?? MANAGED[target.kind])?.label ?? (target.kind || "Unknown kind");
}

export function iconOf(target) {
  return (WRITABLE[target.kind] ?? MANAGED[target.kind])?.icon ?? "unknown";
}

/** The target's webhook URL, or "" if it has none. */
export function urlOf(target) {
  const url = target[WRITABLE[target.kind]?.urlField];
  return typeof url === "string" ? url : "";
}

/** Whom Confluent itself notifies: a role's name or a user's id. */
export function recipientOf(target) {
  const { role_name, user } = target;
  return String(role_name ?? (user && typeof user === "object" ? user.id : user) ?? "");
}

/** "writable": everything can be changed; "managed": nothing, since it is Confluent's own; "unknown": name and description. */
export function accessOf(integration) {
  const target = targetOf(integration);
  if (isWritableTarget(target)) return "writable";
  return isKnownTarget(target) ? "managed" : "unknown";
}
