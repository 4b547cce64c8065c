// A button that copies a text and says so itself, since a live region behind a dialog is not announced.
import { el, fill } from "../element.js";
import { icon } from "../icon.js";

/** `textOf` is called at the click, so that the text need not be in the page. */
export function copyButton(what, textOf) {
  let back;
  const said = el("span", { class: "said", role: "status" });
  const face = el("span", { class: "face" }, icon("copy"));

  async function copy() {
    clearTimeout(back);
    const done = await writeClipboard(textOf());
    fill(face, icon(done ? "check" : "warning"));
    said.textContent = done ? "Copied" : "Could not copy";
    back = setTimeout(() => {
      fill(face, icon("copy"));
      said.textContent = "";
    }, 2000);
  }

  return el(
    "button",
    { type: "button", class: "button bare small copy", "aria-label": `Copy ${what}`, title: `Copy ${what}`, onclick: copy },
    face,
    said,
  );
}

async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or plain http on a host other than loopback, where browsers offer no clipboard.
    return false;
  }
}
