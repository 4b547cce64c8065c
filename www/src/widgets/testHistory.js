// The list of an integration's last tests, as far as the Worker has stored any.
import { canary } from "../canary.js";
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { problemLine } from "../errorText.js";
import { storedFailure } from "../workerFailure.js";
import { exactTime, relativeTime } from "./relativeTime.js";
import { requestIdLine } from "./requestIdLine.js";

const SHOWN = 8;
const TRIGGERS = { schedule: "on schedule", run: "test of all, by hand", test: "single test, by hand" };
const RESULTS = {
  accepted: { words: "Accepted", iconName: "check", look: "good" },
  retired: { words: "Accepted, but the target is retired", iconName: "warning", look: "bad" },
  rejected: { words: "Failed", iconName: "warning", look: "bad" },
  inconclusive: { words: "No clear answer", iconName: "unknown", look: "" },
};

/** Empty where nothing is stored; `signal` ends the loading. */
export function testHistory(id, signal) {
  const element = el("section", { class: "history" });
  load();
  return element;

  async function load() {
    try {
      const tests = await canary.testsOf(id, { signal });
      if (tests)
        fill(
          element,
          el("h3", {}, "Last tests"),
          tests.length === 0 ? el("p", { class: "muted" }, "Not tested yet.") : listOf(tests),
        );
    } catch (error) {
      if (signal.aborted) return;
      fill(element, el("p", { class: "hint" }, `The last tests could not be loaded. ${problemLine(error)}`));
    }
  }
}

function listOf(tests) {
  const older = tests.slice(SHOWN);
  return [
    el("ol", { class: "tests", role: "list" }, tests.slice(0, SHOWN).map(line)),
    older.length > 0 &&
      el("details", {}, el("summary", {}, `${older.length} older`), el("ol", { class: "tests", role: "list" }, older.map(line))),
  ];
}

/** The exact time is there to be read: no finger and no keyboard reaches a tooltip. */
function line(test) {
  const { at, trigger, result, code, request_id: requestId } = test;
  const { words, iconName, look } = (code === "retired" && RESULTS.retired) || (RESULTS[result] ?? RESULTS.inconclusive);
  const cause = TRIGGERS[trigger];
  return el(
    "li",
    { class: look },
    icon(iconName),
    el(
      "div",
      {},
      el("strong", {}, words),
      el("span", { class: "hint" }, relativeTime(at), cause && ` · ${cause}`),
      el("p", { class: "hint" }, exactTime(at)),
      result !== "accepted" && el("p", {}, problemLine(storedFailure(test))),
      requestId && requestIdLine(requestId),
    ),
  );
}
