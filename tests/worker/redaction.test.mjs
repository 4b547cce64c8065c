// What the scope `read` sees of URLs and of texts that quote them is as tests/redaction.json has it: the table that every
// other part runs too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, send } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const table = JSON.parse(readFileSync(new URL("../redaction.json", import.meta.url), "utf8"));
const TOKEN = "read-token-of-32-characters-or-more";

const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream, { READ_TOKEN: TOKEN }));

/** What the scope `read` gets of integrations. */
async function read(data) {
  upstream.answer = say(200, { data, metadata: {} });
  const response = await send(worker.url, { path: COLLECTION, headers: [["authorization", `Bearer ${TOKEN}`]] });
  assert.equal(response.status, 200, response.text);
  return JSON.parse(response.text).data;
}

test("webhook URLs are redacted as the table has them", async () => {
  const { urls } = table;
  const seen = await read(urls.map(({ from }, at) => ({ id: `n-${at}`, target: { kind: "Slack", webhook_url: from } })));
  assert.deepEqual(
    seen.map(({ target }) => target.webhook_url),
    urls.map(({ to }) => to),
  );
});

test("URLs in descriptions are redacted as the table has them", async () => {
  const { texts } = table;
  const target = { kind: "Webhook", url: "https://hooks.example/in" };
  const seen = await read(texts.map(({ from }, at) => ({ id: `n-${at}`, description: from, target })));
  assert.deepEqual(
    seen.map(({ description }) => description),
    texts.map(({ to }) => to),
  );
});

test("a URL with escaped separators is redacted in a description", async () => {
  const target = { kind: "Webhook", url: "https://hooks.example/in" };
  const seen = await read(table.escaped.map((url, at) => ({ id: `n-${at}`, description: `in (${url} end`, target })));
  for (const [at, { description }] of seen.entries()) {
    assert.ok(!description.includes("secret"), `${table.escaped[at]} became ${description}`);
    assert.ok(description.startsWith("in ") && description.endsWith("… end"), description);
  }
});
