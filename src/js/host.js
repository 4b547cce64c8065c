/** What the host does for Rust and for the driver, without ever throwing: texts, headers, URLs, options read once. */
import { UNREADABLE, isList, isRecord, placed, texts } from "./values.js";

export { learn } from "./values.js";

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
      if (copy[name] === undefined || name in unsent || name === "toJSON") delete copy[name];
    }
    return copy;
  } catch {
    return UNREADABLE;
  }
}

export function header(response, name) {
  try {
    const value = response.headers.get(texts[name]);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

export function location(response, url) {
  try {
    const place = response.headers.get("location");
    return typeof place === "string" ? new URL(place, url).href : undefined;
  } catch {
    return undefined;
  }
}

export function base64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

export function dateMs(text) {
  return Date.parse(text);
}

/** The host's own URL; a text where it is none. */
function readUrl(url) {
  try {
    return new URL(url);
  } catch {
    return "";
  }
}

/** Pairs with names in lower case, as the host's own `Headers` has them; null where it takes them for none. */
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
    if (copy.baseUrl !== undefined) copy.baseUrl = readUrl(copy.baseUrl);
    if (typeof copy.credentials === "object" && copy.credentials !== null) copy.credentials = { ...copy.credentials };
    return copy;
  } catch {
    return UNREADABLE;
  }
}

/** What some code threw, in a few words: anything can be thrown. */
export function wordsOf(thrown) {
  try {
    if (typeof thrown !== "object" || thrown === null) return String(thrown);
    const { name, message, cause } = thrown;
    // Node puts the reason a person needs (ECONNREFUSED, …) into the cause.
    const code = cause?.code ?? cause?.message;
    return [name, message, code].filter((part) => typeof part === "string" && part !== "").join(": ");
  } catch {
    return "an error that cannot be read";
  }
}

/** Whether whoever looks at the page can read what this program holds: a page or one of its workers. */
export function isBrowser() {
  const { navigator, window, WorkerGlobalScope } = globalThis;
  const page = typeof window === "object" && typeof window?.document === "object";
  const worker = typeof WorkerGlobalScope === "function" && globalThis instanceof WorkerGlobalScope;
  return (page || worker) && String(navigator?.userAgent).startsWith("Mozilla/");
}
