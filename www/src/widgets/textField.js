// A labelled text field with its hint, its counter and its errors, connected for screen readers.
import { el, fill, freshId } from "../element.js";

/** `limit` is the API's, in characters. Nothing is cut off: the counter shows how much is too much. */
export function textField({ label, hint, limit, optional = false, multiline = false, ...attributes }) {
  const id = freshId("field");
  const hintNode = el("p", { id: `${id}-hint`, class: "hint", hidden: !hint }, hint ?? "");
  const counter = el("span", { id: `${id}-count`, class: "counter" });
  const errors = el("div", { id: `${id}-errors`, class: "field-errors" });
  const input = el(multiline ? "textarea" : "input", {
    id,
    autocomplete: "off",
    "aria-describedby": `${id}-hint ${id}-count ${id}-errors`,
    "aria-required": optional ? null : "true",
    ...attributes,
  });
  input.addEventListener("input", () => {
    count();
    showErrors([]);
  });

  function count() {
    if (!limit) return;
    const length = [...input.value].length;
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("over", length > limit);
  }

  /** Words beside the field; none if it is valid. */
  function showErrors(words) {
    fill(
      errors,
      words.map((said) => el("p", {}, said)),
    );
    if (words.length > 0) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  const control = el("div", { class: "control" }, input);
  const labelText = el("span", {}, label);
  const element = el(
    "div",
    { class: "field" },
    el(
      "div",
      { class: "field-head" },
      el("label", { for: id }, labelText, optional && el("span", { class: "optional" }, " optional")),
      counter,
    ),
    control,
    errors,
    hintNode,
  );

  count();
  return {
    element,
    input,
    control,
    showErrors,
    get value() {
      return input.value;
    },
    set value(text) {
      input.value = text;
      count();
    },
    /** The same field, asking for something else. */
    ask({ label, hint, placeholder }) {
      labelText.textContent = label;
      hintNode.textContent = hint;
      hintNode.hidden = !hint;
      input.placeholder = placeholder;
    },
  };
}
