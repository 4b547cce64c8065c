// Says in a corner what was done, also to screen readers. Good news goes away by itself; the rest stays until dismissed.
import { el } from "../element.js";
import { icon } from "../icon.js";

const SHOWN_FOR_MS = 7_000;
const region = el("div", { class: "toasts", role: "status", "aria-live": "polite" });

/** Put into the page once, empty: a live region that comes together with its text is not announced. */
export const toasts = () => region;

/** `look` is "good" or "careful". `action`: { label, run }, a button; as long as it is offered, the toast stays. */
export function toast(words, look = "good", action) {
  const node = el(
    "div",
    { class: `toast ${look}` },
    icon(look === "good" ? "check" : "warning"),
    el(
      "div",
      { class: "toast-words" },
      el("span", {}, words),
      action && el("button", { type: "button", class: "button small", onclick: act }, action.label),
    ),
  );
  if (look === "good" && !action) setTimeout(() => node.remove(), SHOWN_FOR_MS);
  else
    node.append(
      el(
        "button",
        { type: "button", class: "button bare small", "aria-label": "Dismiss", title: "Dismiss", onclick: dismiss },
        icon("close"),
      ),
    );
  // What is said again takes the place of what was said before.
  for (const other of region.children) if (other.textContent === node.textContent) other.remove();
  region.append(node);

  function act() {
    dismiss();
    action.run();
  }

  function dismiss() {
    const next = node.nextElementSibling ?? node.previousElementSibling;
    node.remove();
    next?.querySelector("button")?.focus();
  }
}

/** They may name what only those who are signed in may see. */
export const clearToasts = () => region.replaceChildren();
