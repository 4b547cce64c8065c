// The page shows URLs and texts as tests/redaction.json has them: the table that every other part runs too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";
import { loaded, rowOf, visit } from "./browser.mjs";
import { browser, worker } from "./on-sandbox.mjs";

const { urls, texts, escaped } = JSON.parse(await readFile(inRoot("tests/redaction.json"), "utf8"));

/** Visits the page in front of an API that has these integrations. */
async function visitWith(integrations) {
  const body = { data: integrations, metadata: { next: null, total_size: integrations.length } };
  const prepare = (page) => page.route("**/notifications/v1/integrations?*", (route) => route.fulfill({ json: body }));
  const visited = await visit(browser, worker.url, { prepare });
  await loaded(visited.page);
  return visited;
}

const nameOf = (index) => `Row ${index}.`;
const integration = (index, fields) => ({
  id: `int-${index}`,
  display_name: nameOf(index),
  target: { kind: "UserEmail", user: "u-1" },
  ...fields,
});

test("a target's URL is shown as the table has it", async () => {
  // An empty URL is not shown at all.
  const shown = urls.filter(({ from }) => from !== "");
  const { page, leave } = await visitWith(
    shown.map(({ from }, index) => integration(index, { target: { kind: "Slack", webhook_url: from } })),
  );
  for (const [index, { from, to }] of shown.entries()) {
    assert.equal(await rowOf(page, nameOf(index)).locator(".secret-text").textContent(), to, from);
  }
  await leave();
});

test("a description is shown as the table has it, and no escaped URL in it keeps its secret", async () => {
  const rows = [...texts, ...escaped.map((url) => ({ from: `in (${url} end` }))];
  const { page, leave } = await visitWith(rows.map(({ from }, index) => integration(index, { description: from })));
  for (const [index, { from, to }] of rows.entries()) {
    const text = await rowOf(page, nameOf(index)).locator(".row-description").textContent();
    if (to !== undefined) assert.equal(text, to, from);
    else assert.ok(!text.includes("secret") && text.startsWith("in ") && text.endsWith("… end"), `${from} became ${text}`);
  }
  await leave();
});
