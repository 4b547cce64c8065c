// What the page tells of the canary: how the last tests of each integration went, and what does not work.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRET } from "./api.mjs";
import { rowOf } from "./browser.mjs";
import {
  DAY,
  HOUR,
  accepted,
  ago,
  attention,
  failing,
  inconclusive,
  open,
  rejected,
  reload,
  saved,
  testAnswer,
} from "./canary.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

test("each row says how its last test went, in the API's words where it failed", async () => {
  const [good, dead, vague, limping] = [
    await saved(worker, "Good"),
    await saved(worker, "Dead"),
    await saved(worker, "Unclear"),
    await saved(worker, "Limping"),
  ];
  const silent = await saved(worker, "Silent");
  const { page, leave } = await open(
    { browser, worker },
    {
      data: [
        { id: good, health: "healthy", since: ago(9 * DAY), last_test: accepted(ago(72 * HOUR)) },
        failing(
          dead,
          { ...rejected(ago(72 * HOUR)), detail: `https://hooks.slack.com/services/${SECRET} answered 410 Gone.` },
          ago(5 * DAY),
        ),
        { id: vague, last_test: inconclusive(ago(2 * HOUR), "run") },
        failing(limping, inconclusive(ago(2 * HOUR)), ago(5 * DAY)),
        { id: silent, health: "unknown", since: ago(7 * DAY), last_test: inconclusive(ago(2 * HOUR)) },
      ],
    },
  );
  await rowOf(page, "Good").getByText("Last test accepted 3 days ago").waitFor();
  const box = rowOf(page, "Dead").locator(".problem");
  assert.match(
    await box.innerText(),
    /The API could not accept this \(400\)\s+.* answered 410 Gone\.\s+Last test failed 3 days ago\. The first failure was 5 days ago\.\s+Request ID\s+req-dead-1/,
  );
  assert.ok(!(await page.content()).includes("PS3CR3T"));
  assert.match(
    await rowOf(page, "Unclear").innerText(),
    /Last test brought no clear answer 2 hours ago: The API has a problem \(503\): Upstream is being repaired\./,
  );
  assert.doesNotMatch(await rowOf(page, "Unclear").innerText(), /Not working/);
  assert.match(await rowOf(page, "Limping").innerText(), /no clear answer 2 hours ago.*Not working: a test failed 5 days ago\./s);
  assert.match(
    await rowOf(page, "Silent").innerText(),
    /no clear answer 2 hours ago.*Nobody knows whether it works: two scheduled tests in a row had no clear answer, the second one 7 days ago\./s,
  );
  await attention(page).getByText("2 integrations are not working. The tests of 1 get no clear answer.").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0, "nothing of it has just happened, so nothing is read out");
  await leave();
});

test("the answer to a test from the page replaces the last test, and decides whether the integration works", async () => {
  const id = await saved(worker, "Repaired");
  const { page, leave } = await open(
    { browser, worker },
    { data: [failing(id, rejected(ago(HOUR)))] },
    { provokes: [400, 503, "ERR_FAILED"] },
  );
  const row = rowOf(page, "Repaired");
  const send = row.getByRole("button", { name: /^Send a test/ });
  const down = (health) =>
    page.route("**/canary/test/*", (route) =>
      route.fulfill({
        ...testAnswer(503, { result: "inconclusive", health, since: ago(HOUR) }, [{ detail: "Down." }]),
        headers: { "retry-after": "7" },
      }),
    );
  await attention(page).getByText("1 integration is not working.").waitFor();
  await down("failing");
  await send.click();
  assert.match(
    await row.getByRole("alert").innerText(),
    /The API has a problem \(503\)\s+Down\.\s+Wait 7 seconds before you try again\.\s+Last test brought no clear answer just now\./,
  );
  assert.match(await attention(page).innerText(), /1 integration is not working\./, "that says nothing of the integration");

  await page.unroute("**/canary/test/*");
  await send.click();
  await row.getByText("Last test accepted just now").waitFor();
  assert.equal(await row.locator(".problem").count(), 0);
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);
  await down("healthy");
  await send.click();
  await row.getByRole("alert").waitFor();
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);

  const detail = `No, https://hooks.slack.com/services/${SECRET}1 it is.`;
  await page.route("**/canary/test/*", (route) =>
    route.fulfill(testAnswer(400, { result: "rejected", health: "failing", since: ago(0) }, [{ detail }])),
  );
  await send.click();
  await row.getByText("No, https://hooks.slack.com/…").waitFor();
  await attention(page).getByText("1 integration is not working.").waitFor();
  await page.route("**/canary/test/*", (route) => route.abort());
  await send.click();
  await row.getByRole("alert").getByText("The Worker could not be reached", { exact: true }).waitFor();
  await leave();
});

test("a later test of the canary replaces one from the page", async () => {
  const id = await saved(worker, "Died since");
  const told = { data: [] };
  const { page, leave } = await open({ browser, worker }, told);
  const row = rowOf(page, "Died since");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Last test accepted just now").waitFor();
  told.data = [failing(id, rejected(ago(-2_000)))];
  await reload(page);
  await row.getByText("Last test failed just now.").waitFor();
  await leave();
});

