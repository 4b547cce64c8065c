// The page in front of an API that demands credentials: a second sandbox on another port, which the Worker reaches with
// the credentials of its variables. The browser never sees them, the second server does.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { createSandbox } from "confluent-notifications/sandbox";
import { withBrowser } from "../support/chromium.mjs";
import { listen } from "../support/server.mjs";
import { startInOrder } from "../support/start-in-order.mjs";
import { withWorker } from "../support/worker.mjs";
import { loaded, rowOf, visit } from "./browser.mjs";

const credentials = { apiKey: "CLOUDKEY1234", apiSecret: "very-secret-very-secret" };
const basic = Buffer.from(`${credentials.apiKey}:${credentials.apiSecret}`).toString("base64");
const seen = [];
let sandbox, second;

startInOrder(async () => {
  sandbox = createSandbox({
    credentials,
    seed: [
      { display_name: "Kafka on call", target: { kind: "Webhook", url: "https://hooks.invalid/services/abcdefghijklmnop" } },
    ],
  });
  second = await listen(
    createServer(async (request, response) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers });
      const answer = await sandbox.fetch(`http://${headers.host}${url}`, { method, headers, ...(await bodyOf(request)) });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    }),
  );
});
const worker = withWorker(() => ({
  CONFLUENT_BASE_URL: second.origin,
  CONFLUENT_API_KEY: credentials.apiKey,
  CONFLUENT_API_SECRET: credentials.apiSecret,
}));
const browser = withBrowser();
after(() => second?.close());

test("with credentials the page shows Confluent Cloud, and no credentials reach the browser", async () => {
  const received = [];
  const { page, requests, leave } = await visit(browser, worker.url, {
    prepare: (page) =>
      page.on("response", (response) => {
        const kept = response.body().catch(() => Buffer.alloc(0));
        received.push(Promise.all([response.allHeaders(), kept]).then(([headers, body]) => JSON.stringify(headers) + body));
      }),
  });
  await loaded(page);
  await page.getByText("Confluent Cloud", { exact: true }).waitFor();
  const row = rowOf(page, "Kafka on call");
  await row.getByRole("button", { name: /^Send a test to/ }).click();
  await row.getByText(/accepted/i).waitFor();
  assert.equal(sandbox.deliveries.length, 1);
  received.push(page.content());

  const all = (await Promise.all(received)).join("\n") + JSON.stringify(requests);
  assert.ok(all.includes("Kafka on call"), "the test sees what the browser sees");
  for (const secret of [credentials.apiSecret, credentials.apiKey, basic]) assert.ok(!all.includes(secret), secret);
  assert.ok(requests.every(({ origin, headers }) => origin === new URL(worker.url).origin && !headers.authorization));
  assert.ok(seen.length >= 2 && seen.every(({ headers }) => headers.authorization === `Basic ${basic}`));
  assert.deepEqual(new Set(seen.map(({ method }) => method)), new Set(["GET", "POST"]));
  await leave();
  for (const line of worker.lines) assert.ok(!line.includes(credentials.apiSecret) && !line.includes(basic), line);
});

async function bodyOf(request) {
  if (["GET", "HEAD"].includes(request.method)) return {};
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return { body: Buffer.concat(chunks).toString() };
}
