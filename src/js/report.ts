/** What Rust reports of a step, under the numbers of `report.rs`, until the caller that entered the instance takes it. */
import { texts } from "./document.ts";

export const STEP = 0;
export const HEADERS = 1;
export const ATTEMPT = 2;
export const ERROR = 3;
export const RATE_LIMIT = 4;
export const UNSENT = 5;
export const DETAILS = 6;

type Value = string | number;
/** By place; each place holds what was reported under names. */
export type Report = (Record<string, Value> | undefined)[];

let reported: Report = [];

function report(place: number, name: string, value: Value): void {
  // A header may be called __proto__: on an object without a prototype that is an ordinary name.
  (reported[place] ??= place === HEADERS ? { __proto__: null as never } : {})[name] = value;
}

function reportNamed(place: number, name: number, value: Value): void {
  report(place, texts[name] as string, value);
}
export { reportNamed as reportNumber, reportNamed as reportText };

export function reportHeader(name: string, value: string): void {
  report(HEADERS, name, value);
}

export function takeReport(): Report {
  const taken = reported;
  reported = [];
  return taken;
}
