/** What Rust reports of a step, under the numbers of `tell.rs`, until the caller that entered the instance takes it. */
import { texts } from "./values.js";

export const STEP = 0;
export const HEADERS = 1;
export const ATTEMPT = 2;
export const ERROR = 3;
export const RATE_LIMIT = 4;
export const UNSENT = 5;
export const DETAILS = 6;

let told = [];

function tell(place, name, value) {
  // A header may be called __proto__: on an object without a prototype that is an ordinary name.
  (told[place] ??= place === HEADERS ? { __proto__: null } : {})[name] = value;
}

function tellNamed(place, name, value) {
  tell(place, texts[name], value);
}
export { tellNamed as tellNumber, tellNamed as tellText };

export function tellHeader(name, value) {
  tell(HEADERS, name, value);
}

export function take() {
  const taken = told;
  told = [];
  return taken;
}
