// The list: pages, search, marks, kinds that cannot be changed, its states, and a phone's width.
import assert from "node:assert/strict";
import { test } from "node:test";
import { slack } from "./api.mjs";
import { loaded, rowOf, rowsOf, visit } from "./browser.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

const KNOWN = ["Slack", "MsTeams", "Webhook", "RoleEmail", "UserEmail", "InApp"];
const LIST = "**/notifications/v1/integrations?*";

test("shows every integration, page after page, from its own origin", async () => {
  await api.fillUpTo(31);
  const { page, requests, leave } = await visit(browser, worker.url);
  await loaded(page);
  assert.equal(await rowsOf(page).count(), 25);
  assert.match(await page.locator(".count").textContent(), /^25 (of 31 integrations|loaded, there are more)$/);

  await page.getByRole("button", { name: "Load more" }).click();
  await page.getByText("31 integrations", { exact: true }).waitFor();
  assert.equal(await rowsOf(page).count(), 31);
  assert.equal(await page.getByRole("button", { name: "Load more" }).count(), 0);

  const names = await rowsOf(page).getByRole("heading").allTextContents();
  assert.deepEqual(names.sort(), (await api.list()).map((row) => row.display_name).sort());
  const lists = requests.filter((request) => request.path.endsWith("/integrations"));
  assert.deepEqual(
    lists.map(({ query }) => [query.get("page_size"), query.has("page_token")]),
    [
      ["25", false],
      [null, true],
    ],
  );
  assert.ok(requests.every(({ origin }) => origin === new URL(worker.url).origin));
  await leave();
});

test("a malformed row does not hide the others, and an incomplete list says so", async () => {
  const whole = { id: "n-1", metadata: {}, display_name: "Whole", target: { kind: "Webhook", url: "https://hooks.invalid/x" } };
  const odd = [
    { ...whole, id: "n-2", display_name: 7, description: 8 },
    { ...whole, id: "n-3", display_name: "Odd kind", target: { kind: { toString: null } } },
    { ...whole, id: "n-4", display_name: "No target", target: null, description: null },
    { id: "n-5" },
    null,
    9,
  ];
  const prepare = (page) =>
    page.route(LIST, (route) =>
      route.fulfill({ json: { data: [...odd, whole], metadata: { next: "https://h.example/no-token" } } }),
    );
  const { page, leave } = await visit(browser, worker.url, { prepare });
  await rowOf(page, "Whole").waitFor();
  assert.equal(await rowsOf(page).count(), 5);
  await page.getByText("these are not all").waitFor();
  await leave();
});

test("the head says which API is shown", async () => {
  const { page, leave } = await visit(browser, worker.url);
  await page.locator(".upstream").getByText("Sandbox", { exact: true }).waitFor();
  await leave();
});

test("searches the loaded rows by name and by kind", async () => {
  await api.create(slack("Night shift alerts"));
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  const all = await rowsOf(page).count();
  const search = page.getByRole("searchbox");

  await search.fill("night SHIFT");
  assert.deepEqual(await rowsOf(page).getByRole("heading").allTextContents(), ["Night shift alerts"]);
  await search.fill("webhook");
  const kinds = await rowsOf(page).locator(".kind").allTextContents();
  assert.ok(kinds.length > 0 && kinds.length < all);
  await search.fill("no such integration");
  await page.getByText("None of the integrations match.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  assert.equal(await rowsOf(page).count(), all);
  assert.equal(await search.inputValue(), "");
  await leave();
});

test("marks targets that are retired or may have moved, and can show only these", async () => {
  await api.create({
    display_name: "Old connector",
    target: { kind: "MsTeams", webhook_url: "https://acme.webhook.office.com/webhookb2/0a0a0a0a/IncomingWebhook/0b0b0b0b" },
  });
  await api.create({
    display_name: "Older connector",
    target: { kind: "Webhook", url: "https://outlook.office.com/webhook/0a0a0a0a/IncomingWebhook/0b0b0b0b" },
  });
  await api.create({
    display_name: "Logic app",
    target: { kind: "MsTeams", webhook_url: "https://prod-7.westeurope.logic.azure.com/workflows/0c0c0c0c0c0c/triggers" },
  });
  // Neighbours of the rules, to which they do not apply.
  await api.create({
    display_name: "Lookalike",
    target: { kind: "Webhook", url: "https://webhook.office.com.alerts.example/webhook/0a0a0a0a0a0a0a0a" },
  });
  await api.create({
    display_name: "Other path",
    target: { kind: "Webhook", url: "https://outlook.office.com/owa/0a0a0a0a0a0a0a0a0a0a" },
  });
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);

  assert.equal(await rowOf(page, "Old connector").getByText("Retired by Microsoft").count(), 1);
  assert.equal(await rowOf(page, "Older connector").getByText("Retired by Microsoft").count(), 1);
  assert.equal(await rowOf(page, "Logic app").getByText("May have moved, send a test").count(), 1);
  for (const name of ["Lookalike", "Other path"]) assert.equal(await rowOf(page, name).locator(".mark").count(), 0, name);

  await page.getByRole("button", { name: "Show only these" }).click();
  const shown = await rowsOf(page).getByRole("heading").allTextContents();
  assert.equal(shown.length, await rowsOf(page).locator(".mark").count());
  assert.ok(["Old connector", "Older connector", "Logic app"].every((name) => shown.includes(name)));
  assert.ok(!shown.includes("Lookalike"));
  await leave();
});

