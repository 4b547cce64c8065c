// What a row can do: delete, send a test, and the sandbox's recorded messages and reset beside it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { slack } from "./api.mjs";
import { ago, testAnswer } from "./canary.mjs";
import { loaded, rowOf, visit } from "./browser.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

async function openRow(name, options) {
  const visited = await visit(browser, worker.url, options);
  await loaded(visited.page);
  return { ...visited, row: rowOf(visited.page, name) };
}

test("a delete asks first, naming the integration", async () => {
  const { id } = await api.create(slack("Doomed"));
  const { page, row, leave } = await openRow("Doomed");
  await row.getByRole("button", { name: "Delete Doomed" }).click();
  const question = page.getByRole("alertdialog");
  assert.match(await question.getByRole("heading").textContent(), /Delete .Doomed./);
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await api.statusOf(id), 200);
  assert.equal(await row.count(), 1);

  await row.getByRole("button", { name: "Delete Doomed" }).click();
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await row.waitFor({ state: "detached" });
  await page.getByText("was deleted").waitFor();
  assert.equal(await api.statusOf(id), 404);
  await leave();
});

test("deleting what is already deleted removes the row and says so", async () => {
  const { id } = await api.create(slack("Gone already"));
  const { page, row, leave } = await openRow("Gone already", { provokes: [404] });
  await api.remove(id);
  await row.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("was already gone").waitFor();
  assert.equal(await row.count(), 0);
  await leave();
});

test("a failed delete keeps the row and shows the API's words in the dialog", async () => {
  await api.create(slack("Stubborn"));
  const { page, row, leave } = await openRow("Stubborn", { provokes: [403] });
  const json = { errors: [{ detail: "Only an organization administrator may." }] };
  await page.route("**/integrations/*", (route) => route.fulfill({ status: 403, json, headers: { "x-request-id": "req-403" } }));
  await row.getByRole("button", { name: /^Delete/ }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByText("Only an organization administrator may.").waitFor();
  assert.match(await question.textContent(), /req-403/);
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await row.count(), 1);
  await leave();
});

test("the details are read anew from the API and show everything", async () => {
  const { id } = await api.create({ ...slack("Looked at"), description: "Seen from all sides" });
  const { page, row, requests, leave } = await openRow("Looked at");
  await row.getByRole("button", { name: "Looked at", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const { metadata } = await api.named("Looked at");
  for (const text of [id, metadata.self, "Seen from all sides", "Slack"])
    await dialog.getByText(text, { exact: true }).first().waitFor();
  assert.ok(requests.some(({ method, path }) => method === "GET" && path.endsWith(encodeURIComponent(id))));
  await leave();
});

test("a test in the sandbox is shown as accepted and not as delivered, with its message", async () => {
  const { id } = await api.create(slack("Tried"));
  const { page, row, requests, leave } = await openRow("Tried");
  await page.getByText("None yet.").waitFor();
  await row.getByRole("button", { name: "Send a test to Tried" }).click();
  await row.getByText("Last test accepted").waitFor();
  await page.locator(".deliveries").getByText("Tried").waitFor();
  assert.doesNotMatch(await page.locator("body").innerText(), /delivered/i);

  const [delivery] = await api.deliveries();
  assert.equal(delivery.display_name, "Tried");
  // By the route that remembers, and what goes where is not the page's to say.
  assert.deepEqual(
    requests.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body]),
    [[`/canary/test/${id}`, null]],
  );
  await leave();
});

test("in front of Confluent Cloud, an accepted test says to check the channel", async () => {
  await api.create(slack("Real"));
  const prepare = (page) =>
    page.route(/\/(notifications\/|canary\/|session$)/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "x-upstream": "confluent-cloud" } });
    });
  const { page, row, requests, leave } = await openRow("Real", { prepare });
  await page.locator(".upstream").getByText("Confluent Cloud").waitFor();
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await page.getByText("Confluent accepted the test message. Check that it arrived in the channel.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Reset sandbox" }).isVisible(), false);
  assert.deepEqual(
    requests.filter(({ path }) => path.includes("/sandbox/")),
    [],
  );
  await leave();
});

test("a rejected test stays on the row in the API's words", async () => {
  await api.create(slack("Broken"));
  const { page, row, leave } = await openRow("Broken", { provokes: [400] });
  const errors = [{ detail: "The target answered 410 Gone.", source: { pointer: "/target/webhook_url" } }];
  await page.route("**/canary/test/*", (route) =>
    route.fulfill({
      ...testAnswer(400, { result: "rejected", health: "failing", since: ago(0) }, errors),
      headers: { "x-request-id": "req-test-1" },
    }),
  );
  await row.getByRole("button", { name: /^Send a test/ }).click();
  const alert = row.getByRole("alert");
  await alert.getByText("/target/webhook_url: The target answered 410 Gone.").waitFor();
  assert.match(await alert.textContent(), /The API could not accept this \(400\).*Last test failed just now.*req-test-1/s);
  assert.doesNotMatch(await page.locator("body").innerText(), /accepted/);
  await leave();
});

test("resetting the sandbox asks first", async () => {
  await api.create(slack("Made by hand"));
  const { page, row, leave } = await openRow("Made by hand");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await page.locator(".deliveries").getByText("Made by hand").waitFor();
  await page.getByRole("button", { name: "Reset sandbox" }).click();
  assert.notEqual(await api.named("Made by hand"), undefined);
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset", exact: true }).click();
  await row.waitFor({ state: "detached" });
  await page.getByText("None yet.").waitFor();
  assert.equal(await api.named("Made by hand"), undefined);
  await leave();
});

test("edit and delete work by keyboard alone, and the focus returns", async () => {
  await api.create(slack("Typed at"));
  const { page, row, leave } = await openRow("Typed at");
  const focused = (locator) => locator.evaluate((node) => node === document.activeElement);
  await row.getByRole("button", { name: "Edit Typed at" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(page.getByLabel("Name", { exact: true })), true);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(row.getByRole("button", { name: "Edit Typed at" })), true);

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(
    await focused(page.getByRole("alertdialog").getByRole("button", { name: "Cancel" })),
    true,
    "Enter again deletes nothing",
  );
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await row.waitFor({ state: "detached" });
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.closest(".row") !== null), true, "the focus went to a neighbour");
  await leave();
});
