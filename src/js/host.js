/**
 * The reads that Rust asks of JavaScript values: by a path of names joined by dots, typed, and without ever throwing,
 * because an exception that passes through WebAssembly leaves its instance in an unknown state.
 */

const UNREADABLE = Symbol("unreadable");

function at(value, path) {
  if (path === "") return value;
  try {
    for (const name of path.split(".")) {
      if (value === undefined || value === null) return undefined;
      value = value[name];
    }
    return value;
  } catch {
    return UNREADABLE;
  }
}

export function isList(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a revoked proxy
  }
}

export function isRecord(value) {
  return typeof value === "object" && value !== null && !isList(value);
}

/** The numbers are those of `document.rs`. */
export function shape(value, path) {
  value = at(value, path);
  switch (typeof value) {
    case "undefined":
      return 0;
    case "boolean":
      return value ? 2 : 3;
    case "number":
      return 4;
    case "string":
      return 5;
    case "object":
      return value === null ? 1 : isList(value) ? 6 : 7;
    case "function":
      return 8;
    default:
      return 9;
  }
}

export function text(value, path) {
  value = at(value, path);
  return typeof value === "string" ? value : undefined;
}

export function number(value, path) {
  value = at(value, path);
  return typeof value === "number" ? value : NaN;
}

export function length(value, path) {
  value = at(value, path);
  if (typeof value !== "object" || value === null) return 0;
  try {
    return Array.isArray(value) ? value.length : Object.keys(value).length;
  } catch {
    return 0;
  }
}

export function mentions(value, path, needle) {
  const json = encode(at(value, path));
  return json === undefined || json.includes(needle);
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

export function encode(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

export function header(response, name) {
  try {
    const value = response.headers.get(name);
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
