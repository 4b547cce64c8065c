// Shows a time as "3 hours ago", with the exact one as its tooltip, and keeps it up to date while the page is open.
import { now } from "../clock.js";
import { el } from "../element.js";

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

/** In seconds, with how many of one unit make the next. Rounded first: 59.7 minutes are an hour, not 60 minutes. */
const STEPS = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 30],
  ["month", 2_629_800, 12],
  ["year", 31_557_600, Infinity],
];

/** A <time>, or the text itself if it is not a date. */
export function relativeTime(at) {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return String(at ?? "");
  return el("time", { datetime: at, title: exactTime(at), "data-relative": true }, wordsFor(ms));
}

export function exactTime(at) {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? String(at ?? "") : EXACT.format(ms);
}

/** Clocks differ a little: what seems to lie in the future has just happened. */
function wordsFor(ms) {
  const seconds = Math.round((now() - ms) / 1000);
  if (seconds < 60) return "just now";
  const [unit, size] = STEPS.find(([, size, limit]) => Math.round(seconds / size) < limit);
  // 30 days are not yet a rounded month, and no longer days.
  return WORDS.format(-Math.max(1, Math.round(seconds / size)), unit);
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) time.textContent = wordsFor(Date.parse(time.dateTime));
}, 30_000);
