/** What Rust reports of a step, until the caller that entered the instance takes it. */
import { texts } from "./document.ts";
import { Place } from "./wire.ts";

type Value = string | number;
/** By place; each place holds what was reported under names. */
export type Report = (Record<string, Value> | undefined)[];

let reported: Report = [];

function report(place: Place, name: string, value: Value): void {
  // A header may be called __proto__: on an object without a prototype that is an ordinary name.
  (reported[place] ??= place === Place.HEADERS ? { __proto__: null as never } : {})[name] = value;
}

function reportNamed(place: Place, name: number, value: Value): void {
  report(place, texts[name] as string, value);
}
export { reportNamed as reportNumber, reportNamed as reportText };

export function reportHeader(name: string, value: string): void {
  report(Place.HEADERS, name, value);
}

export function takeReport(): Report {
  const taken = reported;
  reported = [];
  return taken;
}
