// The form: each kind, errors beside their fields, only what changed is sent, a test before saving.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRET, slack } from "./api.mjs";
import { bodiesOf, descriptionOf, loaded, rowOf, rowsOf, visit } from "./browser.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

const COLLECTION = "**/notifications/v1/integrations";

async function openForm(options) {
  const visited = await visit(browser, worker.url, options);
  await loaded(visited.page);
  await visited.page.getByRole("button", { name: "New integration" }).click();
  return visited;
}

async function openEdit(name, options) {
  const visited = await visit(browser, worker.url, options);
  await loaded(visited.page);
  await rowOf(visited.page, name)
    .getByRole("button", { name: /^Edit / })
    .click();
  return visited;
}

const save = (page) => page.getByRole("button", { name: /^(Create integration|Save changes)$/ }).click();

for (const { kind, choice, label, field, url } of [
  {
    kind: "Slack",
    choice: "Slack",
    label: "Slack webhook URL",
    field: "webhook_url",
    url: `https://hooks.slack.com/services/${SECRET}`,
  },
  {
    kind: "MsTeams",
    choice: "Microsoft Teams",
    label: "Teams workflow URL",
    field: "webhook_url",
    url: `https://a.b.environment.api.powerplatform.com/powerautomate/${SECRET}`,
  },
  { kind: "Webhook", choice: "Webhook", label: "URL", field: "url", url: `https://alerts.example/${SECRET}` },
]) {
  test(`creates a ${kind} integration`, async () => {
    const { page, requests, leave } = await openForm();
    await page.getByRole("radio", { name: choice, exact: true }).check();
    await page.getByLabel("Name", { exact: true }).fill(`New ${kind}`);
    await page.getByLabel("Description").fill("Made by a test");
    await page.getByLabel(label, { exact: true }).fill(`  ${url} `);
    await save(page);

    await rowOf(page, `New ${kind}`).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
    const expected = { display_name: `New ${kind}`, description: "Made by a test", target: { kind, [field]: url } };
    assert.deepEqual(bodiesOf(requests, "POST"), [expected]);
    const { display_name, description, target } = await api.named(`New ${kind}`);
    assert.deepEqual({ display_name, description, target }, expected);
    await leave();
  });
}

test("missing and invalid values are reported beside their fields, and nothing is sent", async () => {
  const { page, requests, leave } = await openForm();
  await page.getByLabel("Description").fill("d".repeat(129));
  await page.getByLabel("Slack webhook URL").fill("hooks.slack.com/no-scheme");
  await save(page);

  for (const label of ["Name", "Description", "Slack webhook URL"]) {
    const field = page.getByRole("dialog").getByLabel(label);
    assert.equal(await field.getAttribute("aria-invalid"), "true", label);
    assert.match((await descriptionOf(field)).split(" | ").at(-1), /\w+/, label);
  }
  assert.match(await descriptionOf(page.getByLabel("Description")), /129 \/ 128/);
  assert.equal(await page.getByLabel("Name", { exact: true }).evaluate((input) => input === document.activeElement), true);
  assert.deepEqual(bodiesOf(requests, "POST"), []);

  await page.getByLabel("Name", { exact: true }).fill("better");
  assert.equal(await page.getByLabel("Name", { exact: true }).getAttribute("aria-invalid"), null);
  await leave();
});

test("the API's errors with a pointer are shown beside the field, and all others on top with the request id", async () => {
  const { page, leave } = await openForm({ provokes: [422] });
  const errors = [
    { status: "422", detail: "The host of this webhook is not allowed.", source: { pointer: "/target/webhook_url" } },
    { status: "422", detail: "This name is reserved.", source: { pointer: "/display_name" } },
    { status: "422", detail: "The moon is full.", source: { pointer: "/somewhere/else" } },
  ];
  await page.route(COLLECTION, (route) =>
    route.fulfill({ status: 422, json: { errors }, headers: { "x-request-id": "req-422" } }),
  );
  await page.getByLabel("Name", { exact: true }).fill("Anything");
  await page.getByLabel("Slack webhook URL").fill("https://hooks.slack.com/services/a/b/c");
  await save(page);

  const dialog = page.getByRole("dialog");
  await dialog.getByRole("alert").waitFor();
  assert.match(await descriptionOf(page.getByLabel("Name", { exact: true })), /This name is reserved\./);
  assert.match(await descriptionOf(page.getByLabel("Slack webhook URL")), /The host of this webhook is not allowed\./);
  const onTop = await dialog.getByRole("alert").textContent();
  assert.match(onTop, /The moon is full\./);
  assert.match(onTop, /req-422/);
  assert.doesNotMatch(onTop, /reserved|not allowed/);
  assert.equal(await dialog.getByRole("button", { name: "Copy request ID" }).count(), 1);
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Anything", "what was typed stays");
  await leave();
});

test("a taken name is reported in the API's words", async () => {
  await api.create(slack("Taken"));
  const { page, leave } = await openForm({ provokes: [409] });
  await page.getByLabel("Name", { exact: true }).fill("Taken");
  await page.getByLabel("Slack webhook URL").fill("https://hooks.slack.com/services/a/b/c");
  await save(page);
  const said = page.getByRole("dialog").getByRole("alert");
  await said.waitFor();
  assert.match(await said.textContent(), /This conflicts with something that exists \(409\)/);
  assert.match(await said.textContent(), /Request ID \S+/);
  await leave();
});

