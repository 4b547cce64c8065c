// In which format the canary's webhook gets its messages: by its host, or as the operator says. The rule itself is tested natively,
// on tests/retirement.json (src/worker/canary/webhook.rs).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Response, fetch as forward } from "miniflare";
import { cron, organization, start, worker } from "./canary-organization.mjs";
import { GONE } from "./organization.mjs";

/** The bodies that a webhook at this URL gets from a run that finds something broken. */
async function toldAt(url, vars) {
  await worker?.dispose();
  const bodies = [];
  const outboundService = async (request) => {
    if (request.url !== url) return forward(request);
    bodies.push(await request.json());
    return new Response(null, { status: 202 });
  };
  organization.verdicts.a = GONE;
  await start({ outboundService, vars: { CANARY_WEBHOOK_URL: url, ...vars } });
  await cron();
  return bodies;
}

describe("the canary's webhook", () => {
  test("gets a card if it is a Teams workflow, in a government cloud too", async () => {
    for (const host of ["prod-1.westus.logic.azure.com", "x.1.environment.api.gov.powerplatform.microsoft.us"]) {
      const bodies = await toldAt(`https://${host}/workflows/planted`);
      assert.deepEqual(
        bodies.map(({ type, attachments: [{ content }] }) => [type, content.type, content.body.length]),
        [["message", "AdaptiveCard", 2]],
        JSON.stringify(bodies),
      );
    }
  });

  test("gets the format that CANARY_WEBHOOK_FORMAT names, whatever the host", async () => {
    const workflow = "https://prod-1.westus.logic.azure.com/workflows/planted";
    const properties = async (url, CANARY_WEBHOOK_FORMAT) =>
      (await toldAt(url, { CANARY_WEBHOOK_FORMAT })).map((body) => Object.keys(body).sort());
    assert.deepEqual(await properties(workflow, "text"), [["text"]]);
    assert.deepEqual(await properties(workflow, "slack"), [["failing", "recovered", "text", "unknown"]]);
    assert.deepEqual(await properties("https://gateway.example/teams", "Teams"), [["attachments", "type"]]);
    assert.deepEqual(await properties("https://gateway.example/teams", "auto"), [["failing", "recovered", "text", "unknown"]]);
  });

  test("is told nothing, and the page of it, where CANARY_WEBHOOK_FORMAT is none of the formats", async () => {
    await start({ vars: { CANARY_WEBHOOK_FORMAT: "teems" } });
    const refused = await worker.fetch("/canary/webhook:test", { method: "POST" });
    const { errors } = await refused.json();
    assert.deepEqual([refused.status, errors[0].code], [503, "misconfigured"]);
    assert.match(errors[0].detail, /CANARY_WEBHOOK_FORMAT must be auto, slack, teams or text/);
    const { notes } = await (await worker.fetch("/canary/results")).json();
    assert.match(notes.join(" "), /CANARY_WEBHOOK_FORMAT must be auto, slack, teams or text/);
  });
});
