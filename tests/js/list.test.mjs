/** Lists: awaited for their first page, iterated for every item. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clientWith, integration, refused } from "./client-with-fetch.mjs";

test("a list sends nothing before it is awaited, sends once, and follows tokens but not hosts", async () => {
  const page = (names, next) => ({ data: names.map((id) => ({ ...integration, id })), metadata: { next } });
  const { integrations, sent } = clientWith([
    [200, page(["a", "b"], "https://elsewhere.example/steal?page_token=t%2F2&page_size=2")],
    [200, page(["c"], "/relative?page_token=t3")],
    [200, page(["d"], null)],
    [200, page(["z"], "https://h/?page_token=again")],
    [200, page(["z"], "https://h/?page_token=again")],
    [200, page(["z"], "https://h/no-token")],
  ]);
  const list = integrations.list({ page_size: 2, resource: "crn://x" });
  await new Promise(setImmediate);
  assert.equal(sent.length, 0);
  assert.equal(await list, await list);
  assert.equal(sent.length, 1);
  const ids = [];
  for await (const { id } of list) ids.push(id);
  assert.deepEqual(ids, ["a", "b", "c", "d"]);
  const base = "https://api.confluent.cloud/notifications/v1/integrations";
  assert.deepEqual(
    sent.map(({ url }) => url),
    [
      `${base}?page_size=2&resource=crn%3A%2F%2Fx`,
      `${base}?page_token=t%2F2&resource=crn%3A%2F%2Fx`,
      `${base}?page_token=t3&resource=crn%3A%2F%2Fx`,
    ],
  );
  const all = async (list) => {
    for await (const _ of list.pages());
  };
  await assert.rejects(
    all(integrations.list()),
    refused("invalid_response", {
      status: 200,
      attempts: 1,
      operation: "integrations.list",
      message: "200 the list goes on, but metadata.next names a page read before",
    }),
  );
  await assert.rejects(all(integrations.list()), refused("invalid_response"));
});

test("a list that is iterated again requests every page again, and its awaited page stays", async () => {
  const page = (id, next) => [200, { data: [{ ...integration, id }], metadata: { next } }];
  const { integrations, sent } = clientWith([
    page("a", "?page_token=2"),
    page("b"),
    page("c", "?page_token=2"),
    [503],
    page("d"),
  ]);
  const list = integrations.list({ page_token: "1" });
  const ids = async () => {
    const found = [];
    for await (const { id } of list) found.push(id);
    return found;
  };
  const first = await list;
  assert.deepEqual(await ids(), ["a", "b"]);
  await assert.rejects(ids(), refused("server_error"));
  assert.deepEqual(await ids(), ["d"]);
  assert.equal(await list, first);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).searchParams.get("page_token")),
    ["1", "2", "1", "2", "1"],
  );
});
