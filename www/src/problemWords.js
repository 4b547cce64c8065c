// Puts a failure into words: what it means here, the API's own words, and where each belongs.
import { isNotificationsError } from "confluent-notifications";

const HEADINGS = {
  invalid_request: "Not sent: something is missing or wrong",
  bad_request: "The API could not accept this",
  unauthorized: "The credentials were refused",
  quota_exceeded: "The organization has no room for more integrations",
  forbidden: "Not allowed: only an organization administrator's credentials can do this",
  not_found: "It is not there",
  conflict: "Something is in the way",
  unprocessable: "The API refused some of the fields",
  rate_limited: "Too many requests",
  server_error: "The API has a problem",
  unexpected_status: "Unexpected answer",
  invalid_response: "The answer could not be understood",
  network: "No answer",
  timeout: "No answer in time",
  internal: "A fault of this page's client",
};

/** Where the request may have been carried out although no good answer came. */
const UNCLEAR = new Set(["network", "timeout", "server_error", "invalid_response", "unexpected_status", "internal"]);

/** { heading, words, requestId, wait, fields }: `fields` maps JSON pointers to words, `words` is for all the rest. */
export function problemWords(error, pointers = []) {
  if (!isNotificationsError(error) && !error?.errors) {
    return { heading: "Something went wrong", words: [String(error?.message ?? error)], fields: new Map() };
  }
  const fields = new Map();
  const words = [];
  for (const entry of error.errors) {
    const said = [entry.detail ?? entry.title ?? entry.code, entry.suggestion].filter(Boolean).join(" ");
    if (!said) continue;
    const pointer = pointers.find((known) => known === entry.pointer);
    if (pointer) fields.set(pointer, [...(fields.get(pointer) ?? []), said]);
    else words.push(entry.pointer ? `${entry.pointer}: ${said}` : said);
  }
  // The client's message says the status and the API's words; the request id has a line of its own below.
  if (words.length === 0 && fields.size === 0) words.push(error.message.replace(/\s*\(request id [^)]*\)$/, ""));
  const heading = HEADINGS[error.code] ?? "Something went wrong";
  return {
    heading: error.status ? `${heading} (${error.status})` : heading,
    words,
    fields,
    requestId: error.requestId,
    wait: error.retryAfterMs ? `It asks to wait ${Math.ceil(error.retryAfterMs / 1000)} seconds before the next try.` : "",
  };
}

export const isNotFound = (error) => isNotificationsError(error) && error.code === "not_found";

/** The request may have been carried out: look before sending it again. */
export const isUnclear = (error) => isNotificationsError(error) && UNCLEAR.has(error.code);
