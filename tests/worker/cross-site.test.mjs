// Other sites in the same Chromium, and a name that was rebound to this machine: no read and no write succeeds.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startInOrder } from "../support/start-in-order.mjs";
import { withBrowser } from "../support/chromium.mjs";
import { startSite } from "../support/server.mjs";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, slack } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

let other, page;
const upstream = withUpstream(say(200, { data: [], metadata: {}, planted: "secret" }));
const worker = withWorker(() => pointedAt(upstream));
const browser = withBrowser(
  "--host-resolver-rules=MAP evil.example 127.0.0.1",
  // New Chromiums keep sites off this machine by themselves; older ones and others do not.
  "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
);

startInOrder(async () => {
  other = await startSite();
  page = await browser.newPage();
});
after(() => other.close());

/** What a page can try: each way, with what came of it as far as the page could tell. */
function attack([target, body]) {
  const outcome = async (work) => {
    try {
      return await Promise.race([work(), new Promise((give) => setTimeout(() => give("nothing"), 1500))]);
    } catch (error) {
      return `refused: ${error.name}`;
    }
  };
  const read = (init) =>
    outcome(async () => {
      const response = await fetch(target, { credentials: "include", ...init });
      return response.type === "opaque" ? "opaque" : `${response.status} ${await response.text()}`;
    });
  const element = (name, attribute) =>
    outcome(
      () =>
        new Promise((give) => {
          const made = document.createElement(name);
          made.onload = () => give("loaded");
          made.onerror = () => give("refused");
          made[attribute] = target;
          document.body.append(made);
        }),
    );
  const form = (enctype) =>
    outcome(
      () =>
        new Promise((give) => {
          const frame = Object.assign(document.createElement("iframe"), { name: `f${Math.random()}` });
          const made = Object.assign(document.createElement("form"), {
            method: "POST",
            action: target,
            enctype,
            target: frame.name,
          });
          // Sent as text/plain this is JSON: name, "=" and value together.
          made.append(Object.assign(document.createElement("input"), { name: `${body.slice(0, -2)},"x":"`, value: '"}' }));
          document.body.append(frame, made);
          frame.onload = () => give("answered");
          made.submit();
        }),
    );
  const json = { "content-type": "application/json" };
  return Promise.all([
    read({}),
    read({ mode: "no-cors" }),
    read({ method: "POST", body, headers: json }),
    read({ method: "POST", body, mode: "no-cors", headers: { "content-type": "text/plain" } }),
    read({ method: "DELETE" }),
    outcome(async () => String(navigator.sendBeacon(target, new Blob([body], { type: "text/plain" })))),
    element("img", "src"),
    element("script", "src"),
    element("iframe", "src"),
    form("application/x-www-form-urlencoded"),
    form("text/plain"),
  ]);
}

test("the page's own origin can read and write", async () => {
  await page.goto(worker.url.href);
  await page.waitForLoadState("networkidle");
  upstream.seen.length = 0;
  const status = await page.evaluate(
    async ([target, body]) => {
      const got = await fetch(target);
      const made = await fetch(`${target}:test`, { method: "POST", body, headers: { "content-type": "application/json" } });
      return [got.status, made.status];
    },
    [COLLECTION, JSON.stringify(slack())],
  );
  assert.deepEqual(status, [200, 200]);
  assert.equal(upstream.seen.length, 2);
});

for (const [name, site] of [
  ["another port of the same host", "127.0.0.1"],
  ["another name of this machine", "localhost"],
  ["another site", "evil.example"],
]) {
  test(`${name} can neither read nor write`, { timeout: 30_000 }, async () => {
    await page.goto(`http://${site}:${other.port}/`);
    for (const path of [COLLECTION, `${COLLECTION}:test`, `${COLLECTION}/n-1`]) {
      const target = new URL(path, worker.url).href;
      const outcomes = await page.evaluate(attack, [target, JSON.stringify(slack())]);
      assert.ok(!JSON.stringify(outcomes).includes("secret"), JSON.stringify(outcomes));
      for (const outcome of outcomes.slice(0, 5)) assert.match(outcome, /^(refused|opaque|nothing)/);
    }
    // Led there by a link: the browser says where from.
    const link = await page
      .evaluate((href) => {
        document.body.append(Object.assign(document.createElement("a"), { href, id: "link", textContent: "link" }));
      }, new URL(COLLECTION, worker.url).href)
      .then(() => Promise.all([page.waitForNavigation(), page.click("#link")]));
    assert.equal(link[0].status(), 403);
    assert.deepEqual(upstream.seen, []);
  });
}

test("a name rebound to this machine gets neither the page nor the data", async () => {
  const rebound = `http://evil.example:${new URL(worker.url).port}`;
  assert.equal((await page.goto(rebound)).status(), 403);
  // The attacker's page came from his own server; then the name was changed, and all the rest goes to ours.
  await page.route(`${rebound}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto(`${rebound}/`);
  const statuses = await page.evaluate(
    async ([path, body]) => {
      const headers = { "content-type": "application/json" };
      const answers = [
        await fetch(path),
        await fetch(`${path}/n-1`, { method: "PATCH", body, headers }),
        await fetch("/healthz"),
      ];
      return answers.map(({ status }) => status);
    },
    [COLLECTION, JSON.stringify({ description: "d" })],
  );
  assert.deepEqual(statuses, [403, 403, 403]);
  assert.deepEqual(upstream.seen, []);
});
