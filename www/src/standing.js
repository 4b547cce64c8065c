// Says how an integration stands, as far as its URL and its tests tell: what needs a look, and why.
import { canary } from "./canary.js";
import { targetOf, urlOf } from "./target.js";
import { RETIRED, ageOf } from "./targetAge.js";

/** Whether it has been changed since this test, as the API's and the Worker's clocks have it. */
export function changedSince(integration, test) {
  return test?.by !== undefined && Date.parse(integration.metadata?.updated_at) > Date.parse(test.at);
}

/** As ageOf() says it of the URL. Who is sent that redacted is told by the canary, which sees it whole. */
export function ageOfIntegration(integration) {
  const test = canary.lastTest(integration.id);
  const told = test?.code === "retired" && !changedSince(integration, test);
  return ageOf(urlOf(targetOf(integration))) ?? (told ? RETIRED : null);
}

/** What is retired does not work either, and is marked as that already. */
export function isNotWorking(integration) {
  return canary.illSince(integration.id) !== null && ageOfIntegration(integration)?.age !== "retired";
}

export const needsLook = (integration) => ageOfIntegration(integration) !== null || isNotWorking(integration);
