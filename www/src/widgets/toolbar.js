// The line above the list: search, how many there are, which ones need attention, test all, reload and new.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el, fill, setText } from "../element.js";
import { filter } from "../filter.js";
import { icon } from "../icon.js";
import { mayWrite, session } from "../session.js";
import { awaitsTest, isNotWorking, retirementOfIntegration, unknownSince } from "../integrationStatus.js";
import { busyGroup } from "./busy.js";
import { canaryLine } from "./canaryLine.js";
import { openIntegrationForm } from "./integrationForm.js";
import { testAll } from "./testAll.js";

export function toolbar() {
  const group = busyGroup();
  const search = el("input", {
    type: "search",
    "aria-label": "Search the loaded integrations",
    placeholder: "Search integrations",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => filter.set({ words: search.value }),
  });
  const count = el("p", { class: "count", role: "status" });
  const fresh = el(
    "button",
    { type: "button", class: "button strong", onclick: () => openIntegrationForm() },
    icon("plus"),
    el("span", {}, "New integration"),
  );
  const attention = el("div", { class: "attention" });
  const troubledOnly = el(
    "button",
    { type: "button", class: "button small", onclick: () => filter.set({ onlyTroubled: !filter.onlyTroubled }) },
    "Show only these",
  );
  const attentionWords = el("span");
  fill(attention, icon("warning"), attentionWords, troubledOnly);
  const all = testAll();
  const reload = group.button({ label: "Reload", iconName: "reload", bare: true }, () => collection.load());

  function draw() {
    if (search.value !== filter.words) search.value = filter.words;
    setText(count, countWords());
    const broken = collection.rows.filter(isNotWorking).length;
    const words = attentionWordsFor(broken);
    attention.hidden = words === "" && !filter.onlyTroubled;
    attention.classList.toggle("bad", broken > 0);
    setText(attentionWords, words);
    troubledOnly.setAttribute("aria-pressed", String(filter.onlyTroubled));
    setText(troubledOnly, filter.onlyTroubled ? "Show all" : "Show only these");
    offer();
  }

  /** Not in the document at all for those who may not use it. */
  function offer() {
    put(all.button, all.offered(), reload);
    put(fresh, mayWrite(), all.said);
  }

  collection.addEventListener("change", draw);
  session.addEventListener("sessionLoaded", offer);
  filter.addEventListener("change", draw);
  canary.addEventListener("change", draw);

  const element = el(
    "div",
    { class: "toolbar" },
    el("div", { class: "search" }, icon("search"), search),
    count,
    reload,
    all.said,
    attention,
    canaryLine(),
  );
  draw();
  return element;
}

function put(node, wanted, next) {
  if (!wanted) node.remove();
  else if (!node.parentNode) next.before(node);
}

function countWords() {
  const { rows, total, nextToken, phase } = collection;
  if (phase !== "ready" && rows.length === 0) return "";
  if (filter.active) return `${rows.filter((row) => filter.passes(row)).length} of ${rows.length} loaded match`;
  if (!nextToken) return rows.length === 1 ? "1 integration" : `${rows.length} integrations`;
  return total > rows.length ? `${rows.length} of ${total} integrations` : `${rows.length} loaded, there are more`;
}

function attentionWordsFor(broken) {
  const { rows, nextToken } = collection;
  const retirements = rows.map((row) => retirementOfIntegration(row)?.retirement);
  // Those that are not loaded yet don't work either. In a list that is loaded completely there are none.
  const below = nextToken ? canary.failing.filter((id) => !rows.some((row) => row.id === id)).length : 0;
  const unknown = rows.filter((row) => unknownSince(row) !== null).length;
  const changed = rows.filter(awaitsTest).length;
  const retired = retirements.filter((retirement) => retirement === "retired").length;
  const moved = retirements.filter((retirement) => retirement === "maybe_moved").length;
  return [
    broken > 0 && (broken === 1 ? "1 integration is not working." : `${broken} integrations are not working.`),
    below > 0 && `${below} not working further down: load more.`,
    unknown > 0 && (unknown === 1 ? "The tests of 1 get no clear answer." : `The tests of ${unknown} get no clear answer.`),
    changed > 0 &&
      (changed === 1
        ? "1 was not working and has been changed since: send a test."
        : `${changed} were not working and have been changed since: send tests.`),
    retired > 0 &&
      (retired === 1 ? "1 target is retired and receives nothing." : `${retired} targets are retired and receive nothing.`),
    moved > 0 && (moved === 1 ? "1 target may have moved." : `${moved} targets may have moved.`),
  ]
    .filter(Boolean)
    .join(" ");
}
