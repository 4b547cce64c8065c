// Says how an integration stands, as far as its URL and its tests tell: what needs attention, and why.
import { canary } from "./canary.js";
import { RETIRED, retirementOf } from "./retirement.js";
import { targetOf } from "./target.js";

/** Whether it has been changed since this test, so that the test says nothing of it any more. */
export function changedSince(integration, test) {
  if (!test) return false;
  return canary.isOutdated(integration.id, test) || Date.parse(integration.metadata?.updated_at) > Date.parse(test.at);
}

/** As retirementOf() says it of the target. Those who are sent its URL redacted learn it from the canary, which sees all of it. */
export function retirementOfIntegration(integration) {
  const test = canary.lastTest(integration.id);
  const holds = !changedSince(integration, test);
  const entry = retirementOf(targetOf(integration));
  // Whether a URL still leads somewhere, a test decides.
  if (entry?.retirement === "maybe_moved" && test?.result === "accepted" && holds) return null;
  return entry ?? (test?.code === "retired" && holds ? RETIRED : null);
}

const isRetired = (integration) => retirementOfIntegration(integration)?.retirement === "retired";
const isFailing = (integration) => canary.failingSince(integration.id) !== null && !isRetired(integration);
const isChanged = (integration) => changedSince(integration, canary.decisiveTest(integration.id));

/** As the canary has it, or null where that was before a change. */
export const failingSince = (integration) => (isChanged(integration) ? null : canary.failingSince(integration.id));

/** What is retired does not work either, and is marked as that already. */
export const isNotWorking = (integration) => isFailing(integration) && !isChanged(integration);

/** It did not work, and has been changed since: only a test can tell whether it does now. */
export const awaitsTest = (integration) => isFailing(integration) && isChanged(integration);

/** Since when nobody knows whether it works, or null. */
export const unknownSince = (integration) =>
  isChanged(integration) || isRetired(integration) ? null : canary.unknownSince(integration.id);

export const needsAttention = (integration) =>
  retirementOfIntegration(integration) !== null || isFailing(integration) || unknownSince(integration) !== null;
