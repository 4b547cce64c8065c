// Shows a target that no form can change: its fields as they came, masked where they look like secrets.
import { el } from "../element.js";
import { isSecret } from "../mask.js";
import { secret } from "./secret.js";

/** Rows of a description list, one for each field but `kind`. */
export function targetFacts(target, name) {
  return Object.entries(target)
    .filter(([field]) => field !== "kind")
    .map(([field, value]) => el("div", { class: "fact" }, el("dt", {}, field), el("dd", {}, fact(field, value, name))));
}

function fact(field, value, name) {
  if (isSecret(field, value)) return secret(value, `${field} of ${name}`);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value))
    return el(
      "ul",
      { class: "facts", role: "list" },
      value.map((item) => el("li", {}, fact(field, item, name))),
    );
  // Nested objects are rare and small: their fields follow the same rule.
  return el(
    "dl",
    { class: "facts nested" },
    Object.entries(value).map(([key, item]) =>
      el("div", { class: "fact" }, el("dt", {}, key), el("dd", {}, fact(key, item, name))),
    ),
  );
}