test("an edit sends only what has changed", async () => {
  const { id, target } = await api.create({ ...slack("Edited"), description: "before" });
  const { page, requests, leave } = await openEdit("Edited");
  await page.getByLabel("Description").fill("after");
  await save(page);
  await rowOf(page, "Edited").getByText("after").waitFor();

  await rowOf(page, "Edited")
    .getByRole("button", { name: /^Edit / })
    .click();
  await page.getByLabel("Slack webhook URL").fill("https://hooks.slack.com/services/new/new/new1234");
  await save(page);
  await page.getByRole("dialog").waitFor({ state: "detached" });

  const patches = requests.filter(({ method }) => method === "PATCH");
  assert.deepEqual(
    patches.map(({ body }) => body),
    ['{"description":"after"}', '{"target":{"kind":"Slack","webhook_url":"https://hooks.slack.com/services/new/new/new1234"}}'],
  );
  assert.ok(patches.every(({ path }) => path.endsWith(encodeURIComponent(id))));
  const saved = await api.named("Edited");
  assert.notDeepEqual(saved.target, target);
  assert.equal(saved.description, "after");
  await leave();
});

test("saving without a change sends nothing", async () => {
  await api.create(slack("Untouched"));
  const { page, requests, leave } = await openEdit("Untouched");
  await save(page);
  await page.getByText("Nothing was changed").waitFor();
  assert.deepEqual(
    requests.filter(({ method }) => method === "PATCH"),
    [],
  );
  await leave();
});

test("a saved URL is put into the form only on request, and is not sent back unchanged", async () => {
  const { target } = await api.create(slack("Secretive"));
  const { page, requests, leave } = await openEdit("Secretive");
  const url = page.getByLabel("Slack webhook URL");
  assert.equal(await url.inputValue(), "");
  assert.equal(await url.getAttribute("placeholder"), "unchanged");

  await page.getByRole("button", { name: "Show current URL" }).click();
  assert.equal(await url.inputValue(), target.webhook_url);
  await page.getByRole("button", { name: "Hide current URL" }).click();
  assert.equal(await url.inputValue(), "");
  await page.getByRole("button", { name: "Show current URL" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Secretive no more");
  await save(page);
  await rowOf(page, "Secretive no more").waitFor();
  assert.deepEqual(bodiesOf(requests, "PATCH"), [{ display_name: "Secretive no more" }]);
  await leave();
});

test("a retired target is replaced with one of another kind", async () => {
  await api.create({
    display_name: "Old",
    target: { kind: "MsTeams", webhook_url: "https://acme.webhook.office.com/webhookb2/0a0a0a0a/IncomingWebhook/0b" },
  });
  const { page, requests, leave } = await openEdit("Old");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Retired by Microsoft").waitFor();
  assert.equal(await page.getByLabel("Teams workflow URL").evaluate((input) => input === document.activeElement), true);
  await page.getByRole("radio", { name: "Webhook", exact: true }).check();
  assert.equal(await dialog.getByText("Retired by Microsoft").count(), 0);
  await page.getByLabel("URL", { exact: true }).fill("https://alerts.example/0123456789");
  await save(page);
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(bodiesOf(requests, "PATCH"), [{ target: { kind: "Webhook", url: "https://alerts.example/0123456789" } }]);
  assert.equal(await rowOf(page, "Old").locator(".mark").count(), 0);
  await leave();
});

test("of an unknown kind, name and description can be changed, and the target is kept", async () => {
  const unknown = (await api.list()).find(
    (row) => !["Slack", "MsTeams", "Webhook", "RoleEmail", "UserEmail", "InApp"].includes(row.target.kind),
  );
  const { page, requests, leave } = await openEdit(unknown.display_name);
  assert.equal(await page.getByRole("dialog").getByRole("radio").count(), 0);
  await page.getByLabel("Name", { exact: true }).fill("Renamed");
  await save(page);
  await rowOf(page, "Renamed").waitFor();
  assert.deepEqual(bodiesOf(requests, "PATCH"), [{ display_name: "Renamed" }]);
  assert.deepEqual((await api.named("Renamed")).target, unknown.target);
  await leave();
});

test("a test before saving is accepted, recorded, and saves nothing", async () => {
  const { page, leave } = await openForm();
  await page.getByLabel("Name", { exact: true }).fill("Only tried");
  await page.getByLabel("Slack webhook URL").fill(`https://hooks.slack.com/services/${SECRET}`);
  await page.getByRole("dialog").getByRole("button", { name: "Send test" }).click();
  await page
    .getByRole("dialog")
    .getByText(/accepted the test message/)
    .waitFor();
  assert.doesNotMatch(await page.locator("body").innerText(), /delivered/i);

  assert.deepEqual(
    (await api.deliveries()).map((delivery) => delivery.display_name),
    ["Only tried"],
  );
  await page.locator(".deliveries").getByText("Only tried").waitFor();
  assert.equal(await api.named("Only tried"), undefined);
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Only tried", "the form stays open");
  await leave();
});

test("a double click creates one", async () => {
  const { page, requests, leave } = await openForm();
  await page.route(COLLECTION, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await page.getByLabel("Name", { exact: true }).fill("Once");
  await page.getByLabel("Slack webhook URL").fill("https://hooks.slack.com/services/a/b/c");
  const button = page.getByRole("button", { name: "Create integration" });
  await button.dblclick({ noWaitAfter: true });
  await page.getByLabel("Name", { exact: true }).press("Enter");
  assert.equal(await button.isDisabled(), true);
  await rowOf(page, "Once").waitFor();
  assert.equal(bodiesOf(requests, "POST").length, 1);
  assert.equal((await api.list()).filter((row) => row.display_name === "Once").length, 1);
  await leave();
});

test("Escape asks before it discards what was typed", async () => {
  const { page, leave } = await openForm();
  await page.getByLabel("Name", { exact: true }).fill("Precious");
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").getByRole("button", { name: "Keep editing" }).click();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Precious");
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await rowsOf(page).getByText("Precious").count(), 0);
  await leave();
});
