// A box that says what failed, in the API's own words, with the request id that support asks for.
import { el } from "../element.js";
import { icon } from "../icon.js";
import { errorText } from "../errorText.js";
import { requestIdLine } from "./requestIdLine.js";

/**
 * `advice` is the page's own sentence; `action` is a button, such as one to try again. `quiet` is for what is not news:
 * screen readers don't announce it.
 */
export function problem(error, { pointers, advice, action, quiet = false } = {}) {
  const { heading, words, requestId, wait } = errorText(error, pointers);
  return el(
    "div",
    { class: "problem", role: quiet ? null : "alert" },
    icon("warning"),
    el(
      "div",
      { class: "problem-words" },
      el("strong", {}, heading),
      words.map((said) => el("p", {}, said)),
      wait && el("p", {}, wait),
      advice && el("p", {}, advice),
      requestId && requestIdLine(requestId),
      action,
    ),
  );
}
