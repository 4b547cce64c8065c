// Signing in where the Worker signs cookies: the token is sent once, and no script can read what stands for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withBrowser } from "../support/chromium.mjs";
import { withWorker } from "../support/worker.mjs";
import { loaded, rowsOf, signIn, visit } from "./browser.mjs";

const TOKENS = { admin: "correct-horse-battery-staple", read: "a-reader-s-battery-staple" };
const worker = withWorker({
  ADMIN_TOKEN: TOKENS.admin,
  READ_TOKEN: TOKENS.read,
  SESSION_KEYS: "planted-session-key-0123456789abcdef",
});
const browser = withBrowser();

test("the token is exchanged for a cookie that outlives a reload, and scripts see neither", async () => {
  const { page, requests, leave } = await visit(browser, worker.url, { provokes: [401, 409] });
  await page.getByText("exchanged for a sign-in that lasts twelve hours").waitFor();
  await signIn(page, "wrong");
  await page.getByText("This token was not accepted.").waitFor();
  await signIn(page, TOKENS.admin);
  await loaded(page);
  await page.getByRole("button", { name: "Sign out" }).waitFor();

  await page.reload();
  await loaded(page);
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page
    .getByRole("button", { name: /^Send a test to/ })
    .first()
    .click();
  await page.locator(".deliveries li").first().waitFor();
  assert.ok(requests.every(({ headers }) => headers.authorization === undefined));
  const seen = await page.evaluate(() =>
    [
      document.cookie,
      JSON.stringify({ ...localStorage, ...sessionStorage }),
      location.href,
      document.documentElement.outerHTML,
    ].join(),
  );
  assert.ok(!seen.includes("notifications=") && !seen.includes(TOKENS.admin));
  const cookies = await page.context().cookies();
  assert.ok(
    cookies.some(({ name }) => name === "__Host-notifications"),
    JSON.stringify(cookies),
  );
  assert.ok(cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === "Strict"));
  await leave();
});

test("after a sign-in in another tab, a refused request makes the page show that identity", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: [401, 403] });
  await signIn(page, TOKENS.admin);
  await loaded(page);
  const other = await page.context().newPage();
  await other.goto(String(worker.url));
  await other.getByRole("button", { name: "Sign out" }).click();
  await signIn(other, TOKENS.read);
  await loaded(other);
  await page
    .getByRole("button", { name: /^Send a test to/ })
    .first()
    .click();
  await page.locator(".page-head").getByText("You can view integrations.").waitFor();
  await page.getByRole("button", { name: "New integration" }).waitFor({ state: "detached" });
  await page
    .getByRole("button", { name: /^(Send a test to|Show webhook URL of)/ })
    .first()
    .waitFor({ state: "detached" });
  assert.equal(await page.getByRole("button", { name: /^(Edit|Delete|Copy webhook URL of) / }).count(), 0);
  await leave();
});

test("after signing out, a reload asks for the token", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: [401] });
  await signIn(page, TOKENS.admin);
  await loaded(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Access token").waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.reload();
  await page.getByLabel("Access token").waitFor();
  assert.equal(await rowsOf(page).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), false);
  await leave();
});

test("the scope read receives no webhook URL and no button to show one", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: [401] });
  await signIn(page, TOKENS.read);
  await loaded(page);
  const whole = await page.evaluate(async () => (await fetch("notifications/v1/integrations")).text());
  assert.match(whole, /…/);
  const really = await (
    await worker.fetch("notifications/v1/integrations", { headers: { authorization: `Bearer ${TOKENS.admin}` } })
  ).json();
  const urls = really.data.map(({ target }) => target.webhook_url ?? target.url).filter(Boolean);
  assert.equal(await page.getByRole("button", { name: /^(Show|Copy) webhook URL/ }).count(), 0);
  const content = await page.content();
  assert.ok(urls.length > 2 && urls.every((url) => !content.includes(url) && !whole.includes(url)));
  await leave();
});
