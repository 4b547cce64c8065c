/** Every fault of the table in headless Chromium, from a page that the hostile server itself serves. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openPage } from "./page.mjs";
import { rows } from "./rows.mjs";

const page = await openPage(["ours"]);
after(() => page.close());

for (const { name } of rows) test(name, async () => assert.equal(await page.check("ours", name), undefined));
