// The choice between the kinds of target that a person can create, as radio buttons with icons.
import { el, fill, freshId } from "../element.js";
import { icon } from "../icon.js";
import { WRITABLE } from "../target.js";

export function kindChoice(chosen, onChoose) {
  const name = freshId("kind");
  const errors = el("div", { class: "field-errors", id: `${name}-errors` });
  const radios = Object.entries(WRITABLE).map(([kind, { label, icon: iconName }]) => {
    const input = el("input", { type: "radio", name, value: kind, checked: kind === chosen, onchange: () => onChoose(kind) });
    return el("label", { class: "choice" }, input, icon(iconName), el("span", {}, label));
  });
  return {
    element: el(
      "fieldset",
      { class: "field", "aria-describedby": `${name}-errors` },
      el("legend", {}, "Send to"),
      el("div", { class: "choices" }, radios),
      errors,
    ),
    showErrors: (words) =>
      fill(
        errors,
        words.map((said) => el("p", {}, said)),
      ),
  };
}
