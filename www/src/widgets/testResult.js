// Says what came of an integration's last test: accepted, refused in the API's own words, or no clear answer.
import { el } from "../element.js";
import { icon } from "../icon.js";
import { problemWords } from "../problemWords.js";
import { rememberedFailure } from "../workerFailure.js";
import { problem } from "./problem.js";
import { relativeTime } from "./relativeTime.js";

const CHANGED = " It has been changed since.";

/** `test` as the canary has it, or undefined; `illSince` likewise. `changed`: the integration has been, since that test. `retired`: its target is. */
export function testResult({ test, illSince, changed, retired }) {
  if (!test) return illSince && stillIll(illSince);
  const { at, by, outcome } = test;
  // Where nothing arrives, nothing is good.
  if (outcome === "accepted") return el("p", { class: retired ? "note" : "note good" }, icon("check"), el("span", {}, "Last test accepted ", relativeTime(at), changed && `.${CHANGED}`));
  // What was pressed here a moment ago failed, whatever that says of the integration.
  if (by === undefined) return problem(test.error, { advice: el("span", {}, "Last test failed ", relativeTime(at), ".") });
  if (outcome === "refused") {
    const first = Date.parse(illSince) < Date.parse(at) && [" The first to fail was ", relativeTime(illSince), "."];
    return problem(rememberedFailure(test), { quiet: true, advice: el("span", {}, "Last test failed ", relativeTime(at), ".", ...(first || []), changed && CHANGED) });
  }
  return [el("p", { class: "note" }, icon("unknown"), el("span", {}, "Last test brought no clear answer ", relativeTime(at), ": ", wordsOf(test))), illSince && stillIll(illSince)];
}

function stillIll(since) {
  return el("p", { class: "note bad" }, icon("warning"), el("span", {}, "Not working: a test failed ", relativeTime(since), "."));
}

/** A failure that the canary remembers, in a line. */
export function wordsOf(test) {
  const { heading, words } = problemWords(rememberedFailure(test));
  return [heading, ...words].map((said) => said.replace(/[.:]$/, "")).join(": ") + ".";
}
