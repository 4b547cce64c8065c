// Decides which of the loaded rows are shown: by words in name, kind, id or description, and by whether they need attention.
import { needsAttention } from "./integrationStatus.js";
import { labelOf, targetOf } from "./target.js";

/** Announces `change`. */
class Filter extends EventTarget {
  words = "";
  onlyTroubled = false;

  set({ words = this.words, onlyTroubled = this.onlyTroubled }) {
    this.words = words;
    this.onlyTroubled = onlyTroubled;
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.set({ words: "", onlyTroubled: false });
  }

  get active() {
    return this.words.trim() !== "" || this.onlyTroubled;
  }

  passes(integration) {
    const target = targetOf(integration);
    if (this.onlyTroubled && !needsAttention(integration)) return false;
    const { display_name, id, description = "" } = integration;
    const text = `${display_name} ${labelOf(target)} ${target.kind} ${id} ${description}`.toLowerCase();
    return this.words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word));
  }
}

export const filter = new Filter();
