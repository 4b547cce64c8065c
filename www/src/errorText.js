// Puts a failure into words: what it means for the reader, what the API or the Worker said, and where each belongs.
import { isNotificationsError } from "confluent-notifications";

const HEADINGS = {
  invalid_request: "Not sent: something is missing or wrong",
  bad_request: "The API could not accept this",
  unauthorized: "The credentials were refused",
  quota_exceeded: "The organization has reached its limit of integrations",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "This conflicts with something that exists",
  unprocessable: "The API rejected some of the fields",
  rate_limited: "Too many requests",
  server_error: "The API has a problem",
  unexpected_status: "Unexpected answer",
  invalid_response: "The answer could not be understood",
  network: "The Worker could not be reached",
  timeout: "No answer in time",
  internal: "This page has a fault",
};

/** By the code in the body of what the Worker itself refuses: its troubles are not the API's. */
const OF_WORKER = {
  forbidden: "The Worker does not allow this",
  misconfigured: "The Worker is not configured correctly",
  internal: "The Worker has a fault",
  history_unavailable: "The Worker cannot read its test results",
  access_unavailable: "The Worker could not check your sign-in",
  network: "The Worker could not reach the API",
  timeout: "The API did not answer in time",
  invalid_response: "The API's answer could not be understood",
  unexpected_status: "The API gave an unexpected answer",
};

/** Likewise what the Worker has stored of its own calls, where `forbidden` is the API's word. */
const STORED = { ...OF_WORKER, forbidden: HEADINGS.forbidden };

/** In place of the client's advice about CORS and `baseUrl`: this page always asks the Worker that served it. */
const UNREACHABLE = "Check your network connection, and whether the Worker is running.";

/** Where the request may have been carried out although no good answer came. */
const UNCLEAR = new Set(["network", "timeout", "server_error", "invalid_response", "unexpected_status", "internal"]);

/** { heading, words, requestId, wait, fields }: `fields` maps JSON pointers to words, `words` has the rest. */
export function errorText(error, pointers = []) {
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
  if (words.length === 0 && fields.size === 0) words.push(messageOf(error));
  const heading = headingOf(error);
  return {
    heading: error.status ? `${heading} (${error.status})` : heading,
    words,
    fields,
    requestId: error.requestId,
    wait: error.retryAfterMs ? `Wait ${secondsOf(error.retryAfterMs)} before you try again.` : "",
  };
}

/** The same in one line. */
export function problemLine(error) {
  const { heading, words } = errorText(error);
  return `${[heading, ...words].map((said) => said.replace(/[.:]$/, "")).join(": ")}.`;
}

function headingOf({ code, status, errors, stored }) {
  const ofWorker = stored ? STORED[code] : status && OF_WORKER[errors[0]?.code];
  return ofWorker ?? HEADINGS[code] ?? "Something went wrong";
}

function messageOf(error) {
  if (isNotificationsError(error) && error.code === "network" && !error.status) return UNREACHABLE;
  // The client's message has the status and the API's words; the request id has a line of its own below.
  return error.message.replace(/\s*\(request id [^)]*\)$/, "");
}

function secondsOf(ms) {
  const seconds = Math.ceil(ms / 1000);
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

export const isNotFound = (error) => isNotificationsError(error) && error.code === "not_found";

/** The request may have been carried out: look before sending it again. */
export const isUnclear = (error) => isNotificationsError(error) && UNCLEAR.has(error.code);