test("kinds that cannot be changed are shown with the reason", async () => {
  const rows = await api.list();
  const unknown = rows.find((row) => !KNOWN.includes(row.target.kind));
  const managed = rows.filter((row) => ["RoleEmail", "UserEmail", "InApp"].includes(row.target.kind));
  assert.ok(unknown && managed.length > 0, "the sandbox starts with such integrations");
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);

  for (const { display_name } of managed) {
    const row = rowOf(page, display_name);
    assert.match(await row.textContent(), /Managed by Confluent/);
    assert.deepEqual(await row.getByRole("button").allTextContents(), [display_name], "only its details can be opened");
  }
  const row = rowOf(page, unknown.display_name);
  assert.match(await row.textContent(), new RegExp(unknown.target.kind));
  assert.match(await row.textContent(), /This page doesn.t know this kind of target/);
  assert.equal(await row.getByRole("button", { name: /Edit/ }).count(), 1);
  assert.equal(await row.getByRole("button", { name: /Send a test|Delete/ }).count(), 0);

  await row.getByRole("button", { name: unknown.display_name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  const terms = await dialog.getByRole("term").allTextContents();
  for (const field of Object.keys(unknown.target)) assert.ok(field === "kind" || terms.includes(field), field);
  await leave();
});

test("markup in a name or description is shown as text", async () => {
  const name = `<img src=x onerror="alert(1)">`;
  const description = `<script>alert(2)</script><b>bold</b>`;
  const { id } = await api.create({ ...slack(name), description });
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  const inert = async () => assert.equal(await page.locator("img, #page script, #page b, dialog script, dialog b").count(), 0);

  const row = rowOf(page, name);
  assert.equal(await row.getByRole("heading").textContent(), name);
  assert.ok((await row.textContent()).includes(description));
  await inert();
  await row.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").getByText(id, { exact: true }).waitFor();
  await inert();
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await page.locator(".deliveries").getByText(name).waitFor();
  await inert();
  await row.getByRole("button", { name: /^Delete/ }).click();
  assert.ok((await page.getByRole("alertdialog").getByRole("heading").textContent()).includes(name));
  await inert();
  await leave();
});

test("loading and an empty list are shown", async () => {
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  const prepare = (page) =>
    page.route(LIST, async (route) => {
      await held;
      await route.fulfill({ json: { metadata: {}, data: [] } });
    });
  const { page, leave } = await visit(browser, worker.url, { prepare });
  await page.getByText("Loading integrations").waitFor({ state: "attached" });
  assert.equal(await page.getByText("No integrations yet").count(), 0);
  answer();
  await page.getByText("No integrations yet").waitFor();
  assert.equal(await page.getByText("Loading integrations").count(), 0);
  await leave();
});

test("a failed load is reported in the API's words and can be repeated", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: [400] });
  await loaded(page);
  const json = { errors: [{ status: "400", detail: "page_size is out of its mind." }] };
  await page.route(LIST, (route) => route.fulfill({ status: 400, json, headers: { "x-request-id": "req-list-1" } }));
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("page_size is out of its mind.").waitFor();
  assert.match(await alert.textContent(), /req-list-1/);
  assert.ok((await rowsOf(page).count()) > 0, "what was loaded stays in view");

  await page.unroute(LIST);
  await page.getByRole("button", { name: "Try again" }).click();
  await alert.waitFor({ state: "detached" });
  await leave();
});

test("being offline is shown", async () => {
  const { page, leave } = await visit(browser, worker.url);
  await loaded(page);
  assert.equal(await page.getByText("You are offline").isVisible(), false);
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
  await page.context().setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "hidden" });
  await leave();
});

test("on a narrow screen nothing scrolls sideways, not even long words", async () => {
  const name = "N".repeat(64);
  await api.create({ ...slack(name, `https://${"h".repeat(60)}.example/${"p".repeat(200)}`), description: "D".repeat(128) });
  const { page, leave } = await visit(browser, worker.url, {
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  await loaded(page);
  const fits = async (what) => {
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("dialog, .dialog-body, main")]
        .filter((node) => node.scrollWidth > node.clientWidth + 1)
        .map((node) => node.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(wide, [], what);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, what);
  };
  await fits("the list");
  await rowOf(page, name)
    .getByRole("button", { name: /^Show webhook URL/ })
    .click();
  await fits("a shown URL");
  await rowOf(page, name).getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").waitFor();
  await fits("the details");
  await page.getByRole("button", { name: "Close" }).click();
  await rowOf(page, name).getByRole("button", { name: /^Edit/ }).click();
  await fits("the form");
  await page.getByRole("button", { name: "Cancel" }).click();
  await rowOf(page, name)
    .getByRole("button", { name: /^Delete/ })
    .click();
  await fits("the question");
  await leave();
});
