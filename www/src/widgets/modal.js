// Opens a <dialog> over the page and takes it out of the document when it closes, with everything it showed.
import { el, freshId } from "../element.js";
import { icon } from "../icon.js";

/**
 * `mayClose` is asked, and awaited, before Escape or a close button ends the dialog.
 * Returns { close, dialog }; `close` asks nobody.
 */
export function openModal({ title, look = "", role = "dialog", body, actions = [], mayClose = () => true, onClose = () => {} }) {
  const titleId = freshId("dialog");
  const close = () => dialog.close();
  const ask = async () => (await mayClose()) && dialog.open && close();

  const dialog = el(
    "dialog",
    { class: look, role: role === "dialog" ? null : role, "aria-labelledby": titleId },
    el(
      "header",
      {},
      el("h2", { id: titleId }, title),
      el("button", { type: "button", class: "button bare", "aria-label": "Close", title: "Close", onclick: ask }, icon("close")),
    ),
    el("div", { class: "dialog-body" }, body),
    actions.length > 0 && el("footer", {}, actions),
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    ask();
  });
  // A browser lets a page refuse one `cancel` and then closes all the same: take the key itself.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    ask();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { close, ask, dialog };
}
