// Signing in: the page asks for the admin token, keeps it in memory only, and forgets it when told to. A sign-in that lapses
// while the page is open leaves nothing of what it had opened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launchChromium, withBrowser } from "../support/chromium.mjs";
import { startWorker, withWorker } from "../support/worker.mjs";
import { apiAt } from "./api.mjs";
import { loaded, rowsOf, signIn, visit } from "./browser.mjs";

const TOKEN = "correct-horse-battery-staple";
const worker = withWorker({ ADMIN_TOKEN: TOKEN });
const browser = withBrowser();

test("the page asks for the token, reports a wrong one, and shows nothing before", async () => {
  const { page, requests, leave } = await visit(browser, worker.url, { provokes: [401] });
  await page.getByLabel("Access token").waitFor();
  assert.equal(await rowsOf(page).count(), 0);
  assert.equal(await page.getByLabel("Access token").getAttribute("type"), "password");

  await signIn(page, "wrong");
  await page.getByText("This token was not accepted.").waitFor();
  assert.equal(await page.getByLabel("Access token").getAttribute("aria-invalid"), "true");

  await signIn(page, "no header ✓");
  await page.getByText("A token consists of letters").waitFor();

  await signIn(page, ` ${TOKEN}\n`);
  await loaded(page);
  assert.equal(await page.getByLabel("Access token").count(), 0);
  const sent = requests.map(({ headers }) => headers.authorization);
  assert.deepEqual([...new Set(sent)], [undefined, "Bearer wrong", `Bearer ${TOKEN}`]);
  assert.deepEqual(
    sent.slice(sent.indexOf(`Bearer ${TOKEN}`)).filter((header) => header !== `Bearer ${TOKEN}`),
    [],
  );
  await leave();
});

test("over plain http to another machine the token is not sent", async (t) => {
  const elsewhere = await launchChromium("--host-resolver-rules=MAP lan.example 127.0.0.1");
  t.after(() => elsewhere.close());
  const page = await elsewhere.newPage();
  const headers = [];
  page.on("request", async (request) => headers.push(request.allHeaders()));
  await page.goto(`http://lan.example:${worker.url.port}/`);
  for (let times = 0; times < 2; times += 1) {
    await signIn(page, TOKEN);
    await page.getByRole("status").getByText("https").waitFor();
  }
  assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), false);
  assert.equal(await rowsOf(page).count(), 0);
  const sent = JSON.stringify(await Promise.all(headers));
  assert.ok(sent.includes("lan.example") && !sent.includes(TOKEN));
});

test("over plain http to another machine the token is not exchanged for a cookie either, and the Worker refuses to", async (t) => {
  const cookies = await startWorker({ vars: { ADMIN_TOKEN: TOKEN, SESSION_KEYS: "planted-session-key-0123456789abcdef" } });
  t.after(() => cookies.dispose());
  const elsewhere = await launchChromium("--host-resolver-rules=MAP lan.example 127.0.0.1");
  t.after(() => elsewhere.close());
  const page = await elsewhere.newPage();
  const sent = [];
  page.on("request", async (request) => sent.push(request.allHeaders(), request.postData()));
  await page.goto(`http://lan.example:${cookies.url.port}/`);
  await signIn(page, TOKEN);
  await page.getByRole("status").getByText("Signing in needs https or localhost").waitFor();
  assert.equal(await page.getByText("This token was not accepted.").count(), 0);
  assert.ok(!JSON.stringify(await Promise.all(sent)).includes(TOKEN));
  const answer = await page.evaluate(async (token) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch("session", { method: "POST", headers, body: JSON.stringify({ token }) });
    return [response.status, (await response.json()).errors[0].detail];
  }, TOKEN);
  assert.equal(answer[0], 403);
  assert.match(answer[1], /Signing in needs https or localhost/);
  assert.deepEqual(await page.context().cookies(), []);
});

