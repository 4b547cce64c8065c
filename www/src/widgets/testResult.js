// Says how an integration's last test went: accepted, rejected in the API's own words, or without a clear answer.
import { el } from "../element.js";
import { icon } from "../icon.js";
import { problemLine } from "../errorText.js";
import { storedFailure } from "../workerFailure.js";
import { problem } from "./problem.js";
import { relativeTime } from "./relativeTime.js";

const CHANGED = "Changed since, not tested.";
const MAY_BE_SENT = " The test message may have been sent all the same.";

/**
 * `test`, `failure`, `failingSince` and `unknownSince` as the canary has them. `changed`: the integration was, since that test.
 * `retired`: its target is.
 */
export function testResult({ test, failure, failingSince, unknownSince, changed, retired }) {
  const still = failingSince === null ? unknownSince && stillUnknown(unknownSince) : stillFailing(failingSince);
  if (failure && failure.result === undefined) return [withoutAnswer(failure), still];
  if (!test) return still;
  if (changed) return changedSince(test);
  // Where nothing arrives, nothing is good.
  if (test.result === "accepted") return note(retired ? "" : "good", "check", "Last test accepted ", relativeTime(test.at), ".");
  return test.result === "rejected" ? rejected(test, failure, failingSince) : [inconclusive(test, failure), still];
}

/** Nobody knows how it is now, so nothing is green or red. */
function changedSince(test) {
  const { at, result } = test;
  if (result === "accepted") return note("", "unknown", "Last test accepted ", relativeTime(at), ". ", CHANGED);
  return note(
    "",
    "unknown",
    `Last test ${result === "rejected" ? "failed" : "brought no clear answer"} `,
    relativeTime(at),
    ": ",
    problemLine(storedFailure(test)),
    " ",
    CHANGED,
  );
}

function rejected(test, failure, failingSince) {
  const isFirst = !(Date.parse(failingSince) < Date.parse(test.at));
  const first = isFirst ? [] : [" The first failure was ", relativeTime(failingSince), "."];
  return problem(failure?.error ?? storedFailure(test), {
    quiet: !failure,
    advice: el("span", {}, "Last test failed ", relativeTime(test.at), ".", ...first),
  });
}

/** What was pressed here a moment ago is announced, with all that may be done about it. */
function inconclusive(test, failure) {
  if (failure) return withoutAnswer(failure);
  const words = ["Last test brought no clear answer ", relativeTime(test.at), ": ", problemLine(storedFailure(test))];
  return note("", "unknown", ...words, mayBeSent(test) && MAY_BE_SENT);
}

function withoutAnswer({ error, at }) {
  const advice = ["Last test brought no clear answer ", relativeTime(at), ".", mayBeSent(error) && MAY_BE_SENT];
  return problem(error, { advice: el("span", {}, ...advice) });
}

/** Whether it was the answer that did not come, rather than the request that did not go. */
function mayBeSent({ code, status }) {
  return status === 504 || code === "timeout";
}

function stillFailing(since) {
  return note("bad", "warning", "Not working: a test failed", since && " ", since && relativeTime(since), ".");
}

function stillUnknown(since) {
  const words = "Nobody knows whether it works: two scheduled tests in a row had no clear answer, the second one ";
  return note("", "warning", words, relativeTime(since), ".");
}

function note(look, iconName, ...words) {
  return el("p", { class: `note ${look}` }, icon(iconName), el("span", {}, words));
}
