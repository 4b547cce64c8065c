/** How many integrations the page says fail or are retired. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowOf, rowsOf } from "./browser.mjs";
import { HOUR, accepted, ago, attention, failing, open, rejected, reload, saved } from "./canary.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

test("failing and retired integrations are counted once each, and can be shown alone", async () => {
  const [one, two, old] = [
    await saved(worker, "Dead one"),
    await saved(worker, "Dead two"),
    await saved(worker, "Old connector", {
      kind: "MsTeams",
      webhook_url: "https://acme.webhook.office.com/webhookb2/0a0a0a0a/IncomingWebhook/0b0b0b0b",
    }),
  ];
  await saved(worker, "Fine");
  const { page, leave } = await open(
    { browser, worker },
    {
      data: [
        failing(one, rejected(ago(HOUR))),
        failing(two, rejected(ago(HOUR))),
        failing(old, { ...accepted(ago(HOUR)), code: "retired" }),
      ],
    },
  );
  await attention(page).getByText("2 integrations are not working.").waitFor();
  assert.doesNotMatch(await rowOf(page, "Old connector").innerText(), /not working/i);
  assert.equal(await rowOf(page, "Old connector").getByText("Retired by Microsoft").count(), 1);
  await page.getByRole("button", { name: "Show only these" }).click();
  const shown = await rowsOf(page).getByRole("heading").allTextContents();
  assert.ok(
    ["Dead one", "Dead two", "Old connector"].every((name) => shown.includes(name)) && !shown.includes("Fine"),
    String(shown),
  );
  await leave();
});

test("failing integrations that the list has not loaded are counted too", async () => {
  await api.fillUpTo(30);
  const last = (await api.list()).at(-1);
  const { page, leave } = await open({ browser, worker }, { data: [failing(last.id, rejected(ago(HOUR)))] });
  await attention(page).getByText("1 not working further down: load more.").waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await attention(page).getByText("1 integration is not working.").waitFor();
  assert.doesNotMatch(await attention(page).innerText(), /further down/);
  await leave();
});

test("a deleted integration is not counted, although the Worker still has its results", async () => {
  await api.fillUpTo(30);
  const [dead, gone] = [await saved(worker, "Dead"), await saved(worker, "Gone")];
  const { page, leave } = await open(
    { browser, worker },
    { data: [failing(dead, rejected(ago(HOUR))), failing(gone, rejected(ago(HOUR)))] },
    { provokes: [404] },
  );
  const rows = [rowOf(page, "Dead"), rowOf(page, "Gone")];
  await page.getByRole("button", { name: "Load all" }).click();
  await attention(page).getByText("2 integrations are not working.").waitFor();
  await rows[0].getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await attention(page).getByText("1 integration is not working.").waitFor();
  // Somebody else deletes the other one: its details find that out.
  await api.remove(gone);
  await rows[1].getByRole("button", { name: "Gone", exact: true }).click();
  await page.getByRole("dialog").getByText("Someone else has deleted this integration.").waitFor();
  await page.keyboard.press("Escape");
  await attention(page).getByText("not working").waitFor({ state: "hidden" });
  await reload(page);
  assert.equal(await page.getByRole("button", { name: "Load more" }).count(), 1, "there is more further down");
  assert.equal(await attention(page).getByText("not working").count(), 0);
  await leave();
});
