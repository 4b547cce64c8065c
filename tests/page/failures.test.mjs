// What the page says when something fails: who failed is named, in the words of who knows, and what may have been done is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { slack } from "./api.mjs";
import { loaded, rowOf, visit } from "./browser.mjs";
import { HOUR, RESULTS, ago, open, reload, saved, testAnswer } from "./canary.mjs";
import { api, browser, worker } from "./on-sandbox.mjs";

const LIST = "**/notifications/v1/integrations?*";

const refusal = (status, code, detail) => ({
  status,
  json: { errors: [{ status: String(status), ...(code && { code }), detail }] },
});

test("an error of the Worker is attributed to the Worker, and one of the API to the API", async () => {
  /** @type {[ReturnType<typeof refusal>, string][]} */
  const answers = [
    [refusal(403, "forbidden", "This takes the scope admin."), "The Worker does not allow this (403)"],
    [refusal(403, undefined, "Forbidden Access"), "Not allowed (403)"],
    [refusal(503, "misconfigured", "CONFLUENT_API_KEY is missing."), "The Worker is not configured correctly (503)"],
    [refusal(500, "internal", "Something broke."), "The Worker has a fault (500)"],
    [refusal(502, "network", "No route."), "The Worker could not reach the API (502)"],
    [refusal(504, "timeout", "There was no complete answer in time."), "The API did not answer in time (504)"],
    [refusal(503, undefined, "Down for maintenance."), "The API has a problem (503)"],
  ];
  const { page, leave } = await visit(browser, worker.url, { provokes: [403, 500, 502, 503, 504] });
  await loaded(page);
  for (const [answer, heading] of answers) {
    await page.route(LIST, (route) => route.fulfill(answer));
    await page.getByRole("button", { name: "Reload", exact: true }).click();
    const alert = page.getByRole("alert");
    await alert.getByText(heading, { exact: true }).waitFor();
    await alert.getByText(answer.json.errors[0].detail).waitFor();
    await page.unroute(LIST);
  }
  await leave();
});

test("a network error names the Worker and gives no advice about CORS", async () => {
  const { page, leave } = await visit(browser, worker.url, { provokes: ["ERR_FAILED"] });
  await loaded(page);
  await page.route(LIST, (route) => route.abort());
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("The Worker could not be reached", { exact: true }).waitFor();
  assert.match(await alert.innerText(), /Check your network connection, and whether the Worker is running\./);
  assert.doesNotMatch(await alert.innerText(), /CORS|baseUrl|may have been/);
  await leave();
});

test("only a failed write is reported as possibly carried out", async () => {
  const id = await saved(worker, "Cut off");
  const also = async (page) => {
    await page.route(`${RESULTS}/*`, (route) => route.abort());
    await page.route("**/canary/test/*", (route) => route.abort());
  };
  const { page, leave } = await open({ browser, worker }, { data: [{ id }] }, { also, provokes: ["ERR_FAILED"] });
  const row = rowOf(page, "Cut off");
  await row.getByRole("button", { name: "Cut off", exact: true }).click();
  const history = page.getByRole("dialog").locator(".history");
  await history
    .getByText(
      "The last tests could not be loaded. The Worker could not be reached: Check your network connection, and whether the Worker is running.",
    )
    .waitFor();
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  assert.match(
    await row.getByRole("alert").innerText(),
    /The Worker could not be reached\s+.*The request may have been carried out: check before you try again\.\s+Last test brought no clear answer just now\./,
  );
  await leave();
});

test("an inconclusive test shows the same text after a reload, and a timeout says that it may have been sent", async () => {
  const id = await saved(worker, "Slow");
  const told = { data: [] };
  const errors = [{ status: "504", code: "timeout", detail: "No answer in time." }];
  const answer = () => testAnswer(504, { result: "inconclusive", code: "timeout", detail: "No answer in time." }, errors);
  const also = (page) => page.route("**/canary/test/*", (route) => route.fulfill(answer()));
  const { page, leave } = await open({ browser, worker }, told, { also, provokes: [504] });
  const row = rowOf(page, "Slow");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  assert.match(
    await row.getByRole("alert").innerText(),
    /The API did not answer in time \(504\)\s+No answer in time\.\s+Last test brought no clear answer just now\. The test message may have been sent all the same\./,
  );
  told.data = [
    {
      id,
      last_test: { at: ago(-1_000), trigger: "test", result: "inconclusive", code: "timeout", detail: "No answer in time." },
    },
  ];
  await reload(page);
  await row
    .locator(".note")
    .getByText(
      "Last test brought no clear answer just now: The API did not answer in time: No answer in time. The test message may have been sent all the same.",
    )
    .waitFor();
  assert.equal(await row.getByText("failed").count(), 0);
  await leave();
});

test("the Worker's error text is shown for everything that it could not load", async () => {
  await saved(worker, "Looked at");
  const busy = {
    ...refusal(503, "history_unavailable", "What is remembered of tests cannot be had now."),
    headers: { "retry-after": "10" },
  };
  const also = async (page) => {
    await page.route(RESULTS, (route) => route.fulfill(busy));
    await page.route(`${RESULTS}/*`, (route) => route.fulfill(busy));
    await page.route("**/sandbox/deliveries", (route) => route.fulfill(refusal(500, "internal", "The sandbox is upset.")));
  };
  const { page, leave } = await open({ browser, worker }, {}, { also, provokes: [500, 503] });
  const words = "The Worker cannot read its test results (503): What is remembered of tests cannot be had now.";
  await page.locator(".canary").getByText(`The last results could not be loaded. ${words}`).waitFor();
  await page.getByText("The messages could not be loaded. The Worker has a fault (500): The sandbox is upset.").waitFor();
  await rowOf(page, "Looked at").getByRole("button", { name: "Looked at", exact: true }).click();
  await page.getByRole("dialog").getByText(`The last tests could not be loaded. ${words}`).waitFor();
  await leave();
});

test("a stored failed run is attributed to the Worker or to the API", async () => {
  const told = {
    last_run: { at: ago(HOUR), trigger: "schedule", code: "misconfigured", detail: "CONFLUENT_API_SECRET is missing" },
  };
  const { page, leave } = await open({ browser, worker }, told);
  await page.getByRole("alert").getByText("The Worker is not configured correctly", { exact: true }).waitFor();
  told.last_run = { at: ago(HOUR), trigger: "schedule", code: "network", detail: "No route." };
  await reload(page);
  await page.getByRole("alert").getByText("The Worker could not reach the API", { exact: true }).waitFor();
  await leave();
});

test("a delete without the scope is not attributed to the organization's credentials", async () => {
  await api.create(slack("Kept"));
  const { page, leave } = await visit(browser, worker.url, { provokes: [403] });
  await loaded(page);
  await page.route("**/integrations/*", (route) => route.fulfill(refusal(403, "forbidden", "This takes the scope admin.")));
  await rowOf(page, "Kept")
    .getByRole("button", { name: /^Delete/ })
    .click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await question.getByText("The Worker does not allow this (403)").waitFor();
  assert.doesNotMatch(await question.innerText(), /administrator/);
  await leave();
});
