// Which programs with a document count as browsers, where credentials are refused: by the table that Rust is tested with too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { imported } from "../support/realm.mjs";

const table = JSON.parse(readFileSync(new URL("../user-agents.json", import.meta.url), "utf8"));
const credentials = { apiKey: "key", apiSecret: "secret" };

for (const { agent, browser } of table) {
  test(`credentials are ${browser ? "refused" : "taken"} in a document whose user agent is "${agent}"`, async () => {
    const globals = { navigator: { userAgent: agent }, window: { document: {} }, btoa };
    const { NotificationsClient } = await imported("index.js", globals);
    if (browser) assert.throws(() => new NotificationsClient({ credentials }), { code: "invalid_request" });
    else new NotificationsClient({ credentials });
    new NotificationsClient({ credentials, dangerouslyAllowBrowser: true });
  });
}
