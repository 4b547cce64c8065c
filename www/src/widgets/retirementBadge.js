// Marks a target whose service was retired or may have moved.
import { el } from "../element.js";
import { icon } from "../icon.js";

/** The badge alone, for a row's first line. `entry` is what retirementOf() returned. */
export function retirementBadge(entry) {
  return el("span", { class: `mark ${entry.retirement}` }, icon("warning"), entry.words);
}

/** The badge, with what to do about it. */
export function retirementAdvice(entry) {
  return el("div", { class: `advice ${entry.retirement}` }, retirementBadge(entry), el("p", {}, entry.advice));
}
