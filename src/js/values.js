/**
 * JavaScript values at paths that Rust names by number, read without ever throwing: an exception that passes through
 * WebAssembly leaves its instance in an unknown state.
 */

/** The texts that Rust has named, by number; and as paths. */
export const texts = [""];
const paths = [[]];

/** A new instance learns again, and gets the same numbers. */
export function learn(text) {
  const number = texts.indexOf(text);
  if (number >= 0) return number;
  paths.push(text.split("."));
  return texts.push(text) - 1;
}

export function at(value, path) {
  try {
    for (const name of paths[path]) {
      if (value === undefined || value === null) return undefined;
      value = value[name];
    }
    return value;
  } catch {
    return null; // a value that cannot be read counts as one of the wrong type
  }
}

/** `index` is -1 where there is no list on the way. */
export function placed(value, top, index, path) {
  value = at(value, top);
  try {
    return at(index < 0 ? value : value[index], path);
  } catch {
    return null;
  }
}

/** A header by its lower-case name; undefined where there is none. */
export function headerOf(response, name) {
  try {
    const value = response.headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
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

export function encode(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
