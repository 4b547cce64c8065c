// Other sites open in the same Chromium as the page: none of them reads or writes through the Worker, be it from
// another port, by a form, or under a name of their own that leads to this machine (DNS rebinding).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { withBrowser } from "../support/chromium.mjs";
import { startSite } from "../support/server.mjs";
import { withWorker } from "../support/worker.mjs";

const ROUTE = "notifications/v1/integrations";
const INTEGRATION = { display_name: "planted", target: { kind: "Webhook", url: "https://attacker.example/in" } };
let attacker;
const worker = withWorker();
// The name is the attacker's, the address behind it this machine's.
const browser = withBrowser("--host-resolver-rules=MAP rebound.example 127.0.0.1");

before(async () => {
  attacker = await startSite();
});
after(async () => {
  attacker?.close();
});

/** What an owner of the machine sees through the front door. */
const names = async () => (await (await worker.fetch(ROUTE)).json()).data.map(({ display_name }) => display_name);

/** Tries a request from within a page; what it could read of the answer, or that it could not. */
const attempt = (page, url, init) =>
  page.evaluate(
    async ([url, init]) => {
      try {
        const answer = await fetch(url, init);
        return { type: answer.type, status: answer.status, text: await answer.text() };
      } catch (error) {
        return { refused: String(error) };
      }
    },
    [String(url), init],
  );

test("a page of another origin can neither read nor write", async () => {
  const before = await names();
  const page = await browser.newPage();
  await page.goto(attacker.origin);
  const { port } = new URL(worker.url);
  const body = JSON.stringify(INTEGRATION);
  const json = { "content-type": "application/json" };
  for (const host of ["127.0.0.1", "localhost"]) {
    const url = `http://${host}:${port}/${ROUTE}`;
    for (const init of [
      {},
      { credentials: "include" },
      { method: "POST", headers: json, body },
      { method: "POST", headers: { "content-type": "text/plain" }, body },
      { method: "DELETE" },
    ]) {
      assert.ok((await attempt(page, url, init)).refused, `${host} ${JSON.stringify(init)}`);
    }
    // Without CORS a request may go out, but what comes back is opaque.
    for (const init of [
      { mode: "no-cors" },
      { mode: "no-cors", method: "POST", headers: { "content-type": "text/plain" }, body },
    ]) {
      const { type, text, refused } = await attempt(page, url, init);
      assert.ok(refused || (type === "opaque" && text === ""));
    }
    const reset = `http://${host}:${port}/sandbox/reset`;
    await attempt(page, reset, { mode: "no-cors", method: "POST", body: "{}" });
  }
  await page.close();
  assert.deepEqual(await names(), before);
});

test("a form of another site is refused and shows no data", async () => {
  const before = await names();
  const page = await browser.newPage();
  await page.goto(attacker.origin);
  await page.evaluate(
    ([action, text]) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action, enctype: "text/plain" });
      const field = document.createElement("input");
      Object.assign(field, { name: text.slice(0, -1), value: text.slice(-1) });
      form.append(field);
      document.body.append(form);
    },
    [`${worker.url}${ROUTE}`, JSON.stringify(INTEGRATION)],
  );
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith(ROUTE)),
    page.evaluate(() => document.querySelector("form").submit()),
  ]);
  assert.ok([403, 415].includes(answer.status()), String(answer.status()));
  await page.close();
  assert.deepEqual(await names(), before);
});

test("the Worker cannot be framed", async () => {
  const page = await browser.newPage();
  await page.goto(attacker.origin);
  const violation = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await page.evaluate((url) => document.body.append(Object.assign(document.createElement("iframe"), { src: url })), worker.url);
  await violation;
  await page.close();
});

test("under a host name rebound to this machine, no page can read or write", async () => {
  const before = await names();
  const { port } = new URL(worker.url);
  const page = await browser.newPage();
  const rebound = `http://rebound.example:${port}`;
  const answer = await page.goto(`${rebound}/`);
  assert.equal(answer.status(), 403);
  const own = [{}, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(INTEGRATION) }];
  for (const init of own) {
    const { status, text } = await attempt(page, `${rebound}/${ROUTE}`, init);
    assert.equal(status, 403);
    assert.ok(JSON.parse(text).errors[0].detail.length > 0 && !text.includes("webhook"), text);
  }
  await page.close();
  assert.deepEqual(await names(), before);
});
