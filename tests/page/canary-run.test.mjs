// Testing all integrations: what the last run did or could not do, and the button that has one done now.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asScope } from "./browser.mjs";
import { DAY, HOUR, RESULTS, ago, attention, failing, open, rejected, reload, saved } from "./canary.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

test("the last run is shown with its time, and as an alert if it could not be carried out", async () => {
  /** @type {any} */
  const told = {
    notes: ["CANARY_WEBHOOK_URL is not set: changes are told to nobody."],
    last_run: { at: ago(3 * HOUR), trigger: "schedule", total: 12, selected: 9 },
  };
  const { page, leave } = await open({ browser, worker }, told);
  await page.getByText("Last test of all: 3 hours ago, on schedule; 9 of 12 integrations included.").waitFor();
  await page.getByText("CANARY_WEBHOOK_URL is not set").waitFor();
  told.last_run = { at: ago(2 * HOUR), trigger: "run", code: "unauthorized", detail: "API key is invalid." };
  await reload(page);
  const alert = page.getByRole("alert");
  assert.match(
    await alert.innerText(),
    /The credentials were refused\s+API key is invalid\.\s+The last test of all, 2 hours ago, by hand, could not be run: integrations that stop working go unnoticed\..*CONFLUENT_API_KEY/,
  );
  await alert.evaluate((node) => (node.dataset.same = "yes"));
  await reload(page);
  assert.equal(await alert.getAttribute("data-same"), "yes", "it is read out once");
  delete told.last_run;
  await reload(page);
  await page.getByText("No test of all integrations has been recorded yet.").waitFor();
  await leave();
});

test("a schedule that has stopped is an alert, and tests that the last run did not reach are counted", async () => {
  const told = {
    last_run: { at: ago(9 * DAY), trigger: "schedule", total: 12, selected: 9, not_reached: 4 },
    last_scheduled: ago(9 * DAY),
  };
  const { page, leave } = await open({ browser, worker }, told);
  await page.getByText("9 of 12 integrations included, 4 of them not reached in time.").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  // Runs that somebody asks for hide no schedule that has stopped.
  Object.assign(told, {
    last_run: { at: ago(1 * DAY), trigger: "run", total: 12, selected: 9, not_reached: 0 },
    last_scheduled: ago(11 * DAY),
  });
  await reload(page);
  await page.getByText("9 of 12 integrations included.").waitFor();
  assert.match(
    await page.getByRole("alert").innerText(),
    /scheduled tests seem to have stopped: there has been none for more than 10 days\. Integrations that stop working go unnoticed\./,
  );
  await leave();
});

test("a test alert shows whether the webhook works, to whoever may send tests", async () => {
  let status = 204;
  const json = {
    errors: [{ status: "502", code: "webhook_failed", detail: "CANARY_WEBHOOK_URL did not take the message: it answered 404." }],
  };
  const also = (page) =>
    page.route("**/canary/webhook:test", (route) => route.fulfill(status === 204 ? { status } : { status, json }));
  const { page, requests, leave } = await open({ browser, worker }, { webhook: true }, { also, provokes: [502] });
  const button = page.getByRole("button", { name: "Send a test alert" });
  await button.click();
  await page.getByText("The webhook accepted a test alert; look whether it has arrived.").waitFor();
  status = 502;
  await button.click();
  assert.match(await page.getByRole("alert").innerText(), /CANARY_WEBHOOK_URL did not take the message: it answered 404\./);
  assert.deepEqual(
    requests.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body]),
    Array(2).fill(["/canary/webhook:test", null]),
  );
  await leave();
  const none = await open({ browser, worker }, { webhook: false });
  assert.equal(await none.page.getByRole("button", { name: "Send a test alert" }).isVisible(), false);
  await none.leave();
  const reader = await open({ browser, worker }, { webhook: true }, { also: asScope("read") });
  assert.equal(await reader.page.getByRole("button", { name: "Send a test alert" }).isVisible(), false);
  await reader.leave();
});

