// One row of the list: what an integration is, how its last test went, and what can be done with it.
import { canary } from "../canary.js";
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { maskText } from "../mask.js";
import { mayTest, mayWrite } from "../session.js";
import { changedSince, failingSince, retirementOfIntegration, unknownSince } from "../integrationStatus.js";
import { accessOf, iconOf, labelOf, nameOf, recipientOf, targetOf, urlOf } from "../target.js";
import { TEXTS } from "../texts.js";
import { busyGroup } from "./busy.js";
import { askToDelete } from "./integrationDelete.js";
import { openIntegrationDetails } from "./integrationDetails.js";
import { openIntegrationForm } from "./integrationForm.js";
import { relativeTime } from "./relativeTime.js";
import { retirementBadge } from "./retirementBadge.js";
import { secret } from "./secret.js";
import { sendTest } from "./sendTest.js";
import { testResult } from "./testResult.js";

/** { element, update }. Buttons live as long as the row, and only what has changed is redrawn, so that the focus stays. */
export function integrationRow() {
  let integration = {};
  let drawn = "";
  let drawnResult = "";
  const group = busyGroup();
  const badge = el("span", { class: "kind-icon" });
  const name = el("button", { type: "button", class: "link", onclick: () => openIntegrationDetails(integration) });
  const marks = el("span", { class: "marks" });
  const facts = el("div", { class: "row-facts" });
  const result = el("div", { class: "row-result" });
  const send = group.button({ label: "Send test", iconName: "send", look: "small" }, () => sendTest(integration.id));
  const edit = group.button({ label: "Edit", iconName: "edit", look: "small" }, () => openForm(integration));
  const remove = group.button({ label: "Delete", iconName: "trash", look: "small", bare: true }, () => void deleteRow());

  const actions = el("div", { class: "row-actions" });
  const head = el("div", { class: "row-head" }, el("h3", {}, name), marks);
  const element = el("li", { class: "row" }, badge, el("div", { class: "row-main" }, head, facts, result), actions);

  /** The focus moves to a neighbour of the row that is gone. */
  async function deleteRow() {
    const beside = element.nextElementSibling ?? element.previousElementSibling;
    if (await askToDelete(integration)) beside?.querySelector("button")?.focus({ preventScroll: true });
  }

  function update(next) {
    // The same answer again changes nothing: a URL that someone has revealed stays visible.
    const retirement = retirementOfIntegration(next)?.retirement;
    const now = JSON.stringify([next, mayTest(), mayWrite(), retirement]);
    if (now !== drawn) draw(next);
    drawn = now;
    integration = next;
    const test = canary.lastTest(next.id);
    const status = {
      test,
      failure: canary.failureOf(next.id),
      failingSince: failingSince(next),
      unknownSince: unknownSince(next),
      changed: changedSince(next, test),
      retired: retirement === "retired",
    };
    const nowResult = JSON.stringify(status);
    if (nowResult !== drawnResult) fill(result, testResult(status));
    drawnResult = nowResult;
  }

  function draw(next) {
    const target = targetOf(next);
    const access = accessOf(next);
    const retirement = retirementOfIntegration(next);
    name.textContent = nameOf(next);
    fill(badge, icon(iconOf(target)));
    const updated = next.metadata?.updated_at;
    fill(
      marks,
      el("span", { class: "kind" }, labelOf(target), updated && " · updated ", updated && relativeTime(updated)),
      retirement && retirementBadge(retirement),
    );
    fill(facts, describe(next, target, access));
    send.setAttribute("aria-label", `Send a test to ${nameOf(next)}`);
    edit.setAttribute("aria-label", `Edit ${nameOf(next)}`);
    remove.setAttribute("aria-label", `Delete ${nameOf(next)}`);
    const all = mayWrite();
    const known = access === "writable";
    // Removed, not merely hidden: no key ever reaches what may not be done.
    fill(actions, known && mayTest() && send, all && access !== "managed" && edit, all && known && remove);
    actions.hidden = actions.childElementCount === 0;
  }

  return { element, update };
}

function openForm(integration) {
  openIntegrationForm(integration, { atUrl: retirementOfIntegration(integration)?.retirement === "retired" });
}

function describe(integration, target, access) {
  return [
    integration.description && el("p", { class: "row-description" }, maskText(integration.description)),
    urlOf(target) && secret(urlOf(target), `webhook URL of ${nameOf(integration)}`),
    access === "managed" && el("p", { class: "row-target" }, recipientOf(target)),
    access === "unknown" && el("p", { class: "row-target" }, `Fields: ${fieldNames(target)}`),
    access !== "writable" &&
      el(
        "p",
        { class: "row-reason" },
        icon("lock"),
        access === "managed" ? TEXTS.managed : mayWrite() ? TEXTS.unknownKind : TEXTS.unknownKindOnly,
      ),
  ];
}

const fieldNames = (target) =>
  Object.keys(target)
    .filter((field) => field !== "kind")
    .join(", ") || "none";
