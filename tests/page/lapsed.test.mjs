// A sign-in that lapses while the page is open: nothing of what it had opened stays, and the form is ready to type into.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWorker } from "../support/worker.mjs";
import { loaded, openBrowser, rowsOf, signIn, visit } from "./browser.mjs";

const TOKEN = "correct-horse-battery-staple";
let worker, browser;

before(async () => {
  worker = await startWorker({ vars: { ADMIN_TOKEN: TOKEN } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await worker?.dispose();
});

const lapse = (page) => page.route("**/canary/results/*", (route) => route.fulfill({ status: 401, headers: { "www-authenticate": "Bearer" }, json: { errors: [{ status: "401", code: "unauthorized", detail: "No." }] } }));

test("dialogs close, a shown URL goes with them, and the token can be typed at once", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: [401] });
  await signIn(page, TOKEN);
  await loaded(page);
  const urls = await page.evaluate(async (token) => {
    const answer = await fetch("notifications/v1/integrations", { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()).data.map(({ target }) => target.webhook_url ?? target.url).filter(Boolean);
  }, TOKEN);
  const row = rowsOf(page).filter({ has: page.getByRole("button", { name: /^Show webhook URL/ }) }).first();
  await row.getByRole("button", { name: /^Show webhook URL/ }).click();
  const name = await row.getByRole("heading").textContent();
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Last test accepted").waitFor();
  await lapse(page);
  await row.getByRole("button", { name, exact: true }).click();

  await page.getByLabel("Access token").waitFor();
  assert.equal(await page.locator("dialog").count(), 0);
  assert.equal(await page.getByLabel("Access token").evaluate((input) => input === document.activeElement), true);
  const content = await page.content();
  assert.ok(!content.includes(name) && urls.length > 0 && urls.every((url) => !content.includes(url)));
  await page.unroute("**/canary/results/*");
  // Even what the page held out of sight is gone: nothing old is seen before the new answer.
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await page.route("**/notifications/v1/integrations?*", async (route) => {
    await held;
    await route.continue();
  });
  await signIn(page, TOKEN);
  assert.equal(await rowsOf(page).count(), 0);
  answer();
  await loaded(page);
  await leave();
});

test("a sign-out that does not reach the Worker is said, and stays said", async () => {
  const cookies = await startWorker({ vars: { ADMIN_TOKEN: TOKEN, SESSION_KEYS: "planted-session-key-0123456789abcdef" } });
  try {
    const prepare = (page) => page.clock.install();
    const { page, leave } = await visit(browser, cookies.url, { provokes: [401, "ERR_FAILED"], prepare });
    await signIn(page, TOKEN);
    await loaded(page);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await page.route("**/session", (route) => route.abort());
    await page.getByRole("button", { name: "Sign out" }).click();
    const warning = page.locator(".toasts").getByText("this browser may still be signed in");
    await warning.waitFor();
    await page.clock.fastForward(60_000);
    assert.equal(await warning.count(), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await warning.count(), 0);
    await leave();
  } finally {
    await cookies.dispose();
  }
});