test("a test from before a change is shown as that, and no health once another target is saved", async () => {
  const id = await saved(worker, "Changed");
  const told = { data: [failing(id, rejected(ago(3 * HOUR)))] };
  const { page, leave } = await open({ browser, worker }, told);
  const row = rowOf(page, "Changed");
  assert.doesNotMatch(await row.innerText(), /changed since/);
  await row.getByRole("button", { name: "Edit Changed" }).click();
  await page.getByLabel("Description").fill("Only this");
  await page.getByRole("button", { name: "Save changes" }).click();
  await row.getByText("Changed since, not tested.").waitFor();
  assert.match(
    await row.innerText(),
    /Last test failed 3 hours ago: .*The target answered 410 Gone\. Changed since, not tested\./,
  );
  assert.equal(await row.locator(".problem").count(), 0);
  assert.match(await attention(page).innerText(), /1 was not working and has been changed since: send a test\./);
  await row.getByRole("button", { name: "Edit Changed" }).click();
  await page.getByLabel("Slack webhook URL").fill("https://hooks.slack.com/services/T1/B1/anotherOne");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.match(await row.innerText(), /Changed since, not tested\./);
  await reload(page);
  assert.match(await row.innerText(), /Changed since, not tested\./, "the Worker's memory of the old target does not come back");
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);

  await page.getByRole("button", { name: "Send test now" }).click();
  await row.getByText("Last test accepted just now").waitFor();
  assert.equal(await page.getByRole("button", { name: "Send test now" }).count(), 0);
  assert.doesNotMatch(await attention(page).innerText(), /changed since/);
  await leave();
});

test("an integration that was changed after its last test has no health until it is tested", async () => {
  const id = await saved(worker, "Repaired elsewhere");
  // To the page everything was last changed 90 days ago.
  const { page, leave } = await open({ browser, worker }, { data: [failing(id, rejected(ago(100 * DAY)))] }, { provokes: [503] });
  const row = rowOf(page, "Repaired elsewhere");
  await row.getByText("Changed since, not tested.").waitFor();
  await attention(page).getByText("1 was not working and has been changed since").waitFor();
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);
  // A test without a clear answer does not tell either.
  const known = { health: "failing", since: ago(100 * DAY), health_at: ago(100 * DAY) };
  await page.route("**/canary/test/*", (route) =>
    route.fulfill(testAnswer(503, { result: "inconclusive", ...known }, [{ detail: "Down." }])),
  );
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Last test brought no clear answer just now.").waitFor();
  assert.doesNotMatch((await row.innerText()) + (await attention(page).innerText()), /is not working|Not working:/);
  await leave();
});

test("a retired target is marked by its test if the page is not shown its URL", async () => {
  const id = await saved(worker, "Hidden", {
    kind: "Webhook",
    url: "https://outlook.office.com/elsewhere/0a0a0a0a/IncomingWebhook/0b0b0b0b",
  });
  const { page, leave } = await open({ browser, worker }, { data: [failing(id, { ...accepted(ago(HOUR)), code: "retired" })] });
  await rowOf(page, "Hidden").getByText("Retired by Microsoft").waitFor();
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);
  await leave();
});

test("the newest test is found by the Worker's clock, not by this device's", async () => {
  const id = await saved(worker, "Skewed");
  const told = { data: [] };
  const also = async (page) => {
    await page.clock.install({ time: Date.now() + 5 * HOUR });
    // Cloudflare dates each answer; on this machine nothing does.
    const answer = () => testAnswer(200, { result: "accepted", health: "healthy", since: ago(0) });
    const headers = { date: new Date().toUTCString() };
    await page.route("**/canary/test/*", (route) => route.fulfill({ ...answer(), headers }));
  };
  const { page, leave } = await open({ browser, worker }, told, { also });
  const row = rowOf(page, "Skewed");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Last test accepted just now").waitFor();
  told.data = [failing(id, rejected(ago(-2_000)))];
  await reload(page);
  await row.getByText("Last test failed just now.").waitFor();
  await attention(page).getByText("1 integration is not working.").waitFor();
  await leave();
});

test("a test that a retired target accepted is marked as that, and not as working", async () => {
  const id = await saved(worker, "Ended", {
    kind: "MsTeams",
    webhook_url: "https://acme.webhook.office.com/webhookb2/0a0a0a0a/IncomingWebhook/0b0b0b0b",
  });
  const { page, leave } = await open({ browser, worker }, {}, { provokes: [409] });
  const row = rowOf(page, "Ended");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await page.locator(".toasts").getByText("the target is retired: nothing arrives there").waitFor();
  await row.getByText("Last test accepted just now").waitFor();
  assert.equal(await row.locator(".note.good").count(), 0);
  assert.equal(await row.getByRole("alert").count(), 0);
  await leave();
  await api.remove(id);
});

test("what the Worker could not store stays on its row until there is a later test", async () => {
  const id = await saved(worker, "Unstored");
  const told = { persisted: false, data: [] };
  const answer = testAnswer(400, { result: "rejected", health: "failing", since: ago(0) }, [{ detail: "Gone." }]);
  answer.json.persisted = false;
  const also = (page) => page.route("**/canary/test/*", (route) => route.fulfill(answer));
  const { page, leave } = await open({ browser, worker }, told, { also, provokes: [400] });
  const row = rowOf(page, "Unstored");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Gone.").waitFor();
  await reload(page);
  await row.getByText("Gone.").waitFor();
  await attention(page).getByText("1 integration is not working.").waitFor();
  told.data = [{ id, health: "healthy", since: ago(-1_000), last_test: accepted(ago(-1_000)) }];
  await reload(page);
  await row.getByText("Last test accepted just now").waitFor();
  assert.doesNotMatch(await attention(page).innerText(), /is not working/);
  await leave();
});
