// Finding the integration that an alert names: by id in the page's address, by searching, and by loading all of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { apiAt, slack } from "./api.mjs";
import { loaded, rowsOf, signIn, visit } from "./browser.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

const TOKEN = "correct-horse-battery-staple";
const locked = withWorker({ ADMIN_TOKEN: TOKEN });

const linkTo = (base, id) => new URL(`#${encodeURIComponent(id)}`, base);

test("an id after the # opens that integration's details, loaded or not", async () => {
  await api.fillUpTo(30);
  const rows = await api.list();
  for (const { id, display_name } of [rows[0], rows.at(-1)]) {
    const { page, requests, leave } = await visit(browser, linkTo(worker.url, id));
    const dialog = page.getByRole("dialog", { name: display_name });
    await dialog.getByText(id, { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => location.hash), "", "a reload does not open it again");
    assert.match(await page.locator(".count").textContent(), /^25 (of 30|loaded)/, "the list is as it was");
    assert.equal(requests.filter(({ path }) => path.endsWith(encodeURIComponent(id)) && !path.includes("canary")).length, 1);
    // The same link again, in the page that is open.
    await page.evaluate((hash) => (location.hash = hash), encodeURIComponent(id));
    await dialog.waitFor();
    await leave();
  }
});

test("an id of no integration after the # is reported as unknown", async () => {
  for (const id of ["n-0/ü <b>", "%"]) {
    const { page, leave } = await visit(browser, linkTo(worker.url, id), { provokes: [404] });
    const dialog = page.getByRole("dialog");
    await dialog.getByText("There is no integration with the ID").waitFor();
    assert.match(await dialog.innerText(), /It may have been deleted/);
    assert.ok((await dialog.locator("code").textContent()) === id);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await leave();
  }
});

test("an id after the # is opened after signing in, with what the scope may see", async () => {
  const [{ id, display_name }] = (await apiAt(locked, { authorization: `Bearer ${TOKEN}` }).list()).filter(
    ({ target }) => target.kind === "Slack",
  );
  const { page, leave } = await visit(browser, linkTo(locked.url, id), { provokes: [401] });
  await page.getByLabel("Access token").waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  await signIn(page, TOKEN);
  const dialog = page.getByRole("dialog", { name: display_name });
  await dialog.getByRole("button", { name: /^Show webhook URL of/ }).waitFor();
  await leave();
});

test("the search finds ids and descriptions", async () => {
  const { id } = await api.create({ ...slack("Night shift"), description: "rings the pager" });
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  for (const words of [id, "PAGER rings"]) {
    await page.getByRole("searchbox").fill(words);
    assert.deepEqual(await rowsOf(page).getByRole("heading").allTextContents(), ["Night shift"], words);
  }
  await leave();
});

test("loading all loads every page, and moves the focus to the first new row", async () => {
  await api.fillUpTo(61);
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  await page.getByRole("button", { name: "Load all" }).click();
  await page.getByText("61 integrations", { exact: true }).waitFor();
  assert.equal(await rowsOf(page).count(), 61);
  assert.equal(await page.getByRole("button", { name: /^Load (more|all)$/ }).count(), 0);
  assert.equal(
    await rowsOf(page)
      .nth(25)
      .evaluate((row) => row.contains(document.activeElement)),
    true,
  );
  await leave();
});

test("loading all stops at a failure and can be repeated", async () => {
  await api.fillUpTo(61);
  const { page, leave } = await visit(browser, worker.url, { provokes: [500] });
  await loaded(page);
  await page.route("**/notifications/v1/integrations?page_token=*", (route) =>
    route.fulfill({ status: 500, json: { errors: [{ detail: "Not now." }] } }),
  );
  await page.getByRole("button", { name: "Load all" }).click();
  await page.getByText("Not now.").waitFor();
  await page.unroute("**/notifications/v1/integrations?page_token=*");
  await page.getByRole("button", { name: "Load all" }).click();
  await page.getByText("61 integrations", { exact: true }).waitFor();
  await leave();
});
