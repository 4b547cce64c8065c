// Marks a target whose URL belongs to a service that was retired or has moved.
import { el } from "../element.js";
import { icon } from "../icon.js";

/** Just the mark, for a row's first line. `entry` is what ageOf() returned. */
export function ageMark(entry) {
  return el("span", { class: `mark ${entry.age}` }, icon("warning"), entry.words);
}

/** The mark, with what to do about it. */
export function ageAdvice(entry) {
  return el("div", { class: `advice ${entry.age}` }, ageMark(entry), el("p", {}, entry.advice));
}
