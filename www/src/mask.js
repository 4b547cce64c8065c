// Hides secrets in what comes from the API before it is shown: URLs, and fields whose name suggests a secret.
import { redactText, redactUrl } from "confluent-notifications";

const SECRET_NAME = /url|uri|key|token|secret|password|credential/i;

/** Whether a field, of a kind that this page does not know, is hidden until someone asks to see it. */
export function isSecret(name, value) {
  return typeof value === "string" && value !== "" && (SECRET_NAME.test(name) || redactText(value) !== value);
}

/** The text with every URL in it redacted. Rows are as the API sent them: what is not text is shown as JSON. */
export function maskText(value) {
  return redactText(typeof value === "string" ? value : (JSON.stringify(value ?? undefined) ?? ""));
}

/** What is shown in place of a secret: a URL without its secret part, and of any other text at most its end. */
export function maskSecret(value) {
  // As a URL, whose query may hold escapes: a text with those would be hidden whole, and the host with it.
  if (/^https?:\/\//i.test(value)) return redactUrl(value);
  const redacted = redactText(value);
  if (redacted !== value) return redacted;
  return value.length >= 16 ? `…${value.slice(-4)}` : "…";
}

/** A copy of an integration to share on a screen or paste into a ticket. Its `metadata` has addresses, no secrets. */
export function maskedCopy(integration) {
  const { metadata, ...rest } = integration;
  return metadata === undefined ? masked(rest, "") : { ...masked(rest, ""), metadata };
}

function masked(value, name) {
  if (typeof value === "string") return isSecret(name, value) ? maskSecret(value) : value;
  if (Array.isArray(value)) return value.map((item) => masked(item, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key)]));
}
