// Opens a <dialog> over the page, and removes it from the document when it closes, with everything it showed.
import { el, freshId } from "../element.js";
import { icon } from "../icon.js";

/**
 * `mayClose` is asked, and awaited, before Escape or a close button ends the dialog. An alertdialog's body is read out with its
 * title. Returns { close, ask, dialog }; `close` does not ask.
 */
export function openModal({ title, look = "", role = "dialog", body, actions = [], mayClose = () => true, onClose = () => {} }) {
  const titleId = freshId("dialog");
  const bodyId = `${titleId}-body`;
  const isQuestion = role === "alertdialog";
  const close = () => dialog.close();
  const ask = async () => (await mayClose()) && dialog.open && close();

  const dialog = el(
    "dialog",
    { class: look, role: isQuestion ? role : null, "aria-labelledby": titleId, "aria-describedby": isQuestion ? bodyId : null },
    el(
      "header",
      {},
      el("h2", { id: titleId }, title),
      el("button", { type: "button", class: "button bare", "aria-label": "Close", title: "Close", onclick: ask }, icon("close")),
    ),
    el("div", { class: "dialog-body", id: bodyId }, body),
    actions.length > 0 && el("footer", {}, actions),
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    ask();
  });
  // Browsers let a page refuse `cancel` once, and then close the dialog all the same: so the key itself is handled.
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

/** Closes every dialog without asking. */
export function closeModals() {
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    dialog.close();
    // Before its event: nothing of it may be seen any more.
    dialog.replaceChildren();
  }
}
