// What other programs send to the Worker in good faith: their content types, encodings of paths and bodies, and credentials.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { withWorker } from "../support/worker.mjs";
import { COLLECTION, send } from "./raw-http.mjs";
import { pointedAt, say, withUpstream } from "./upstream.mjs";

const TOKENS = {
  READ_TOKEN: "planted-read-token-0123456789",
  TEST_TOKEN: "planted-test-token-0123456789",
  ADMIN_TOKEN: "planted-admin-token-0123456789",
};
const JSON_TYPE = ["Content-Type", "application/json"];
const BODY = '{"display_name":"x","target":{"kind":"Webhook","url":"https://h.example/in"}}';
const bearer = (token) => ["Authorization", `Bearer ${token}`];
const basic = (user, password) => ["Authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`];
const asAdmin = bearer(TOKENS.ADMIN_TOKEN);

const upstream = withUpstream();
const worker = withWorker(() => pointedAt(upstream, TOKENS));
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answer = undefined;
});

test("a POST without a body takes any content type with a bearer token, as programs send one all the same", async () => {
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json"]) {
    for (const length of [[["Content-Length", "0"]], []]) {
      const headers = [asAdmin, ["Content-Type", type], ...length];
      const answer = await send(worker.url, { method: "POST", path: "/canary/test/n-1", headers });
      assert.notEqual(answer.status, 415, `${type}: ${answer.text}`);
      assert.equal(upstream.seen[0]?.path, `${COLLECTION}/n-1`, type);
      upstream.seen.length = 0;
    }
    const withBody = { method: "POST", path: "/canary/test/n-1", headers: [asAdmin, ["Content-Type", type]], body: "x=1" };
    assert.ok([400, 415].includes((await send(worker.url, withBody)).status), type);
    assert.deepEqual(upstream.seen, []);
  }
});

test("a path is found however its plain characters are encoded, and needs the same scope", async () => {
  const post = (path, token) =>
    send(worker.url, { method: "POST", path, headers: [bearer(token), JSON_TYPE], body: path.includes("canary") ? "" : BODY });
  for (const path of [`${COLLECTION}%3Atest`, `${COLLECTION}%3atest`, `${COLLECTION.replace("s", "%73")}:test`]) {
    assert.equal((await post(path, TOKENS.READ_TOKEN)).status, 403, path);
    assert.deepEqual(upstream.seen, []);
    assert.notEqual((await post(path, TOKENS.ADMIN_TOKEN)).status, 404, path);
    assert.equal(upstream.seen[0].path, `${COLLECTION}:test`, path);
    upstream.seen.length = 0;
  }
  for (const path of ["/%63anary/run", "/canary/webhook%3Atest", "/canary/%74est/n%2D1"]) {
    assert.equal((await post(path, TOKENS.READ_TOKEN)).status, 403, path);
    assert.notEqual((await post(path, TOKENS.ADMIN_TOKEN)).json().errors?.[0].detail, "There is nothing at this path.", path);
  }
  for (const path of [`${COLLECTION}%2Fn-1`, `${COLLECTION}%253Atest`, "/canary%2Frun"]) {
    assert.equal((await post(path, TOKENS.ADMIN_TOKEN)).status, 404, path);
  }
});

test("a token is taken as the password of Basic credentials, whatever the user name", async () => {
  const list = (header) => send(worker.url, { path: COLLECTION, headers: [header] });
  for (const user of ["", "token", "a user"]) {
    assert.equal((await list(basic(user, TOKENS.READ_TOKEN))).status, 200, user);
    const write = { method: "DELETE", path: `${COLLECTION}/n-1`, headers: [basic(user, TOKENS.READ_TOKEN)] };
    assert.equal((await send(worker.url, write)).status, 403, user);
  }
  for (const header of [basic(TOKENS.READ_TOKEN, ""), basic("token", "wrong"), ["Authorization", "Basic !"]]) {
    const refused = await list(header);
    assert.deepEqual([refused.status, refused.headers["www-authenticate"]], [401, "Bearer"]);
  }
  assert.ok(upstream.seen.every(({ headers }) => !JSON.stringify(headers).includes(TOKENS.READ_TOKEN)));
});

