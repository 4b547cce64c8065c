// The list of an integration's last tests, as far as the Worker remembers any.
import { canary } from "../canary.js";
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { relativeTime } from "./relativeTime.js";
import { wordsOf } from "./testResult.js";

const SHOWN = 8;
const BY = { schedule: "on schedule", run: "with all, by hand", test: "alone, by hand" };
const OUTCOMES = {
  accepted: { words: "Accepted", iconName: "check", look: "good" },
  refused: { words: "Failed", iconName: "warning", look: "bad" },
  unclear: { words: "No clear answer", iconName: "unknown", look: "" },
};

/** Empty where nothing is remembered; `signal` ends the loading. */
export function testHistory(id, signal) {
  const element = el("section", { class: "history" });
  load();
  return element;

  async function load() {
    try {
      const tests = await canary.testsOf(id, { signal });
      if (tests) fill(element, el("h3", {}, "Last tests"), tests.length === 0 ? el("p", { class: "muted" }, "None is known.") : listOf(tests));
    } catch (error) {
      if (signal.aborted) return;
      fill(element, el("p", { class: "hint" }, `The last tests could not be read: ${error.message}`));
    }
  }
}

function listOf(tests) {
  const older = tests.slice(SHOWN);
  return [
    el("ol", { class: "tests", role: "list" }, tests.slice(0, SHOWN).map(line)),
    older.length > 0 && el("details", {}, el("summary", {}, `${older.length} older`), el("ol", { class: "tests", role: "list" }, older.map(line))),
  ];
}

function line(test) {
  const { words, iconName, look } = OUTCOMES[test.outcome] ?? OUTCOMES.unclear;
  const by = BY[test.by];
  return el(
    "li",
    { class: look },
    icon(iconName),
    el("div", {}, el("strong", {}, words), el("span", { class: "hint" }, relativeTime(test.at), by && ` · ${by}`), test.outcome !== "accepted" && el("p", {}, wordsOf(test))),
  );
}