test("a page that is shown again after a minute loads the results again", async () => {
  const also = (page) => page.clock.install();
  const told = {};
  const { page, requests, leave } = await open({ browser, worker }, told, { also });
  const loadings = () => requests.filter(({ path }) => path.endsWith("/canary/results")).length;
  const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.clock.fastForward(50_000);
  await comeBack();
  await page.waitForTimeout(200);
  assert.equal(loadings(), 1);
  told.last_run = { at: ago(HOUR), trigger: "schedule", total: 2, selected: 2 };
  await page.clock.fastForward(11_000);
  await comeBack();
  await page.getByText("2 of 2 integrations included.").waitFor();
  assert.equal(loadings(), 2);
  await leave();
});

test("only those who may do everything see the operator's notes", async () => {
  const also = asScope("test");
  const { page, leave } = await open(
    { browser, worker },
    { notes: ["No database is bound."], last_run: { at: ago(HOUR), trigger: "run", total: 1, selected: 1 } },
    { also },
  );
  await page.getByText("Last test of all").waitFor();
  await page.getByText("You can view integrations and send tests.").waitFor();
  assert.equal(await page.getByText("No database is bound.").count(), 0);
  await leave();
});

/** How many messages a run would send: the integrations that can be written, on whichever page. */
const writable = async () =>
  (await api.list()).filter(({ target }) => ["Slack", "MsTeams", "Webhook"].includes(target.kind)).length;

test("all are tested only after a question with the number of messages, and the counts are shown", async () => {
  await api.fillUpTo(30);
  const id = await saved(worker, "Watched");
  const told = { data: [] };
  const runs = [];
  const also = (page) =>
    page.route("**/canary/run", (route) => {
      runs.push(route.request().postData());
      told.data = [failing(id, rejected(ago(0)))];
      return route.fulfill({
        json: {
          run: "r",
          total: 30,
          selected: 9,
          queued: 0,
          accepted: 7,
          rejected: 1,
          inconclusive: 1,
          retired: 0,
          not_reached: 3,
        },
      });
    });
  const { page, leave } = await open({ browser, worker }, told, { also });
  const button = page.getByRole("button", { name: "Test all" });
  await button.click();
  const question = page.getByRole("alertdialog");
  assert.match(
    await question.innerText(),
    new RegExp(`Up to ${await writable()} test messages will be sent.*The sandbox records them`, "s"),
  );
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  assert.deepEqual(runs, []);

  await button.click();
  await question.getByRole("button", { name: "Send tests" }).click();
  await page
    .locator(".toasts")
    .getByText("9 tests: 7 accepted, 1 failed, 1 without a clear answer, 3 left for the next run.")
    .waitFor();
  assert.deepEqual(runs, [null]);
  await attention(page)
    .getByText("1 not working further down")
    .or(attention(page).getByText("1 integration is not working."))
    .first()
    .waitFor();
  assert.equal(await button.evaluate((node) => node === document.activeElement), true, "the focus comes back");
  await leave();
});

test("in front of Confluent Cloud the question says that people will see the messages, and a failure stays in view", async () => {
  const json = { errors: [{ status: "429", detail: "A run is under way." }] };
  const headers = { "x-upstream": "confluent-cloud" };
  const also = async (page) => {
    await page.route("**/canary/run", (route) =>
      route.fulfill({ status: 429, json, headers: { ...headers, "retry-after": "30" } }),
    );
    // Whichever comes last says which API is behind the Worker.
    await page.route("**/notifications/v1/integrations?*", async (route) =>
      route.fulfill({ response: await route.fetch(), headers }),
    );
    await page.route(RESULTS, (route) => route.fulfill({ json: { persisted: false, notes: [], data: [] }, headers }));
    await page.route("**/session", (route) => route.fulfill({ json: {}, headers }));
  };
  const { page, leave } = await open({ browser, worker }, {}, { also, provokes: [429] });
  await page.getByRole("button", { name: "Test all" }).click();
  await page.getByRole("alertdialog").getByText("People in those channels will see them.").waitFor();
  await page.getByRole("button", { name: "Send tests" }).click();
  assert.match(
    await page.getByRole("alert").innerText(),
    /Too many requests \(429\)\s+A run is under way\.\s+Wait 30 seconds before you try again/,
  );
  await leave();
});