test("a body in another encoding than UTF-8 is refused by its name", async () => {
  const latin1 = Buffer.from(BODY.replace('"x"', '"café"'), "latin1");
  for (const [body, detail] of [
    [latin1, "The body is not UTF-8."],
    [Buffer.from(`\ufeff${BODY}`), "The body begins with a byte order mark: it must be UTF-8 without one."],
    [Buffer.from(`\ufeff${BODY}`, "utf16le"), "The body begins with a byte order mark of UTF-16: it must be UTF-8 without one."],
    [Buffer.from(BODY, "utf16le"), "The body is UTF-16: it must be UTF-8."],
  ]) {
    const refused = await send(worker.url, { method: "POST", path: COLLECTION, headers: [asAdmin, JSON_TYPE], body });
    assert.deepEqual([refused.status, refused.json().errors[0].detail], [400, detail]);
  }
  assert.deepEqual(upstream.seen, []);
});

test("an invalid body of a test is a 400, as the API documents, and of a create a 422", async () => {
  const create = { method: "POST", path: COLLECTION, headers: [asAdmin, JSON_TYPE], body: "{}" };
  for (const [request, status] of /** @type {const} */ ([
    [create, 422],
    [{ ...create, path: `${COLLECTION}:test` }, 400],
  ])) {
    const refused = await send(worker.url, request);
    assert.deepEqual([refused.status, refused.json().errors[0].status], [status, String(status)]);
  }
  assert.deepEqual(upstream.seen, []);
});

test("the links of a page and of its rows lead to this Worker, and keep their queries", async () => {
  const at = (base) => ({
    data: [{ id: "n-1", metadata: { self: `${base}${COLLECTION}/n-1` }, display_name: "x", target: { kind: "Slack" } }],
    metadata: { first: `${base}${COLLECTION}`, next: `${base}${COLLECTION}?page_token=a%2Bb`, total_size: 7 },
  });
  upstream.answer = say(200, at(upstream.url));
  for (const token of Object.values(TOKENS)) {
    const page = await send(worker.url, { path: COLLECTION, headers: [bearer(token)] });
    assert.deepEqual(page.json(), at(worker.url.origin));
  }
  // A client that follows the link is answered by this Worker.
  const { next } = at(worker.url.origin).metadata;
  assert.equal((await fetch(next, { headers: { authorization: `Bearer ${TOKENS.READ_TOKEN}` } })).status, 200);
  assert.equal(upstream.seen.at(-1).path, `${COLLECTION}?page_token=a%2Bb`);
});

test("one odd row does not cost a reader the list", async () => {
  const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);
  for (const odd of ["1e999", deep(128), deep(1000)]) {
    const row = (id) =>
      `{"id":"${id}","display_name":"x","target":{"kind":"Slack","webhook_url":"https://h.example/secretsecretsecret"}`;
    upstream.answer = (_arrived, response) => {
      response.setHeader("content-type", "application/json");
      response.end(`{"data":[${row("n-1")},"odd":${odd}},${row("n-2")}}],"metadata":{}}`);
    };
    const page = await send(worker.url, { path: COLLECTION, headers: [bearer(TOKENS.READ_TOKEN)] });
    assert.equal(page.status, 200, page.text);
    assert.deepEqual(
      page.json().data.map(({ id, target }) => [id, target.webhook_url]),
      ["n-1", "n-2"].map((id) => [id, "https://h.example/…cret"]),
    );
  }
});

test("an error of the Worker's own has the API's shape: id, title, and the name of the field", async () => {
  const create = { method: "POST", path: COLLECTION, headers: [asAdmin, JSON_TYPE], body: '{"display_name":"x","target":{}}' };
  /** @type {[Parameters<typeof send>[1], string, string, string][]} */
  const rows = [
    [create, "422", "Unprocessable Content", "target.kind is required"],
    [{ path: `${COLLECTION}?page_size=0`, headers: [asAdmin] }, "400", "Bad Request", "page_size must be"],
    [{ path: COLLECTION }, "401", "Unauthorized", "This takes"],
    [{ path: "/notifications/v1/nothing", headers: [asAdmin] }, "404", "Not Found", "There is nothing"],
  ];
  for (const [request, status, title, detail] of rows) {
    const refused = await send(worker.url, request);
    const [error] = refused.json().errors;
    assert.deepEqual([error.status, error.title, error.id], [status, title, refused.headers["x-request-id"]]);
    assert.ok(error.detail.startsWith(detail), error.detail);
  }
});
