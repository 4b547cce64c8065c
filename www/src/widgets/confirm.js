// Asks before something that cannot be undone, does it while the question is still open, and shows why it failed.
import { el, fill } from "../element.js";
import { busyGroup } from "./busy.js";
import { openModal } from "./modal.js";
import { problem } from "./problem.js";

/** Resolves to true once `work` is done, to false if the person cancelled. */
export function confirm({ title, words, yes, no = "Cancel", look = "danger", work = () => {} }) {
  return new Promise((resolve) => {
    const group = busyGroup();
    const failure = el("div");
    let done = false;

    const back = el("button", { type: "button", class: "button", autofocus: true, onclick: () => modal.close() }, no);
    const go = group.button({ label: yes, look: `strong ${look}` }, async () => {
      fill(failure);
      try {
        await work();
        done = true;
        modal.close();
      } catch (error) {
        fill(failure, problem(error));
      }
    });
    const modal = openModal({
      title,
      look: "narrow",
      role: "alertdialog",
      body: [words.map((line) => (typeof line === "string" ? el("p", {}, line) : line)), failure].flat(),
      actions: [back, go],
      onClose: () => resolve(done),
    });
  });
}