test("every action works with the token, the sandbox's messages included", async () => {
  // 409: the first target that is tested is retired.
  const { page, requests, leave } = await visit(browser, worker.url, { provokes: [401, 409] });
  await signIn(page, TOKEN);
  await loaded(page);
  await page
    .getByRole("button", { name: /^Send a test to/ })
    .first()
    .click();
  await page.locator(".deliveries li").first().waitFor();
  assert.ok((await apiAt(worker, { authorization: `Bearer ${TOKEN}` }).deliveries()).length > 0);
  assert.ok(
    requests.filter(({ path }) => path.includes("/sandbox/")).every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`),
  );
  await leave();
});

test("the token is kept in memory only", async () => {
  const { page, requests, leave } = await visit(browser, worker.url, { provokes: [401] });
  await signIn(page, TOKEN);
  await loaded(page);
  const kept = await page.evaluate(async () => [
    location.href,
    document.cookie,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    (await indexedDB.databases()).length,
    document.documentElement.outerHTML,
  ]);
  assert.ok(!JSON.stringify(kept).includes(TOKEN));
  assert.deepEqual(kept.slice(1, 5), ["", "{}", "{}", 0]);
  assert.ok(requests.every(({ path, query }) => !path.includes(TOKEN) && !String(query).includes(TOKEN)));

  await page.reload();
  await page.getByLabel("Access token").waitFor();
  await leave();
});

test("signing out discards the token and clears the page", async () => {
  const { page, requests, leave } = await visit(browser, worker.url, { provokes: [401] });
  await signIn(page, TOKEN);
  await loaded(page);
  const name = await rowsOf(page).getByRole("heading").first().textContent();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Access token").waitFor();
  assert.ok(!(await page.content()).includes(name));
  assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), false);

  const before = requests.length;
  await signIn(page, "wrong");
  await page.getByText("This token was not accepted.").waitFor();
  assert.deepEqual([...new Set(requests.slice(before).map(({ headers }) => headers.authorization))], ["Bearer wrong"]);
  await leave();
});

test("rejected credentials of the Worker do not ask for a token", async () => {
  const open = await startWorker({ vars: {} });
  try {
    const json = { errors: [{ status: "401", detail: "API key is invalid." }] };
    const headers = { "x-upstream": "confluent-cloud", "x-request-id": "req-401" };
    const prepare = async (page) => {
      await page.route("**/notifications/**", (route) => route.fulfill({ status: 401, json, headers }));
      // Whichever comes last says which API is behind the Worker.
      await page.route(/\/(session|canary\/results)$/, (route) => route.fulfill({ json: {}, headers }));
    };
    const { page, leave } = await visit(browser, open.url, { provokes: [401], prepare });
    await page.getByText("API key is invalid.").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /CONFLUENT_API_KEY/);
    assert.equal(await page.getByLabel("Access token").count(), 0);
    await leave();
  } finally {
    await open.dispose();
  }
});

const lapse = (page) =>
  page.route("**/canary/results/*", (route) =>
    route.fulfill({
      status: 401,
      headers: { "www-authenticate": "Bearer" },
      json: { errors: [{ status: "401", code: "unauthorized", detail: "No." }] },
    }),
  );

test("a lapsed sign-in closes dialogs with what they show, and focuses the token field", async () => {
  // 409: the first target that is tested is retired.
  const { page, leave } = await visit(browser, worker.url, { provokes: [401, 409] });
  await signIn(page, TOKEN);
  await loaded(page);
  const urls = await page.evaluate(async (token) => {
    const answer = await fetch("notifications/v1/integrations", { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()).data.map(({ target }) => target.webhook_url ?? target.url).filter(Boolean);
  }, TOKEN);
  const row = rowsOf(page)
    .filter({ has: page.getByRole("button", { name: /^Show webhook URL/ }) })
    .first();
  await row.getByRole("button", { name: /^Show webhook URL/ }).click();
  const name = await row.getByRole("heading").textContent();
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await row.getByText("Last test accepted").waitFor();
  await lapse(page);
  await row.getByRole("button", { name, exact: true }).click();

  await page.getByLabel("Access token").waitFor();
  assert.equal(await page.locator("dialog").count(), 0);
  assert.equal(await page.getByLabel("Access token").evaluate((input) => input === document.activeElement), true);
  const content = await page.content();
  assert.ok(!content.includes(name) && urls.length > 0 && urls.every((url) => !content.includes(url)));
  await page.unroute("**/canary/results/*");
  // Even what the page held out of sight is gone: nothing old is seen before the new answer.
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await page.route("**/notifications/v1/integrations?*", async (route) => {
    await held;
    await route.continue();
  });
  await signIn(page, TOKEN);
  assert.equal(await rowsOf(page).count(), 0);
  answer();
  await loaded(page);
  await leave();
});

test("a sign-out that does not reach the Worker is reported until that is dismissed", async () => {
  const cookies = await startWorker({ vars: { ADMIN_TOKEN: TOKEN, SESSION_KEYS: "planted-session-key-0123456789abcdef" } });
  try {
    const prepare = (page) => page.clock.install();
    const { page, leave } = await visit(browser, cookies.url, { provokes: [401, "ERR_FAILED"], prepare });
    await signIn(page, TOKEN);
    await loaded(page);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await page.route("**/session", (route) => route.abort());
    await page.getByRole("button", { name: "Sign out" }).click();
    const warning = page.locator(".toasts").getByText("this browser may still be signed in");
    await warning.waitFor();
    await page.clock.fastForward(60_000);
    assert.equal(await warning.count(), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await warning.count(), 0);
    await leave();
  } finally {
    await cookies.dispose();
  }
});
