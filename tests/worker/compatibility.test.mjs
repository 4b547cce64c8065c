// The Worker on old compatibility dates: the oldest that docs/hosts.md states, and the last day before each change that it meets.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cron, get, healths, organization, start, startAlone, told, worker } from "./canary-organization.mjs";
import { GONE } from "./organization.mjs";
import { COLLECTION, send, sendJson, slack } from "./raw-http.mjs";

/** Before `cache: "no-store"`, and before FinalizationRegistry. */
const dates = ["2024-01-01", "2024-11-10", "2025-05-04"];

for (const compatibilityDate of dates) {
  describe(`on the compatibility date ${compatibilityDate}`, () => {
    test("requests reach the API, which sees no header of ours about caches", async () => {
      await start({ compatibilityDate });
      const list = await send(worker.url, { path: COLLECTION });
      assert.equal(list.status, 200, list.text);
      assert.equal(list.json().data.length, 2);
      assert.equal((await sendJson(worker.url, "POST", `${COLLECTION}:test`, slack())).status, 204);
      assert.equal(organization.tested().length, 1);
    });

    test("the sandbox's Durable Object creates, changes and deletes", async () => {
      await startAlone({ compatibilityDate });
      const created = await sendJson(worker.url, "POST", COLLECTION, slack());
      assert.equal(created.status, 201, created.text);
      const path = `${COLLECTION}/${created.json().id}`;
      assert.equal((await sendJson(worker.url, "PATCH", path, { description: "by night" })).status, 200);
      assert.equal((await send(worker.url, { method: "DELETE", path })).status, 204);
    });

    test("the canary stores what it finds and tells the operator", async () => {
      organization.verdicts.a = GONE;
      await start({ compatibilityDate });
      await cron();
      assert.deepEqual(await healths(), { "n-a": "failing", "n-b": "healthy" });
      assert.equal((await get("/canary/results")).last_run.trigger, "schedule");
      assert.equal(told().length, 1);
    });

    test("the page's sign-in gives a session that is verified", async () => {
      const vars = { ADMIN_TOKEN: "a-token-of-the-test", SESSION_KEYS: "k".repeat(32) };
      await startAlone({ compatibilityDate, vars });
      const headers = [["Origin", new URL(worker.url).origin]];
      const signedIn = await sendJson(worker.url, "POST", "/session", { token: vars.ADMIN_TOKEN }, headers);
      assert.equal(signedIn.status, 200, signedIn.text);
      const [cookie] = [signedIn.headers["set-cookie"]].flat();
      const got = await send(worker.url, { path: COLLECTION, headers: [["Cookie", cookie.split(";")[0]]] });
      assert.equal(got.status, 200, got.text);
    });
  });
}
