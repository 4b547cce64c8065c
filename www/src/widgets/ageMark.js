// Marks a target whose URL belongs to a service that has been retired or has moved.
import { el } from "../element.js";
import { icon } from "../icon.js";

/** `entry` is what ageOf() said. The mark alone, for a row's first line. */
export function ageMark(entry) {
  return el("span", { class: `mark ${entry.age}` }, icon("warning"), entry.words);
}

/** The mark with what to do about it. */
export function ageAdvice(entry) {
  return el("div", { class: `advice ${entry.age}` }, ageMark(entry), el("p", {}, entry.advice));
}
