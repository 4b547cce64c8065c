// Says in a corner that something was done, also to screen readers, and goes away by itself.
import { el } from "../element.js";
import { icon } from "../icon.js";

const SHOWN_FOR_MS = 7_000;
const region = el("div", { class: "toasts", role: "status", "aria-live": "polite" });

/** Put into the page once, empty: a live region that comes together with its text is not read out. */
export const toasts = () => region;

export function toast(words, look = "good") {
  const node = el("div", { class: `toast ${look}` }, icon(look === "good" ? "check" : "warning"), el("span", {}, words));
  region.append(node);
  setTimeout(() => node.remove(), SHOWN_FOR_MS);
}
