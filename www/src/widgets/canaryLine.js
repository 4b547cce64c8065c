// Says when all integrations were last tested, and aloud that they could not be: then what is dead goes unnoticed.
import { canary } from "../canary.js";
import { el, fill } from "../element.js";
import { mayWrite, session } from "../session.js";
import { TEXTS } from "../texts.js";
import { rememberedFailure } from "../workerFailure.js";
import { problem } from "./problem.js";
import { relativeTime } from "./relativeTime.js";

export function canaryLine() {
  const element = el("div", { class: "canary" });
  let drawn = "";

  /** Drawn only when it says something else: an alert drawn twice is read out twice. */
  function draw() {
    const { kept, lastRun, error } = canary;
    const notes = mayWrite() ? canary.notes : [];
    const now = JSON.stringify([kept, lastRun, error?.message, notes]);
    if (now === drawn) return;
    drawn = now;
    fill(
      element,
      error && el("p", { class: "hint" }, `How the last tests went could not be read: ${error.message}`),
      lastRun ? runLine(lastRun) : kept && el("p", { class: "hint" }, "No test of all integrations is known yet."),
      notes.map((note) => el("p", { class: "hint" }, note)),
    );
    element.hidden = element.childElementCount === 0;
  }

  canary.addEventListener("change", draw);
  session.addEventListener("looked", draw);
  draw();
  return element;
}

function runLine(run) {
  const { at, by, found, chosen, code } = run;
  const when = [relativeTime(at), by === "schedule" ? ", on schedule" : ", by hand"];
  if (code === undefined) return el("p", { class: "hint" }, "Last test of all: ", when, found !== undefined && `; ${chosen} of ${found} integrations chosen`, ".");
  const advice = el("span", {}, "The last test of all, ", when, ", could not be done: ", TEXTS.unnoticed, code === "unauthorized" && ` ${TEXTS.badCredentials}`);
  return problem(rememberedFailure(run), { advice });
}
