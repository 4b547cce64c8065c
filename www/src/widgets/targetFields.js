// The part of the form that depends on the target's kind: the choice of kind, and that kind's URL.
import { redactUrl } from "confluent-notifications";
import { el, fill } from "../element.js";
import { retirementOf } from "../retirement.js";
import { WRITABLE, urlOf } from "../target.js";
import { kindChoice } from "./kindChoice.js";
import { retirementAdvice } from "./retirementBadge.js";
import { textField } from "./textField.js";

/** `original` is the target being edited; absent for a new one. */
export function targetFields(original) {
  let kind = original?.kind ?? "Slack";
  const originalUrl = original ? urlOf(original) : "";
  const choice = kindChoice(kind, (chosen) => {
    kind = chosen;
    describe();
  });
  const url = textField({ label: "", hint: " ", type: "url", inputmode: "url", spellcheck: "false", autocapitalize: "none" });
  const advice = el("div", { "aria-live": "polite" });
  const reveal = el("button", { type: "button", class: "button small", onclick: toggleCurrent }, "Show current URL");
  if (original) url.control.append(reveal);
  url.input.addEventListener("input", describe);
  describe();

  function describe() {
    const { urlLabel, hint, example } = WRITABLE[kind];
    const kept = keepsKind();
    url.ask({
      label: urlLabel,
      hint: kept ? `Leave this empty to keep ${redactUrl(originalUrl)}. ${hint}` : hint,
      placeholder: kept ? "unchanged" : example,
    });
    reveal.hidden = !kept;
    reveal.textContent = shown() ? "Hide current URL" : "Show current URL";
    const entry = retirementOf({ kind, [WRITABLE[kind].urlField]: typed() || (kept ? originalUrl : "") });
    fill(advice, entry && retirementAdvice(entry));
  }

  /** The URL is a secret: it is put into the field only on request, and can be hidden again only while it is unchanged. */
  function toggleCurrent() {
    url.value = shown() ? "" : originalUrl;
    url.showErrors([]);
    describe();
    url.input.focus();
  }

  function keepsKind() {
    return original !== undefined && kind === original.kind;
  }

  function shown() {
    return originalUrl !== "" && typed() === originalUrl;
  }

  function typed() {
    return url.value.trim();
  }

  /** The target to write, or undefined if it stays as it is. Fields that the page does not know are kept. */
  function changed() {
    if (!keepsKind()) return { kind, [WRITABLE[kind].urlField]: typed() };
    if (typed() === "" || shown()) return undefined;
    return { ...original, [WRITABLE[kind].urlField]: typed() };
  }

  return {
    element: el("div", {}, choice.element, url.element, advice),
    changed,
    touched: () => (original ? changed() !== undefined : typed() !== ""),
    current: () => changed() ?? original,
    focus: () => url.input.focus(),
    pointers: () => ["/target/kind", `/target/${WRITABLE[kind].urlField}`, "/target"],
    showErrors(fields) {
      choice.showErrors(fields.get("/target/kind") ?? []);
      url.showErrors([...(fields.get(`/target/${WRITABLE[kind].urlField}`) ?? []), ...(fields.get("/target") ?? [])]);
    },
  };
}
