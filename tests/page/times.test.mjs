// Times: how long ago something was, in words that are never off by a day, and the exact time in plain sight.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowOf } from "./browser.mjs";
import { DAY, HOUR, accepted, ago, open, rejected, saved } from "./canary.mjs";
import { browser, worker } from "./on-sandbox.mjs";

const MINUTE = 60_000;

test("a time is rounded before its unit is chosen, and a time in the future reads as just now", async () => {
  const ages = [
    [-3 * MINUTE, "just now"],
    [20_000, "just now"],
    [59.7 * MINUTE, "1 hour ago"],
    [23.7 * HOUR, "1 day ago"],
    [30 * HOUR, "1 day ago"],
    [40 * DAY, "1 month ago"],
    [364 * DAY, "1 year ago"],
  ];
  const data = [];
  for (const [at] of ages)
    data.push({ id: await saved(worker, `At ${at}`), health: "healthy", since: ago(at), last_test: accepted(ago(at)) });
  const { page, leave } = await open({ browser, worker }, { data });
  for (const [at, words] of ages)
    assert.match(await rowOf(page, `At ${at}`).innerText(), new RegExp(`Last test accepted ${words}`), `${at}`);
  await leave();
});

test("the list of the last tests shows the exact time, and the request id with a button that copies it", async () => {
  const id = await saved(worker, "Tested");
  const tests = [rejected("2026-01-05T08:00:04Z"), accepted("2025-12-29T08:00:03Z")];
  const { page, leave } = await open(
    { browser, worker },
    {},
    { of: { [id]: tests }, timezoneId: "UTC", permissions: ["clipboard-read", "clipboard-write"] },
  );
  await rowOf(page, "Tested").getByRole("button", { name: "Tested", exact: true }).click();
  const lines = page.getByRole("dialog").locator(".tests li");
  assert.match(await lines.first().innerText(), /5 Jan 2026.*08:00:04 UTC[^]*Request ID\s+req-dead-1/);
  assert.match(await lines.last().innerText(), /29 Dec 2025.*08:00:03 UTC/);
  await lines.first().getByRole("button", { name: "Copy request ID" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "req-dead-1");
  await leave();
});
