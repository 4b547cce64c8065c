// The dialog that shows everything about one integration, as the API has it now.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el, fill } from "../element.js";
import { maskText, maskedCopy } from "../mask.js";
import { isNotFound } from "../errorText.js";
import { integrations } from "../session.js";
import { retirementOfIntegration } from "../integrationStatus.js";
import { accessOf, labelOf, nameOf, recipientOf, targetOf, urlOf } from "../target.js";
import { TEXTS } from "../texts.js";
import { copyButton } from "./copyButton.js";
import { openModal } from "./modal.js";
import { problem } from "./problem.js";
import { exactTime, relativeTime } from "./relativeTime.js";
import { retirementAdvice } from "./retirementBadge.js";
import { secret } from "./secret.js";
import { targetFacts } from "./targetFacts.js";
import { testHistory } from "./testHistory.js";

/** `isFresh`: it has just come from the API. `onClose` is called when the dialog closes. */
export function openIntegrationDetails(integration, { isFresh = false, onClose = () => {} } = {}) {
  const calls = new AbortController();
  const said = el("div", { role: "status" });
  const facts = el("div");
  const tests = accessOf(integration) === "writable" && testHistory(integration.id, calls.signal);
  show(integration);
  openModal({
    title: nameOf(integration),
    look: "wide",
    body: [said, facts],
    onClose: () => {
      calls.abort();
      onClose();
    },
  });
  if (!isFresh) refresh();

  /** Starts with what the list shows, which gives way to what the API says now. */
  async function refresh() {
    try {
      const latest = await integrations().get(integration.id, { signal: calls.signal });
      collection.replace(latest);
      fill(said);
      // Drawn again only if it differs: the reader may have expanded or revealed something already.
      if (JSON.stringify(latest) !== JSON.stringify(integration)) show(latest);
    } catch (error) {
      if (calls.signal.aborted) return;
      if (isNotFound(error)) {
        collection.drop(integration.id);
        canary.drop(integration.id);
      }
      fill(said, problem(error, { advice: isNotFound(error) ? TEXTS.goneMeanwhile : "Below is what the list shows." }));
    }
  }

  function show(shown) {
    fill(facts, factsOf(shown), tests, rawJson(shown));
  }
}

function factsOf(integration) {
  const { metadata = {} } = integration;
  const target = targetOf(integration);
  const access = accessOf(integration);
  const retirement = retirementOfIntegration(integration);
  return el(
    "dl",
    { class: "facts" },
    fact("Kind", labelOf(target), labelOf(target) !== target.kind && el("code", { class: "aside" }, String(target.kind))),
    fact("Description", integration.description ? maskText(integration.description) : el("span", { class: "muted" }, "none")),
    urlOf(target) &&
      fact(
        "Target",
        secret(urlOf(target), `webhook URL of ${integration.display_name}`),
        retirement && retirementAdvice(retirement),
      ),
    access === "managed" && fact("Recipient", recipientOf(target), el("p", { class: "hint" }, TEXTS.managed)),
    access === "unknown" && targetFacts(target, integration.display_name),
    fact("ID", exact(integration.id, "ID")),
    metadata.resource_name && fact("Resource name", exact(metadata.resource_name, "resource name")),
    metadata.self && fact("Address", exact(metadata.self, "address")),
    moment("Created", metadata.created_at),
    moment("Updated", metadata.updated_at),
    moment("Deleted", metadata.deleted_at),
  );
}

function fact(name, ...what) {
  return el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, what));
}

function exact(value, what) {
  return el(
    "span",
    { class: "secret" },
    el("code", { class: "secret-text" }, String(value)),
    copyButton(what, () => String(value)),
  );
}

function moment(name, at) {
  return at && fact(name, exactTime(at), el("span", { class: "aside" }, relativeTime(at)));
}

function rawJson(integration) {
  const text = () => JSON.stringify(maskedCopy(integration), null, 2);
  return el(
    "details",
    { class: "raw" },
    el("summary", {}, "As JSON, secrets masked"),
    el("div", { class: "raw-text" }, copyButton("JSON", text), el("pre", { tabindex: "0" }, text())),
  );
}
