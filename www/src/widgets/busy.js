// Keeps a group of buttons disabled while one of them works, so that a double click sends once.
import { el } from "../element.js";
import { icon } from "../icon.js";

export function busyGroup() {
  const buttons = new Set();
  let busy = false;

  /** Runs `work` with every button of the group disabled; another call in the meantime does nothing. */
  async function run(pressed, work) {
    if (busy) return;
    busy = true;
    const hadFocus = document.activeElement === pressed;
    for (const button of buttons) button.disabled = true;
    pressed.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      busy = false;
      for (const button of buttons) button.disabled = false;
      pressed.removeAttribute("aria-busy");
      // A disabled button loses the focus: give it back, unless it has gone elsewhere.
      const lost = document.activeElement === document.body || document.activeElement === pressed.closest("dialog");
      if (hadFocus && lost && pressed.isConnected) pressed.focus();
    }
  }

  /** A button of the group. `name` is for those who cannot see which row it is in. */
  function button({ label, name, look = "", iconName, type = "button", bare = false }, work) {
    const node = el(
      "button",
      {
        type,
        class: `button ${look}${bare ? " bare" : ""}`,
        "aria-label": name ?? (bare ? label : null),
        title: bare ? label : null,
      },
      iconName && icon(iconName),
      !bare && el("span", {}, label),
    );
    // A submit button is pressed by its form, which also hears the Enter key.
    if (work) node.addEventListener("click", () => run(node, work));
    buttons.add(node);
    return node;
  }

  return { run, button };
}
