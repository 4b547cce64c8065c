// Each scope sees what it can do and nothing else: in the document, by the keyboard, and in what reaches the API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withBrowser } from "../support/chromium.mjs";
import { startWorker, withWorker } from "../support/worker.mjs";
import { pointedAt, say, withUpstream } from "../worker/upstream.mjs";
import { SECRET, apiAt, slack } from "./api.mjs";
import { loaded, rowOf, signIn, visit } from "./browser.mjs";

const TOKENS = { read: "a-reader-s-battery-staple", test: "a-tester-s-battery-staple", admin: "correct-horse-battery-staple" };
const VARS = { READ_TOKEN: TOKENS.read, TEST_TOKEN: TOKENS.test, ADMIN_TOKEN: TOKENS.admin };
const SESSION_KEYS = "planted-session-key-0123456789abcdef";
const LINES = { read: "You can view integrations.", test: "You can view integrations and send tests.", admin: "" };
const SAVED = { id: "n/1 ü", metadata: { self: "x" }, ...slack("Saved") };
const ACTIONS =
  /^(New integration|Test all|Send a test to Known|Edit (Known|Odd)|Delete (Known|Odd)|Reset sandbox|(Show|Copy) webhook URL of Known)$/;
const ALL = [
  "Copy webhook URL of Known",
  "Delete Known",
  "Edit Known",
  "Edit Odd",
  "New integration",
  "Reset sandbox",
  "Send a test to Known",
  "Show webhook URL of Known",
  "Test all",
];
const BUTTONS = { read: [], test: ["Send a test to Known", "Test all"], admin: ALL };
const upstream = withUpstream();
const sandbox = withWorker({ ...VARS, SESSION_KEYS });
const byToken = withWorker(() => pointedAt(upstream, VARS));
const browser = withBrowser();
const api = apiAt(sandbox, { authorization: `Bearer ${TOKENS.admin}` });

/** The sandbox's page with a row that can be written and one of an unknown kind, under these two names. */
async function open(scope) {
  const rename = async (page) => {
    // No test of another scope is in the way of what this one sees.
    await page.route("**/canary/results", (route) => route.fulfill({ json: { persisted: false, notes: [], data: [] } }));
    await page.route("**/notifications/v1/integrations?*", async (route) => {
      const response = await route.fetch();
      if (!response.ok()) return route.fulfill({ response });
      const body = await response.json();
      const [row] = body.data.filter(({ target }) => target.kind === "Slack");
      body.data = [
        { ...row, display_name: "Known" },
        { ...row, id: "n-odd", display_name: "Odd", target: { kind: "Pigeon", loft: "north" } },
        ...body.data.filter(({ target }) => target.kind === "RoleEmail"),
      ];
      await route.fulfill({ response, json: body });
    });
  };
  const visited = await visit(browser, sandbox.url, { provokes: [401, 403, 404], prepare: rename });
  await signIn(visited.page, TOKENS[scope]);
  await loaded(visited.page);
  return visited;
}

/** The names of all buttons in the document that do something with an integration, shown or not. */
async function buttonsOf(page) {
  const names = await page
    .locator("button")
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label") ?? node.textContent));
  return names.filter((name) => ACTIONS.test(name)).sort();
}

for (const scope of Object.keys(TOKENS)) {
  test(`${scope}: only the buttons that it can use are in the document, also after a reload`, async () => {
    await api.reset();
    const { page, leave } = await open(scope);
    await page.locator(".deliveries").waitFor({ state: "attached" });
    for (const again of [false, true]) {
      if (again) await page.reload();
      await loaded(page);
      assert.deepEqual(await buttonsOf(page), BUTTONS[scope]);
      assert.equal(
        (
          await page
            .locator(".page-head")
            .getByText(/^You can/)
            .allTextContents()
        ).join(),
        LINES[scope],
      );
      assert.equal(
        await rowOf(page, "Odd").getByText("You can change the name and description").count(),
        scope === "admin" ? 1 : 0,
      );
    }
    await leave();
  });
}

test("read: no key and no focusable element writes anything", async () => {
  const { page, requests, leave } = await open("read");
  const reached = new Set();
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  for (let press = 0; press < 40; press += 1) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent),
    );
  }
  assert.ok(reached.has("Known") && reached.has("Reload") && reached.has("Sign out"), [...reached].join());
  assert.deepEqual(
    [...reached].filter((name) => ACTIONS.test(name) || /^(New|Send|Edit|Delete|Reset|Save|Create)/.test(name)),
    [],
  );

  const all = page.locator("#page button:visible:not(:text-is('Sign out'))");
  for (let at = 0; at < (await all.count()); at += 1) {
    await all.nth(at).click();
    if ((await page.getByRole("dialog").count()) === 0) continue;
    for (const button of await page
      .getByRole("dialog")
      .getByRole("button", { name: /^(?!Close$)/ })
      .all())
      await button.click();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  assert.ok(
    requests.length > 3 && requests.every(({ method }) => method === "GET"),
    JSON.stringify(requests.map(({ method, path }) => `${method} ${path}`)),
  );
  await leave();
});

