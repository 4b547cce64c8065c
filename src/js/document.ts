/**
 * JavaScript values at paths that Rust names by number, and the heads of responses: every read is without an exception,
 * since one that passes through WebAssembly leaves its instance in an unknown state.
 */
import { JsonType } from "./wire.ts";

/** The texts that Rust has named, by number; and the same as paths. */
export const texts: string[] = [""];
const paths: string[][] = [[]];

/** The number of a text from now on. A new instance asks again, and gets the same numbers. */
export function internPath(text: string): number {
  const number = texts.indexOf(text);
  if (number >= 0) return number;
  paths.push(text.split("."));
  return texts.push(text) - 1;
}

function at(value: unknown, path: number): unknown {
  try {
    for (const name of paths[path] as string[]) {
      if (value === undefined || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  } catch {
    return null; // a value that cannot be read counts as one of the wrong type
  }
}

/** `index` is -1 where there is no list on the way. */
function placed(value: unknown, top: number, index: number, path: number): unknown {
  value = at(value, top);
  try {
    return at(index < 0 ? value : (value as unknown[])[index], path);
  } catch {
    return null;
  }
}

const types: Record<string, JsonType> = {
  undefined: JsonType.ABSENT,
  number: JsonType.NUMBER,
  string: JsonType.STRING,
  object: JsonType.OBJECT,
  function: JsonType.FUNCTION,
};

export function jsonType(value: unknown, path: number): JsonType {
  value = at(value, path);
  if (value === null) return JsonType.NULL;
  if (typeof value === "boolean") return value ? JsonType.TRUE : JsonType.FALSE;
  return isList(value) ? JsonType.ARRAY : (types[typeof value] ?? JsonType.OTHER);
}

export function text(value: unknown, top: number, index: number, path: number): string | undefined {
  value = placed(value, top, index, path);
  return typeof value === "string" ? value : undefined;
}

/** NaN where there is none. */
export function number(value: unknown, top: number, index: number, path: number): number {
  value = placed(value, top, index, path);
  return typeof value === "number" ? value : NaN;
}

/** Of a text in characters (Unicode scalar values), of other things in entries. */
export function length(value: unknown, path: number): number {
  value = at(value, path);
  try {
    if (typeof value === "string") value = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "_");
    return (isRecord(value) ? Object.keys(value) : (value as string | unknown[])).length;
  } catch {
    return 0;
  }
}

/** Every string in what stands at `path`, however deep, each between two NUL characters. */
export function strings(value: unknown, path: number): string {
  let texts = "\0";
  try {
    JSON.stringify(at(value, path), (_, part: unknown) => {
      if (typeof part === "string") texts += `${part}\0`;
      return part;
    });
  } catch {
    // A body that cannot be written as JSON is refused for that.
  }
  return texts;
}

/** A header of a `Response`, or of whatever a fetch returned instead. */
export function header(response: unknown, name: number): string | undefined {
  try {
    const value: unknown = (response as Response).headers.get(texts[name] as string);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** NaN where there is no such header, or it holds no number. */
export function headerNumber(response: unknown, name: number): number {
  const text = String(header(response, name));
  return /^\s*\d{1,15}(\.\d{1,15})?\s*$/.test(text) ? Number(text) : NaN;
}

/** In milliseconds since 1970; NaN where there is no such header, or it holds no HTTP date. */
export function headerDate(response: unknown, name: number): number {
  const text = String(header(response, name));
  return / GMT\s*$/.test(text) ? Date.parse(text) : NaN;
}

/** The `page_token` of a link, which may be relative. */
export function pageToken(link: string): string | undefined {
  return readUrl(link, "https://h")?.searchParams.get("page_token") ?? undefined;
}

/** Whether a text is an absolute http or https URL, without blanks and control characters, that the host's parser accepts. */
export function isUrl(text: string): boolean {
  return /^https?:\/\/(?![/\\])[!-~\x80-\uffff]+$/i.test(text) && !!readUrl(text);
}

/** A URL as the host writes it, relative to a base that is not empty; undefined where its parser refuses it. */
export function href(url: string, base: string): string | undefined {
  return readUrl(url, base || undefined)?.href;
}

/** The host's own URL; undefined where it is none. */
export function readUrl(url: string | URL | undefined, base?: string): URL | undefined {
  try {
    return url === undefined ? url : new URL(url, base);
  } catch {
    return undefined;
  }
}

export function isList(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a revoked proxy
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isList(value);
}

/** The value as JSON; undefined where it cannot be written. */
export function encode(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
