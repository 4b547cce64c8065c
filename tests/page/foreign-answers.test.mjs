// What answers in the Worker's place, such as a proxy's sign-in page with 200, is no answer of the Worker's: on no route does the
// page show it as a success.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorker } from "../support/worker.mjs";
import { apiAt, slack } from "./api.mjs";
import { loaded, rowOf, rowsOf, signIn, visit } from "./browser.mjs";
import { RESULTS, open, saved } from "./canary.mjs";
import { browser, worker } from "./on-sandbox.mjs";

const FOREIGN = /Not the Worker but something on the way to it has answered/;

/** By what it is: the answers that a program between page and Worker may give. */
const ANSWERS = {
  "a sign-in page with 200": { status: 200, contentType: "text/html", body: "<!doctype html><title>Sign in</title>" },
  "a redirect to a sign-in page": { status: 302, headers: { location: "/healthz" } },
  "an empty 200": { status: 200, body: "" },
  "JSON of another shape": { status: 200, json: { login: "required" } },
};

/** Visits the page with these routes answered by each in turn; `look` is given the page, loaded anew each time. */
async function withEach(routes, look) {
  let answer = ANSWERS["an empty 200"];
  const also = async (page) => {
    for (const route of [routes].flat()) await page.route(route, (asked) => asked.fulfill(answer));
  };
  const { page, leave } = await open({ browser, worker }, { webhook: true }, { also });
  for (const what of Object.keys(ANSWERS)) {
    answer = ANSWERS[what];
    await page.reload();
    await loaded(page);
    await look(page, what);
  }
  await leave();
}

test("a test of a saved integration is not accepted by an answer that is not the Worker's", async () => {
  await saved(worker, "Not tested");
  await withEach("**/canary/test/*", async (page, what) => {
    const row = rowOf(page, "Not tested");
    await row.getByRole("button", { name: /^Send a test/ }).click();
    const words = await row.getByRole("alert").innerText();
    assert.match(words, FOREIGN, what);
    assert.match(words, /may have been carried out/, what);
    assert.equal(await page.getByText(/accepted the test message/).count(), 0, what);
  });
});

test("a test in the form is not accepted by an answer that is not the Worker's", async () => {
  await withEach("**/integrations:test", async (page, what) => {
    await page.getByRole("button", { name: "New integration" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Unsaved");
    await dialog.getByLabel(/URL/).first().fill("https://hooks.slack.com/services/T0/B0/planted");
    await dialog.getByRole("button", { name: "Send test" }).click();
    await dialog.locator(".problem").waitFor();
    assert.equal(await page.getByText(/accepted the test message/).count(), 0, what);
  });
});

test("a deletion is not shown as done by an answer that is not the Worker's", async () => {
  const kept = await apiAt(worker).create(slack("Not deleted"));
  await withEach(`**/integrations/${kept.id}`, async (page, what) => {
    await rowOf(page, "Not deleted")
      .getByRole("button", { name: /^Delete/ })
      .click();
    const question = page.getByRole("alertdialog");
    await question.getByRole("button", { name: "Delete", exact: true }).click();
    await question.locator(".problem").waitFor();
    assert.equal(await rowOf(page, "Not deleted").count(), 1, what);
  });
  assert.equal(await apiAt(worker).statusOf(kept.id), 200);
});

test("a run is not shown as begun by an answer that is not the Worker's", async () => {
  await withEach("**/canary/run", async (page, what) => {
    await page.getByRole("button", { name: "Test all" }).click();
    await page.getByRole("button", { name: "Send tests" }).click();
    assert.match(await page.getByRole("alert").innerText(), FOREIGN, what);
    assert.equal(await page.getByText(/under way|Nothing was tested/).count(), 0, what);
  });
});

test("the webhook is not shown to accept by an answer that is not the Worker's", async () => {
  await withEach("**/canary/webhook:test", async (page, what) => {
    await page.getByRole("button", { name: "Send a test alert" }).click();
    assert.match(await page.getByRole("alert").innerText(), FOREIGN, what);
    assert.equal(await page.getByText(/accepted a test alert/).count(), 0, what);
  });
});

test("results, history and messages are not shown as empty by an answer that is not the Worker's", async () => {
  await saved(worker, "Looked at");
  await withEach([RESULTS, `${RESULTS}/*`, "**/sandbox/deliveries"], async (page, what) => {
    await page.locator(".canary").getByText(FOREIGN).waitFor();
    await page.locator(".sandbox-panel").getByText(FOREIGN).waitFor();
    await rowOf(page, "Looked at").getByRole("button", { name: "Looked at", exact: true }).click();
    await page.getByRole("dialog").getByText(FOREIGN).waitFor();
    assert.equal(await page.getByText(/None yet|Not tested yet/).count(), 0, what);
  });
});

test("the sandbox is not shown as reset by an answer that is not the Worker's", async () => {
  await withEach("**/sandbox/reset", async (page, what) => {
    await page.getByRole("button", { name: "Reset sandbox" }).click();
    const question = page.getByRole("alertdialog");
    await question.getByRole("button", { name: "Reset", exact: true }).click();
    await question.getByText(FOREIGN).waitFor();
    assert.equal(await page.getByText("The sandbox was reset.").count(), 0, what);
  });
});

test("the list is not shown as empty by an answer that is not the Worker's", async () => {
  let answer;
  const prepare = (page) => page.route("**/notifications/v1/integrations?*", (route) => route.fulfill(answer));
  answer = ANSWERS["an empty 200"];
  const { page, leave } = await visit(browser, worker.url, { prepare });
  for (const what of Object.keys(ANSWERS)) {
    answer = ANSWERS[what];
    await page.reload();
    await page.getByRole("alert").first().waitFor();
    assert.equal(await rowsOf(page).count(), 0, what);
    assert.equal(await page.getByText(/no integrations/i).count(), 0, what);
  }
  await leave();
});

test("nobody is signed in or out by an answer that is not the Worker's", async (t) => {
  const TOKEN = "correct-horse-battery-staple";
  const cookies = await startWorker({ vars: { ADMIN_TOKEN: TOKEN, SESSION_KEYS: "planted-session-key-0123456789abcdef" } });
  t.after(() => cookies.dispose());
  const { page, leave } = await visit(browser, cookies.url, { provokes: [401] });
  for (const [what, answer] of Object.entries(ANSWERS)) {
    const only = (method) => (route) => (route.request().method() === method ? route.fulfill(answer) : route.fallback());
    await page.route("**/session", only("POST"));
    await signIn(page, TOKEN);
    await page.getByRole("status").getByText(FOREIGN).waitFor();
    assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), false, what);
    await page.unroute("**/session");
    await signIn(page, TOKEN);
    await loaded(page);
    await page.route("**/session", only("DELETE"));
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.locator(".toasts").getByText("this browser may still be signed in").waitFor();
    await page.unroute("**/session");
    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Access token").waitFor();
  }
  await leave();
});