test("test: one press sends one test by id, without a body", async () => {
  upstream.answer = ({ method, path }, response) => {
    if (method === "POST") return say(204)({}, response);
    return say(200, path.includes("?") ? { data: [SAVED], metadata: {} } : SAVED)({}, response);
  };
  const { page, requests, leave } = await visit(browser, byToken.url, { provokes: [401] });
  await signIn(page, TOKENS.test);
  const row = rowOf(page, "Saved");
  await row.getByText("https://hooks.slack.com/…1234", { exact: true }).waitFor();
  upstream.seen.length = requests.length = 0;
  await row.getByRole("button", { name: "Send a test to Saved" }).dblclick();
  await row.getByText("Last test accepted").waitFor();

  assert.deepEqual(
    requests.map(({ method, path, body }) => [method, path, body]),
    [["POST", `/canary/test/${encodeURIComponent(SAVED.id)}`, null]],
  );
  const sent = upstream.seen.filter(({ method }) => method !== "GET");
  assert.deepEqual(
    sent.map(({ method, path }) => `${method} ${path}`),
    ["POST /notifications/v1/integrations:test"],
  );
  assert.equal(JSON.parse(sent[0].body).target.webhook_url, SAVED.target.webhook_url);
  assert.ok(!(await page.content()).includes(SECRET));
  await leave();
});

test("test: the sandbox records one message and the page shows it", async () => {
  await api.reset();
  const { page, leave } = await open("test");
  await rowOf(page, "Known").getByRole("button", { name: "Send a test to Known" }).click();
  await rowOf(page, "Known").getByText("Last test accepted").waitFor();
  await page.locator(".deliveries li").first().waitFor();
  assert.equal((await api.deliveries()).length, 1);
  await leave();
});

test("test: a rejected test stays on the row in the API's words", async () => {
  upstream.answer = ({ method, path }, response) => {
    if (method === "POST") return say(400, { errors: [{ detail: "The target answered 410 Gone." }, null] })({}, response);
    return say(200, path.includes("?") ? { data: [SAVED], metadata: {} } : SAVED)({}, response);
  };
  const { page, leave } = await visit(browser, byToken.url, { provokes: [400, 401] });
  await signIn(page, TOKENS.test);
  const alert = rowOf(page, "Saved").getByRole("alert");
  await page.getByRole("button", { name: "Send a test to Saved" }).click();
  await alert.getByText("The target answered 410 Gone.").waitFor();
  assert.match(await alert.textContent(), /The API could not accept this \(400\).*Last test failed just now.*upstream-id/s);
  await leave();
});

test("admin: a test of a saved integration uses the same route, so that its result is stored", async () => {
  await api.reset();
  const { page, requests, leave } = await open("admin");
  await rowOf(page, "Known").getByRole("button", { name: "Send a test to Known" }).click();
  await rowOf(page, "Known").getByText("Last test accepted").waitFor();
  const posts = requests.filter(({ method }) => method === "POST");
  assert.deepEqual(
    posts.map(({ path }) => path.replace(/[^/]+$/, "")),
    ["/canary/test/"],
  );
  await leave();
});

test("signing in with another scope changes the buttons, in both directions", async () => {
  const { page, leave } = await open("admin");
  for (const scope of ["read", "test", "admin"]) {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Access token").waitFor();
    assert.equal(await page.getByText(/^You can/).count(), 0);
    await signIn(page, TOKENS[scope]);
    await loaded(page);
    assert.deepEqual(await buttonsOf(page), BUTTONS[scope]);
  }
  await leave();
});

test("when every request is refused, the page reads the session once and keeps the scope that it knew", async () => {
  const { page, leave } = await open("test");
  let asked = 0;
  await page.route("**/canary/**", (route) =>
    route.fulfill({ status: 403, json: { errors: [{ status: "403", detail: "Not any more." }] } }),
  );
  await page.route("**/session", (route) => {
    asked += 1;
    return route.fulfill({ status: 403, body: "" });
  });
  await page.getByRole("button", { name: "Send a test to Known" }).click();
  await rowOf(page, "Known").getByRole("alert").getByText("Not any more.").waitFor();
  await page.waitForTimeout(300);
  assert.equal(asked, 1);
  assert.deepEqual(await buttonsOf(page), BUTTONS.test);
  await leave();
});

test("an empty list offers to create an integration only to the scope that can", async () => {
  for (const [scope, offered] of /** @type {any[][]} */ ([
    ["read", 0],
    ["test", 0],
    ["admin", 2],
  ])) {
    const { page, leave } = await visit(browser, byToken.url, { provokes: [401] });
    await signIn(page, TOKENS[scope]);
    await page.getByRole("heading", { name: "No integrations yet" }).waitFor();
    assert.equal(await page.getByText("New integration").count(), offered, scope);
    await leave();
  }
});

test("without a scope in the session, all buttons are offered", async () => {
  const open = await startWorker({ vars: {} });
  try {
    for (const answer of [
      undefined,
      { json: {} },
      { json: { scope: null, by: null, sign_in: null } },
      { status: 503, body: "" },
    ]) {
      const prepare = (page) => answer && page.route("**/session", (route) => route.fulfill(answer));
      const { page, leave } = await visit(browser, open.url, { provokes: [503], prepare });
      await loaded(page);
      await page.getByRole("button", { name: "New integration" }).waitFor();
      for (const name of [/^Edit/, /^Delete/, /^Send a test to/, /^Reset sandbox/])
        await page.getByRole("button", { name }).first().waitFor();
      assert.equal(await page.getByText(/^You can/).count(), 0);
      await leave();
    }
  } finally {
    await open.dispose();
  }
});
