// Decides which of the loaded rows are shown: by a word in name or kind, and by whether they need a look.
import { labelOf, targetOf, urlOf } from "./target.js";
import { ageOf } from "./targetAge.js";

/** Announces `change`. */
class Filter extends EventTarget {
  words = "";
  onlyAged = false;

  set({ words = this.words, onlyAged = this.onlyAged }) {
    this.words = words;
    this.onlyAged = onlyAged;
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.set({ words: "", onlyAged: false });
  }

  get active() {
    return this.words.trim() !== "" || this.onlyAged;
  }

  passes(integration) {
    const target = targetOf(integration);
    if (this.onlyAged && !ageOf(urlOf(target))) return false;
    const text = `${integration.display_name} ${labelOf(target)} ${target.kind}`.toLowerCase();
    return this.words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }
}

export const filter = new Filter();
