// Opens the page in Chromium as a visitor does, and notes everything that the browser complains about.
import assert from "node:assert/strict";

/**
 * A visit to the page: { page, requests, leave }. `requests` grows with each call to the API;
 * `prepare` is given the empty page before it goes there.
 * `leave` closes it and fails on any violation of the policy, any error in the console and any uncaught one.
 * Chromium writes each failed request into its console: a test names what it provokes, a status or a
 * name such as ERR_FAILED.
 * @param {{ newContext: import("playwright-core").Browser["newContext"] }} browser
 * @param {string | URL} url
 * @param {{ provokes?: (number | string)[], prepare?: (page: import("playwright-core").Page) => unknown }
 *   & import("playwright-core").BrowserContextOptions} [options]
 */
export async function visit(browser, url, { provokes = [], prepare = () => {}, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = [];
  const requests = [];

  const failed = "Failed to load resource: ";
  const provoked = (text) =>
    provokes.some(
      (what) => text.startsWith(`${failed}the server responded with a status of ${what} `) || text === `${failed}net::${what}`,
    );
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !provoked(text))
      complaints.push(`console: ${text} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.stack}`));
  // alert() and the like: nothing on this page opens one, so a script from a name did.
  page.on("dialog", (dialog) => {
    complaints.push(`a browser dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.exposeFunction("noteViolation", (text) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      /** @type {any} */ (window).noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  page.on("request", (request) => {
    const { pathname, searchParams, origin } = new URL(request.url());
    if (!/\/(notifications|sandbox|canary)\//.test(pathname)) return;
    requests.push({
      method: request.method(),
      origin,
      path: pathname,
      query: searchParams,
      headers: request.headers(),
      body: request.postData(),
    });
  });

  await prepare(page);
  const answer = await page.goto(String(url));
  // Without a policy, no violation would prove nothing.
  assert.match(answer.headers()["content-security-policy"] ?? "", /default-src 'none'.*script-src 'self' 'wasm-unsafe-eval'/);

  async function leave() {
    await context.close();
    assert.deepEqual(complaints, [], "the browser complained");
  }
  return { page, requests, leave };
}

/** The row of the list that shows the integration of this name. */
export function rowOf(page, name) {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** The rows of the list, all of them. */
export function rowsOf(page) {
  return page.getByRole("region", { name: "Integrations" }).getByRole("listitem");
}

/** Waits until the list has been loaded. */
export async function loaded(page) {
  await rowsOf(page).first().waitFor();
}

/** The bodies of the requests of one method, parsed. */
export function bodiesOf(requests, method) {
  return requests.filter((request) => request.method === method).map((request) => JSON.parse(request.body));
}

/** What a field is described by: its hint, its counter and its errors, in this order. */
export async function descriptionOf(field) {
  return field.evaluate((input) =>
    input
      .getAttribute("aria-describedby")
      .split(" ")
      .map((id) => document.getElementById(id).textContent)
      .join(" | "),
  );
}

/** Fills in the page's own form and sends it; what comes of it is the test's to wait for. */
export async function signIn(page, token) {
  await page.getByLabel("Access token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** For the page, this person has that scope. */
export const asScope = (scope) => (page) =>
  page.route("**/session", (route) => route.fulfill({ json: { scope, by: "token", sign_in: null } }));
