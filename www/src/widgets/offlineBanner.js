// Says when the browser is offline, and loads the list again afterwards if that had failed.
import { collection } from "../collection.js";
import { el } from "../element.js";
import { icon } from "../icon.js";

export function offlineBanner() {
  const words = el("span");
  const element = el("div", { class: "offline", role: "status" }, icon("offline"), words);

  function draw() {
    element.hidden = navigator.onLine;
    words.textContent = navigator.onLine
      ? ""
      : "You are offline. You see what was loaded last, and can't change or test anything.";
  }

  window.addEventListener("offline", draw);
  window.addEventListener("online", () => {
    draw();
    if (collection.phase === "failed") collection.load();
  });
  draw();
  return element;
}
