// The page for who does not see it: questions are read out whole, headings skip no level, and nothing is announced twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loaded, rowsOf, visit } from "./browser.mjs";
import { browser, worker } from "./on-sandbox.mjs";

test("a confirmation is described by its text, and a form is not", async () => {
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  await page
    .getByRole("button", { name: /^Delete / })
    .first()
    .click();
  const question = page.getByRole("alertdialog");
  const description = await question.evaluate(
    (node) => document.getElementById(node.getAttribute("aria-describedby"))?.textContent,
  );
  assert.match(description, /Confluent will stop sending notifications to this target\. This can't be undone\./);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New integration" }).click();
  assert.equal(await page.getByRole("dialog").getAttribute("aria-describedby"), null);
  await leave();
});

test("no heading skips a level, with a full list, an empty one, and behind a dialog", async () => {
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  const skipped = () =>
    page.evaluate(() => {
      const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((node) => ({
        level: Number(node.tagName[1]),
        text: node.textContent,
      }));
      return levels.filter(({ level }, at) => level > (levels[at - 1]?.level ?? 0) + 1);
    });
  assert.deepEqual(await skipped(), []);
  await rowsOf(page).getByRole("heading").first().getByRole("button").click();
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await skipped(), []);
  await page.keyboard.press("Escape");
  await page.route("**/notifications/v1/integrations?*", (route) => route.fulfill({ json: { metadata: {}, data: [] } }));
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  await page.getByText("No integrations yet").waitFor();
  assert.deepEqual(await skipped(), []);
  await leave();
});

test("the API and the scope are announced once, not at each redraw of the head", async () => {
  const prepare = (page) =>
    page.route("**/session", (route) => route.fulfill({ json: { scope: "test", by: "token", sign_in: null } }));
  const { page, leave } = await visit(browser, worker.url, { prepare, provokes: [403] });
  await loaded(page);
  await page.getByText("You can view integrations and send tests.").waitFor();
  await page.evaluate(() => {
    /** @type {any} */ (window).changes = 0;
    const count = (changes) => {
      /** @type {any} */ (window).changes += changes.length;
    };
    new MutationObserver(count).observe(document.querySelector(".page-head"), {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  // What is refused has the page ask again who it is, and draw its head.
  await page.route("**/canary/test/*", (route) => route.fulfill({ status: 403, json: { errors: [{ detail: "No." }] } }));
  const asked = page.waitForResponse("**/session");
  await page
    .getByRole("button", { name: /^Send a test/ })
    .first()
    .click();
  await asked;
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).changes), 0);
  await leave();
});
