/** What the host does for Rust and for the driver, without ever throwing: texts, headers, URLs, options read once. */
import { headerOf, isRecord, placed, texts } from "./values.js";

export function text(value, top, index, path) {
  value = placed(value, top, index, path);
  return typeof value === "string" ? value : undefined;
}

/** A shallow copy without the properties named in `unsent` and without undefined ones; each is read once. */
export function without(value, unsent) {
  if (!isRecord(value)) return value;
  try {
    const copy = { ...value };
    for (const name of Object.keys(copy)) {
      const value = copy[name];
      // A toJSON function would replace the body that is sent.
      const speaks = name === "toJSON" && typeof value === "function";
      if (value === undefined || speaks || Object.hasOwn(unsent, name)) delete copy[name];
    }
    return copy;
  } catch {
    return null;
  }
}

export function header(response, name) {
  return headerOf(response, texts[name]);
}

export function location(response, url) {
  return readUrl(headerOf(response, "location"), url)?.href;
}

export function pageToken(link) {
  return readUrl(link, "https://h")?.searchParams.get("page_token") ?? undefined;
}

/** The host's own URL; undefined where it is none. */
function readUrl(url, base) {
  try {
    return url === undefined ? url : new URL(url, base);
  } catch {
    return undefined;
  }
}

/** Pairs with names in lower case, as the host's own `Headers` returns them; null if it does not accept them. */
function readHeaders(headers) {
  try {
    const pairs = headers[Symbol.iterator] ? [...headers] : Object.entries(headers);
    const areTexts = typeof headers === "object" && pairs.flat().every((text) => typeof text === "string");
    return areTexts ? [...new Headers(pairs)] : null;
  } catch {
    return null;
  }
}

/** Options as plain data: each property read once, headers as a list of pairs, the base URL parsed. */
export function readOptions(options) {
  if (!isRecord(options)) return options;
  try {
    const copy = { ...options };
    if (copy.headers !== undefined) copy.headers = readHeaders(copy.headers);
    if (copy.baseUrl !== undefined) copy.baseUrl = readUrl(copy.baseUrl) ?? null;
    if (isRecord(copy.credentials)) {
      const { apiKey, apiSecret, token } = copy.credentials;
      const basic = btoa(String.fromCharCode(...new TextEncoder().encode(`${apiKey}:${apiSecret}`)));
      copy.credentials = { apiKey, apiSecret, token, basic };
    }
    return copy;
  } catch {
    return null;
  }
}

/** What some code threw, in a few words: anything can be thrown. */
export function wordsOf(thrown) {
  try {
    if (typeof thrown !== "object" || thrown === null) return String(thrown);
    const { name, message, cause } = thrown;
    // Node puts the useful reason (ECONNREFUSED, …) into the cause.
    const code = cause?.code ?? cause?.message;
    return [name, message, code].filter((part) => part && typeof part === "string").join(": ");
  } catch {
    return "an error that cannot be read";
  }
}

/** Whether everyone who opens the page can read what this program holds: in a page or one of its workers. */
export function isBrowser() {
  const { navigator, window, WorkerGlobalScope } = globalThis;
  const inWorker = typeof WorkerGlobalScope === "function" && globalThis instanceof WorkerGlobalScope;
  return (!!window?.document || inWorker) && String(navigator?.userAgent).startsWith("Mozilla/");
}
