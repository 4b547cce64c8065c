// Says how an integration's last test went: accepted, refused in the API's own words, or without a clear answer.
import { el } from "../element.js";
import { icon } from "../icon.js";
import { problemLine } from "../problemWords.js";
import { rememberedFailure } from "../workerFailure.js";
import { problem } from "./problem.js";
import { relativeTime } from "./relativeTime.js";

const CHANGED = "Changed since, not tested.";
const MAY_BE_SENT = " The test message may have been sent all the same.";

/**
 * `test` as the canary has it, or undefined; `illSince` and `unknownSince` likewise. `changed`: the integration was, since that test. `retired`:
 * its target is.
 */
export function testResult({ test, illSince, unknownSince, changed, retired }) {
  if (!test) return illSince !== null && stillIll(illSince);
  if (changed) return changedSince(test);
  // Where nothing arrives, nothing is good.
  if (test.outcome === "accepted") return note(retired ? "" : "good", "check", "Last test accepted ", relativeTime(test.at), ".");
  return test.outcome === "refused" ? refused(test, illSince) : unclear(test, illSince, unknownSince);
}

/** Nobody knows how it is now, so nothing is green or red. */
function changedSince(test) {
  const { at, outcome } = test;
  if (outcome === "accepted") return note("", "unknown", "Last test accepted ", relativeTime(at), ". ", CHANGED);
  return note(
    "",
    "unknown",
    `Last test ${outcome === "refused" ? "failed" : "brought no clear answer"} `,
    relativeTime(at),
    ": ",
    problemLine(errorOf(test)),
    " ",
    CHANGED,
  );
}

function refused(test, illSince) {
  const first = Date.parse(illSince) < Date.parse(test.at) && [" The first failure was ", relativeTime(illSince), "."];
  return problem(errorOf(test), {
    quiet: !isOwn(test),
    advice: el("span", {}, "Last test failed ", relativeTime(test.at), ".", ...(first || [])),
  });
}

function unclear(test, illSince, unknownSince) {
  const words = ["Last test brought no clear answer ", relativeTime(test.at)];
  const sent = mayBeSent(test) && MAY_BE_SENT;
  const still = illSince === null ? unknownSince && stillUnknown(unknownSince) : stillIll(illSince);
  // What was pressed here a moment ago is announced, with all that may be done about it.
  if (isOwn(test)) return [problem(test.error, { advice: el("span", {}, words, ".", sent) }), still];
  return [note("", "unknown", ...words, ": ", problemLine(errorOf(test)), sent), still];
}

/** Sent from this page; what the Worker remembers has `by`. */
const isOwn = (test) => test.by === undefined;

const errorOf = (test) => test.error ?? rememberedFailure(test);

/** Whether it was the answer that did not come, rather than the request that did not go. */
function mayBeSent({ code, status, error }) {
  return (error?.status ?? status) === 504 || (error?.code ?? code) === "timeout";
}

function stillIll(since) {
  return note("bad", "warning", "Not working: a test failed", since && " ", since && relativeTime(since), ".");
}

function stillUnknown(since) {
  const words = "Nobody knows whether it works: two scheduled tests in a row had no clear answer, the second one ";
  return note("", "warning", words, relativeTime(since), ".");
}

function note(look, iconName, ...words) {
  return el("p", { class: `note ${look}` }, icon(iconName), el("span", {}, words));
}
