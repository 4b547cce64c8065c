// Webhook URLs are secrets: none is in the page before someone asks, and none stays.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SECRET, slack } from "./api.mjs";
import { loaded, rowOf, visit } from "./browser.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

const URL_OF_IT = `https://hooks.slack.com/services/${SECRET}1234`;

beforeEach(async () => {
  await api.create({ ...slack("Keeper"), description: `posts to ${URL_OF_IT}` });
});

async function openKeeper(options) {
  const visited = await visit(browser, worker.url, options);
  await loaded(visited.page);
  return { ...visited, row: rowOf(visited.page, "Keeper") };
}

/** Everything a script, an extension or a screenshot could find: the HTML and what the fields hold. */
async function everything(page) {
  const values = await page.evaluate(() =>
    [...document.querySelectorAll("input, textarea")].map((field) => /** @type {HTMLInputElement} */ (field).value),
  );
  return [await page.content(), ...values].join("\n");
}

async function hides(page, what) {
  const text = await everything(page);
  assert.ok(!text.includes("PS3CR3T") && !text.includes("neverShownUnasked"), what);
}

test("no webhook URL is in the document before it is requested", async () => {
  const secrets = (await api.list())
    .map(({ target }) => target.webhook_url ?? target.url)
    .filter(Boolean)
    .map((url) => url.slice(new URL(url).origin.length, -4))
    .filter((secret) => secret.length >= 12);
  assert.ok(secrets.length >= 3, "the sandbox starts with webhooks");
  const { page, row, leave } = await openKeeper();
  const text = await everything(page);
  for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  assert.match(await row.textContent(), /https:\/\/hooks\.slack\.com\/…/);

  await row.getByRole("button", { name: "Send a test to Keeper" }).click();
  await page.locator(".deliveries").getByText("Keeper").waitFor();
  await hides(page, "after a test");
  await row.getByRole("button", { name: "Keeper", exact: true }).click();
  await page.getByText("As JSON").click();
  assert.match(await page.getByRole("dialog").locator("pre").textContent(), /"webhook_url": "https:\/\/hooks\.slack\.com\/…/);
  await hides(page, "in the details");
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: "Delete Keeper" }).click();
  await hides(page, "in the question");
  await page.keyboard.press("Escape");
  await leave();
});

test("the form contains no webhook URL except in the description", async () => {
  await api.create(slack("Quiet"));
  const { page, leave } = await openKeeper();
  await rowOf(page, "Quiet").getByRole("button", { name: "Edit Quiet" }).click();
  await page.getByLabel("Slack webhook URL").waitFor();
  await hides(page, "in the form");
  await leave();
});

test("a shown URL is hidden on request, after a while, and when the tab is left", async () => {
  const prepare = (page) => page.clock.install();
  const { page, row, leave } = await openKeeper({ prepare });
  const toggle = row.getByRole("button", { name: "Show webhook URL of Keeper" });
  const shown = () => row.locator(".secret-text").textContent();

  await toggle.click();
  assert.equal(await shown(), URL_OF_IT);
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  await toggle.click();
  await hides(page, "hidden by hand");

  await toggle.click();
  await page.clock.fastForward(25_000);
  assert.equal(await shown(), URL_OF_IT);
  await page.clock.fastForward(6_000);
  await hides(page, "hidden by time");
  assert.equal(await toggle.getAttribute("aria-pressed"), "false");

  await toggle.click();
  assert.equal(await shown(), URL_OF_IT);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await hides(page, "hidden with the tab");
  await leave();
});

test("a URL is copied without being shown", async () => {
  const { page, row, leave } = await openKeeper({ permissions: ["clipboard-read", "clipboard-write"] });
  await row.getByRole("button", { name: "Copy webhook URL of Keeper" }).click();
  await row.getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), URL_OF_IT);
  await hides(page, "after copying");
  await leave();
});

test("fields of an unknown kind with a secret-sounding name are masked", async () => {
  const unknown = (await api.list()).find(
    (row) => !["Slack", "MsTeams", "Webhook", "RoleEmail", "UserEmail", "InApp"].includes(row.target.kind),
  );
  const prepare = (page) =>
    page.route("**/notifications/v1/integrations?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      Object.assign(body.data.find(({ id }) => id === unknown.id).target, {
        routing_key: "neverShownUnasked",
        nested: { hook: URL_OF_IT },
      });
      await route.fulfill({ response, json: body });
    });
  const { page, leave } = await openKeeper({ prepare });
  // The details show what the list had until the API has answered, and here it does not.
  await page.route(`**/integrations/${unknown.id}`, () => {});
  await rowOf(page, unknown.display_name).getByRole("button", { name: unknown.display_name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("routing_key", { exact: true }).waitFor();
  await hides(page, "in the details");
  await dialog.getByRole("button", { name: /^Show routing_key/ }).click();
  await dialog.getByText("neverShownUnasked").waitFor();
  await leave();
});
