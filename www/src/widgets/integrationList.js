// The list of integrations with its states: loading, empty, failed, and loaded page by page.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el, fill, freshId } from "../element.js";
import { filter } from "../filter.js";
import { icon } from "../icon.js";
import { mayWrite, session, upstream } from "../session.js";
import { TEXTS } from "../texts.js";
import { busyGroup } from "./busy.js";
import { openIntegrationForm } from "./integrationForm.js";
import { integrationRow } from "./integrationRow.js";
import { problem } from "./problem.js";

export function integrationList() {
  /** Rows by integration id: kept between redraws, so that focus and test results stay where they are. */
  const rows = new Map();
  const state = el("div", { class: "list-state" });
  const list = el("ul", { class: "list", role: "list" });
  const more = el("div", { class: "list-more" });
  const group = busyGroup();
  const moreButton = group.button({ label: "Load more" }, () => goOnAfter(collection.loadMore()));
  const allButton = group.button({ label: "Load all" }, () => goOnAfter(collection.loadAll()));
  const buttons = el("div", { class: "list-more-buttons" }, moreButton, allButton);
  // The rows' own headings come one level below.
  const title = el("h2", { id: freshId("list"), class: "unseen" }, "Integrations");
  const element = el("section", { class: "card", "aria-labelledby": title.id }, title, state, list, more);
  const again = busyGroup().button({ label: "Try again", iconName: "reload" }, () => collection.load());
  let drawn = {};

  collection.addEventListener("change", draw);
  canary.addEventListener("change", draw);
  filter.addEventListener("change", draw);
  session.addEventListener("sessionLoaded", draw);
  draw();
  return element;

  function draw() {
    drawRows();
    drawState();
    drawMore();
    element.setAttribute("aria-busy", String(collection.phase === "loading"));
  }

  function drawRows() {
    const shown = collection.rows.filter((row) => filter.passes(row));
    const wanted = shown.map((integration) => {
      if (!rows.has(integration.id)) rows.set(integration.id, integrationRow());
      const row = rows.get(integration.id);
      row.update(integration);
      return row.element;
    });
    for (const [id] of rows) if (!collection.rows.some((row) => row.id === id)) rows.delete(id);
    for (const old of [...list.children]) if (!wanted.includes(old)) old.remove();
    // Moving an element takes its focus away, so one that is in its place is left alone.
    wanted.forEach((node, at) => {
      if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
    });
    list.hidden = wanted.length === 0;
  }

  function stateName() {
    if (collection.error) return "failed";
    if (collection.rows.length > 0) return list.hidden ? "nothing-found" : "rows";
    return collection.phase === "loading" ? "loading" : "empty";
  }

  /** Drawn only when the state changes: screen readers announce an alert each time it is drawn. */
  function drawState() {
    const name = stateName();
    const { error } = collection;
    const all = mayWrite();
    if (name === drawn.name && error === drawn.error && all === drawn.all) return;
    drawn = { name, error, all };
    fill(state, { failed, "nothing-found": nothingFound, rows: () => [], loading: skeleton, empty }[name]());
  }

  function drawMore() {
    fill(more, collection.moreError && problem(collection.moreError), collection.nextToken && buttons);
    more.hidden = more.childElementCount === 0;
  }

  async function goOnAfter(loading) {
    const before = new Set(list.children);
    await loading;
    // The keyboard goes on with the first new row.
    const fresh = [...list.children].find((row) => !before.has(row));
    fresh?.querySelector("button")?.focus({ preventScroll: true });
  }

  function failed() {
    const advice = collection.error?.code === "unauthorized" && upstream === "confluent-cloud" ? TEXTS.badCredentials : undefined;
    return problem(collection.error, { advice, action: again });
  }
}

function skeleton() {
  const bones = Array.from({ length: 5 }, () =>
    el(
      "div",
      { class: "bone-row" },
      el("span", { class: "bone round" }),
      el("div", {}, el("span", { class: "bone short" }), el("span", { class: "bone" })),
    ),
  );
  return el("div", { class: "skeleton" }, el("p", { class: "unseen", role: "status" }, "Loading integrations…"), bones);
}

function empty() {
  return el(
    "div",
    { class: "empty" },
    icon("inbox"),
    el("h3", {}, "No integrations yet"),
    el(
      "p",
      {},
      "An integration tells Confluent where to send its notifications: a Slack channel, a Teams channel or your own webhook.",
    ),
    mayWrite() && busyGroup().button({ label: "New integration", iconName: "plus", look: "strong" }, () => openIntegrationForm()),
  );
}

function nothingFound() {
  const words = collection.nextToken
    ? "None of the loaded integrations match. There are more to load."
    : "None of the integrations match.";
  return el(
    "div",
    { class: "empty" },
    icon("search"),
    el("p", {}, words),
    el("button", { type: "button", class: "button", onclick: () => filter.clear() }, "Show all"),
  );
}
