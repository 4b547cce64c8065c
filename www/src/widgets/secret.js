// Shows a secret masked until someone asks to see it, and masks it again after a while or when the tab is left.
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { maskSecret } from "../mask.js";
import { mayWrite } from "../session.js";
import { copyButton } from "./copyButton.js";

const SHOWN_FOR_MS = 30_000;

/** `what` names it in the buttons' labels, such as "webhook URL of db-alerts". */
export function secret(value, what) {
  let timer;
  const text = el("code", { class: "secret-text" }, maskSecret(value));
  // Others receive it redacted: there is nothing to show or to copy.
  if (!mayWrite()) return el("span", { class: "secret" }, text);
  const toggle = el("button", {
    type: "button",
    class: "button bare small",
    onclick: () => show(toggle.getAttribute("aria-pressed") !== "true"),
  });

  const hideWithTab = () => document.hidden && show(false);

  function show(open) {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", hideWithTab);
    if (open) {
      timer = setTimeout(show, SHOWN_FOR_MS, false);
      document.addEventListener("visibilitychange", hideWithTab);
    }
    text.textContent = open ? value : maskSecret(value);
    toggle.setAttribute("aria-pressed", String(open));
    // One label for both states: aria-pressed says which.
    toggle.setAttribute("aria-label", `Show ${what}`);
    toggle.title = open ? "Hide" : "Show";
    fill(toggle, icon(open ? "eyeOff" : "eye"));
  }

  show(false);
  return el(
    "span",
    { class: "secret" },
    text,
    toggle,
    copyButton(what, () => value),
  );
}
