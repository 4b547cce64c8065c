// The line above the list: search, how many there are, which ones need a look, reload and new.
import { collection } from "../collection.js";
import { el, fill } from "../element.js";
import { filter } from "../filter.js";
import { icon } from "../icon.js";
import { mayWrite, session } from "../session.js";
import { targetOf, urlOf } from "../target.js";
import { ageOf } from "../targetAge.js";
import { busyGroup } from "./busy.js";
import { openIntegrationForm } from "./integrationForm.js";

export function toolbar() {
  const group = busyGroup();
  const search = el("input", {
    type: "search",
    "aria-label": "Search the loaded integrations",
    placeholder: "Search by name or kind",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => filter.set({ words: search.value }),
  });
  const count = el("p", { class: "count", role: "status" });
  const fresh = el("button", { type: "button", class: "button strong", onclick: () => openIntegrationForm() }, icon("plus"), el("span", {}, "New integration"));
  const attention = el("div", { class: "attention" });
  const agedOnly = el("button", { type: "button", class: "button small", onclick: () => filter.set({ onlyAged: !filter.onlyAged }) }, "Show only these");
  const attentionWords = el("span");
  fill(attention, icon("warning"), attentionWords, agedOnly);

  function draw() {
    if (search.value !== filter.words) search.value = filter.words;
    setText(count, countWords());
    const words = agedWords();
    attention.hidden = words === "" && !filter.onlyAged;
    setText(attentionWords, words);
    agedOnly.setAttribute("aria-pressed", String(filter.onlyAged));
    setText(agedOnly, filter.onlyAged ? "Show all" : "Show only these");
  }

  /** Out of the document, where nobody may use it. */
  function offer() {
    if (!mayWrite()) fresh.remove();
    else if (!fresh.parentNode) attention.before(fresh);
  }

  collection.addEventListener("change", draw);
  session.addEventListener("looked", offer);
  filter.addEventListener("change", draw);
  draw();

  return el(
    "div",
    { class: "toolbar" },
    el("div", { class: "search" }, icon("search"), search),
    count,
    group.button({ label: "Reload", iconName: "reload", bare: true }, () => collection.load()),
    attention,
  );
}

/** A live region is touched only where its words change. */
function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function countWords() {
  const { rows, total, nextToken, phase } = collection;
  if (phase !== "ready" && rows.length === 0) return "";
  if (filter.active) return `${rows.filter((row) => filter.passes(row)).length} of ${rows.length} loaded match`;
  if (!nextToken) return rows.length === 1 ? "1 integration" : `${rows.length} integrations`;
  return total > rows.length ? `${rows.length} of ${total} integrations` : `${rows.length} loaded, there are more`;
}

function agedWords() {
  const ages = collection.rows.map((row) => ageOf(urlOf(targetOf(row)))?.age);
  const retired = ages.filter((age) => age === "retired").length;
  const doubtful = ages.filter((age) => age === "doubtful").length;
  return [
    retired > 0 && (retired === 1 ? "1 target is retired and gets nothing." : `${retired} targets are retired and get nothing.`),
    doubtful > 0 && (doubtful === 1 ? "1 may have moved." : `${doubtful} may have moved.`),
  ].filter(Boolean).join(" ");
}
