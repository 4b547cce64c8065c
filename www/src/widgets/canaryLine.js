// Says when all integrations were last tested, and warns where that failed or stopped: then what breaks goes unnoticed.
import { canary } from "../canary.js";
import { now } from "../clock.js";
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { problemLine } from "../errorText.js";
import { mayTest, mayWrite, session } from "../session.js";
import { TEXTS } from "../texts.js";
import { storedFailure } from "../workerFailure.js";
import { webhookTest } from "./webhookTest.js";
import { problem } from "./problem.js";
import { relativeTime } from "./relativeTime.js";

/** The schedule is weekly, unless the operator has changed it. */
const STOPPED_MS = 10 * 86_400_000;

export function canaryLine() {
  const lines = el("div", { class: "lines" });
  const webhook = webhookTest();
  const element = el("div", { class: "canary" }, lines);
  let drawn = "";

  function draw() {
    drawLines();
    const offered = canary.webhook && mayTest();
    if (!offered) webhook.remove();
    else if (!element.contains(webhook)) element.append(webhook);
    element.hidden = !offered && lines.childElementCount === 0;
  }

  /** Drawn only when they say something else: screen readers announce an alert each time it is drawn. */
  function drawLines() {
    const { persisted, lastRun, lastScheduled, error } = canary;
    const notes = mayWrite() ? canary.notes : [];
    const stopped = lastScheduled !== null && now() - Date.parse(lastScheduled) > STOPPED_MS;
    const failure = error && problemLine(error);
    const state = JSON.stringify([persisted, lastRun, failure, notes, stopped]);
    if (state === drawn) return;
    drawn = state;
    fill(
      lines,
      failure && el("p", { class: "hint" }, `The last results could not be loaded. ${failure}`),
      lastRun ? runLine(lastRun) : persisted && el("p", { class: "hint" }, "No test of all integrations has been recorded yet."),
      stopped && el("p", { class: "note bad", role: "alert" }, icon("warning"), el("span", {}, TEXTS.stopped)),
      notes.map((note) => el("p", { class: "hint" }, note)),
    );
  }

  canary.addEventListener("change", draw);
  session.addEventListener("sessionLoaded", draw);
  draw();
  return element;
}

function runLine(run) {
  const { at, trigger, total, selected, code, not_reached: notReached = 0 } = run;
  const when = [relativeTime(at), trigger === "schedule" ? ", on schedule" : ", by hand"];
  if (code === undefined) {
    const counts = total !== undefined && `; ${selected} of ${total} integrations included`;
    return el(
      "p",
      { class: "hint" },
      "Last test of all: ",
      ...when,
      counts,
      notReached > 0 && `, ${notReached} of them not reached in time`,
      ".",
    );
  }
  const advice = el(
    "span",
    {},
    "The last test of all, ",
    ...when,
    ", could not be run: ",
    TEXTS.unnoticed,
    code === "unauthorized" && ` ${TEXTS.badCredentials}`,
  );
  return problem(storedFailure(run), { advice });
}
