// A box that says what failed, in the API's own words, with the request id that support asks for.
import { el } from "../element.js";
import { icon } from "../icon.js";
import { problemWords } from "../problemWords.js";
import { copyButton } from "./copyButton.js";

/**
 * `advice` is the page's own sentence; `action` a button, such as one to try again. `quiet` is what was so before: it is not
 * read out by itself.
 */
export function problem(error, { pointers, advice, action, quiet = false } = {}) {
  const { heading, words, requestId, wait } = problemWords(error, pointers);
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
      requestId && el("p", { class: "request-id" }, "Request id ", el("code", {}, requestId), copyButton("request id", () => requestId)),
      action,
    ),
  );
}
