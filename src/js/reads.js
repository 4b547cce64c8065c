/** The reads that Rust requests with numbers only: passing text across is what is slow. */
import { at, encode, headerOf, isList, isRecord, placed, texts } from "./values.js";

/** The numbers are those of `document.rs`; 6 is a list, 1 null, and 2 and 3 are true and false. */
const shapes = { undefined: 0, number: 4, string: 5, object: 7, function: 8 };

export function shape(value, path) {
  value = at(value, path);
  if (value === null) return 1;
  if (typeof value === "boolean") return 3 - value;
  return isList(value) ? 6 : (shapes[typeof value] ?? 9);
}

export function number(value, top, index, path) {
  value = placed(value, top, index, path);
  return typeof value === "number" ? value : NaN;
}

/** Of a text in characters (Unicode scalar values), of other things in entries. */
export function length(value, path) {
  value = at(value, path);
  try {
    if (typeof value === "string") value = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "_");
    return (isRecord(value) ? Object.keys(value) : value).length;
  } catch {
    return 0;
  }
}

export function holdsRedacted(value, path) {
  return /"…"|:\/\/[^\s"<>`\\]*(…|%e2%80%a6)/i.test(encode(at(value, path)));
}

export function headerNumber(response, name) {
  const text = headerOf(response, texts[name]);
  return /^\s*\d{1,15}(\.\d{1,15})?\s*$/.test(text) ? Number(text) : NaN;
}

export function headerDate(response, name) {
  const text = headerOf(response, texts[name]);
  return / GMT\s*$/.test(text) ? Date.parse(text) : NaN;
}
