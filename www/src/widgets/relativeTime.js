// Shows a time as "3 hours ago", with the exact one as its title, and keeps it true while the page is open.
import { el } from "../element.js";

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** A <time>, or the text itself where it is no date. */
export function relativeTime(at) {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return String(at ?? "");
  return el("time", { datetime: at, title: exactTime(at), "data-relative": true }, wordsFor(ms));
}

export function exactTime(at) {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? String(at ?? "") : EXACT.format(ms);
}

function wordsFor(ms) {
  const seconds = (ms - Date.now()) / 1000;
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? WORDS.format(Math.round(seconds / step[1]), step[0]) : "just now";
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) time.textContent = wordsFor(Date.parse(time.dateTime));
}, 30_000);
