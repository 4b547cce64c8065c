// Says when the browser has no network, and loads the list again where that had failed.
import { collection } from "../collection.js";
import { el } from "../element.js";
import { icon } from "../icon.js";

export function offlineBanner() {
  const words = el("span");
  const element = el("div", { class: "offline", role: "status" }, icon("offline"), words);

  function draw() {
    element.hidden = navigator.onLine;
    words.textContent = navigator.onLine ? "" : "You are offline. What you see is what was loaded last; nothing can be changed or tested now.";
  }

  window.addEventListener("offline", draw);
  window.addEventListener("online", () => {
    draw();
    if (collection.phase === "failed") collection.load();
  });
  draw();
  return element;
}
