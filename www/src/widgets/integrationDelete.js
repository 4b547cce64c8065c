// Deletes an integration, after a question that names it.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el } from "../element.js";
import { maskText } from "../mask.js";
import { isNotFound } from "../errorText.js";
import { integrations } from "../session.js";
import { labelOf, nameOf, targetOf, urlOf } from "../target.js";
import { TEXTS } from "../texts.js";
import { confirm } from "./confirm.js";
import { toast } from "./toast.js";

export function askToDelete(integration) {
  const target = targetOf(integration);
  const name = `“${nameOf(integration)}”`;
  return confirm({
    title: `Delete ${name}?`,
    words: [el("p", {}, `${labelOf(target)} `, el("code", {}, maskText(urlOf(target)))), TEXTS.deleteWords],
    yes: "Delete",
    async work() {
      let words = `${name} was deleted.`;
      try {
        await integrations().delete(integration.id);
      } catch (error) {
        // Someone was faster: the result is what was asked for.
        if (!isNotFound(error)) throw error;
        words = `${name} was already gone.`;
      }
      collection.drop(integration.id);
      canary.drop(integration.id);
      toast(words);
    },
  });
}
