/** The options and bodies that users give, read once into plain data without ever throwing; and which host this is. */
import { isRecord, readUrl } from "./document.ts";

/** A shallow copy without the properties named in `readOnly` and without undefined ones; each is read once. */
export function without(value: unknown, readOnly: object): unknown {
  if (!isRecord(value)) return value;
  try {
    const copy = { ...value };
    for (const name of Object.keys(copy)) {
      const value = copy[name];
      // A toJSON function would replace the body that is sent.
      const speaks = name === "toJSON" && typeof value === "function";
      if (value === undefined || speaks || Object.hasOwn(readOnly, name)) delete copy[name];
    }
    return copy;
  } catch {
    return null;
  }
}

/** Pairs with names in lower case, as the host's own `Headers` returns them; null if it does not accept them. */
function readHeaders(headers: unknown): string[][] | null {
  try {
    const given = headers as Iterable<[string, string]>;
    const pairs = given[Symbol.iterator] ? [...given] : Object.entries(headers as Record<string, string>);
    const areTexts = typeof headers === "object" && pairs.flat().every((text) => typeof text === "string");
    return areTexts ? [...new Headers(pairs)] : null;
  } catch {
    return null;
  }
}

/**
 * Options as plain data: each property read once, headers as a list of pairs, the base URL parsed. What cannot be read is
 * null, and what is no object comes back as it was: Rust refuses both by name.
 */
export function readOptions(options: unknown): unknown {
  if (!isRecord(options)) return options;
  try {
    const copy = { ...options };
    if (copy.headers !== undefined) copy.headers = readHeaders(copy.headers);
    if (copy.baseUrl !== undefined) copy.baseUrl = readUrl(copy.baseUrl as string | URL) ?? null;
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

/**
 * Whether everyone who opens the page can read what this program holds: in a page or one of its workers. jsdom and happy-dom
 * are documents in Node.
 */
export function isBrowser(): boolean {
  const { navigator, window, WorkerGlobalScope } = globalThis as typeof globalThis & { WorkerGlobalScope?: unknown };
  const inWorker = typeof WorkerGlobalScope === "function" && globalThis instanceof WorkerGlobalScope;
  return (!!window?.document || inWorker) && /^Mozilla\/(?!.*(jsdom|HappyDOM)\/)/.test(String(navigator?.userAgent));
}
