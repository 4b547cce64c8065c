// The functions that the package exports beside the client.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as esm from "confluent-notifications";
import { init } from "confluent-notifications/init";
import { createSandbox } from "confluent-notifications/sandbox";
import { clientWith, integration, refused, slackUrl } from "./client-with-fetch.mjs";

const { isKnownTarget, isWritableTarget, nextPageToken, redactText, redactUrl, targetRetirement } = esm;
const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
const table = read("redaction.json");
const retirements = read("retirement.json");

test("every entry exports the same names", () => {
  const module = new WebAssembly.Module(readFileSync(new URL(import.meta.resolve("confluent-notifications/client.wasm"))));
  const names = Object.keys(esm).sort();
  assert.equal(names.length, 9);
  assert.deepEqual(Object.keys(init(module)).sort(), names);
  assert.deepEqual(Object.keys(createRequire(import.meta.url)("confluent-notifications")).sort(), names);
});

test("URLs and texts are redacted as the table says", () => {
  for (const { from, to } of table.urls) assert.equal(redactUrl(from), to, from);
  for (const { from, to } of table.texts) assert.equal(redactText(from), to, from);
  for (const url of table.escaped) {
    const shown = redactText(`in (${url} end`);
    assert.ok(!shown.includes("secret") && shown.startsWith("in ") && shown.endsWith("… end"), `${url} became ${shown}`);
  }
});

test("a URL that the host's parser refuses is refused before sending, by the sandbox too", async () => {
  const { integrations, sent } = clientWith([]);
  const { fetch } = createSandbox();
  for (const url of table.not_urls) {
    const body = { display_name: "x", target: { kind: "Webhook", url } };
    for (const call of [() => integrations.create(body), () => integrations.update("n-1", body), () => integrations.test(body)]) {
      await assert.rejects(call, (/** @type {any} */ error) => {
        assert.deepEqual([error.code, error.errors.map(({ pointer }) => pointer)], ["invalid_request", ["/target/url"]], url);
        assert.ok(!/a55/.test(`${error.stack}${JSON.stringify(error)}`), url);
        return true;
      });
    }
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch("https://api.confluent.cloud/notifications/v1/integrations", init);
    const { errors } = await response.json();
    assert.deepEqual([response.status, errors[0].source.pointer], [422, "/target/url"], url);
    assert.throws(() => createSandbox({ seed: [body] }), /seed\[0\]\.target\.url must be an absolute/, url);
  }
  assert.equal(sent.length, 0);
});

test("a URL that the host's parser accepts is sent, and the sandbox takes it", async () => {
  const { integrations } = clientWith([]);
  const sandbox = new esm.NotificationsClient({ fetch: createSandbox().fetch });
  for (const url of table.are_urls) {
    const body = { display_name: `at ${url}`, target: { kind: "Webhook", url } };
    // The client has no answer to give: whatever it rejects with, it is not the body.
    await assert.rejects(integrations.create(body), ({ code }) => code !== "invalid_request", url);
    assert.equal((await sandbox.integrations.create(body)).target.url, url);
  }
});

test("no part of the URL that a call sends is in its error, however the API quotes it", async () => {
  for (const [url, secret] of [
    ["https://bot:Pa55word@alerts.example/hook", "Pa55word"],
    ["https://Pa55word@alerts.example/hook", "Pa55word"],
    ["https://Pa55word#9@alerts.example/hook", "Pa55word"],
    ["https://alerts.example/hook?key=Pa55word", "Pa55word"],
    ["https://alerts.example/in/Pa55wordPa55word", "Pa55wordPa55word"],
    ["https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws/", "abcdefghijklmnopqrstuvwxyz012345"],
  ]) {
    const detail = `parse "${url}": invalid port ":${secret}" after host; lookup ${secret}.example: no such host`;
    const body = { display_name: "x", target: { kind: "Webhook", url } };
    for (const answer of [
      [400, { errors: [{ detail, title: detail, code: secret, source: { pointer: detail } }] }, { "x-request-id": secret }],
      [502, detail],
      () => Promise.reject(new Error(detail)),
    ]) {
      const attempts = [];
      const { integrations } = clientWith([answer], { onAttempt: (attempt) => attempts.push(attempt) });
      await assert.rejects(integrations.test(body), (/** @type {any} */ error) => {
        const shown = JSON.stringify([error, error.message, error.stack, error.body, error.errors, attempts]);
        assert.ok(!shown.includes(secret), `${shown} of ${url}`);
        return true;
      });
    }
  }
});

test("what is no text is redacted as an empty one", () => {
  for (const odd of [undefined, null, 7, {}, ["https://h.example/secret"]]) {
    assert.equal(redactUrl(odd), "…");
    assert.equal(redactText(odd), "");
  }
});

test("a target's retirement is known by its URL", () => {
  for (const [target, expected] of [
    [{ kind: "MsTeams", webhook_url: "https://contoso.webhook.office.com/webhookb2/1" }, "retired"],
    [{ kind: "MsTeams", webhook_url: "https://prod-1.westus.logic.azure.com:443/workflows/1/triggers" }, "maybe_moved"],
    [{ kind: "Webhook", url: "https://outlook.office.com/webhook/1" }, "retired"],
    [integration.target, undefined],
    [{ kind: "Webhook", webhook_url: "https://contoso.webhook.office.com/1" }, undefined],
    [{ kind: "Beacon", url: "https://contoso.webhook.office.com/1" }, undefined],
    [{ kind: "RoleEmail", role_name: "OrganizationAdmin" }, undefined],
    [{ kind: "Slack", webhook_url: 7 }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
  ]) {
    assert.equal(targetRetirement(target), expected, JSON.stringify(target));
  }
  for (const [list, expected] of [
    ["retired", "retired"],
    ["maybe_moved", "maybe_moved"],
    ["neither", undefined],
  ]) {
    for (const url of retirements[list]) assert.equal(targetRetirement({ kind: "MsTeams", webhook_url: url }), expected, url);
  }
});

test("the next page's token is read from the link, and a link without one is refused", () => {
  const page = (next) => ({ data: [], metadata: { next } });
  for (const next of [undefined, null, ""]) assert.equal(nextPageToken(page(next)), undefined);
  assert.equal(nextPageToken(page("https://api.confluent.cloud/notifications/v1/integrations?page_token=a%2Bb")), "a+b");
  assert.equal(nextPageToken(page("/x?page_size=5&page_token=t")), "t");
  for (const next of ["/x", "?page_token=", 7, {}, "http://["]) {
    assert.throws(() => nextPageToken(page(next)), refused("invalid_response", { status: 200, operation: undefined }));
  }
});

test("the token of a page leads to the page after it", async () => {
  const link = "https://elsewhere.example/x?page_token=two";
  const { integrations, sent } = clientWith([
    [200, { data: [integration], metadata: { next: link } }],
    [200, { data: [], metadata: {} }],
  ]);
  const token = nextPageToken(await integrations.list({ page_size: 1 }));
  const second = await integrations.list({ page_token: token });
  assert.equal(nextPageToken(second), undefined);
  assert.equal(sent[1].url, "https://api.confluent.cloud/notifications/v1/integrations?page_token=two");
});

test("kinds are known, writable or unknown", () => {
  for (const [target, known, writable] of [
    [{ kind: "Slack", webhook_url: slackUrl }, true, true],
    [{ kind: "InApp", user: { id: "u-1" } }, true, false],
    [{ kind: "slack" }, false, false],
    [{ kind: 7 }, false, false],
    [null, false, false],
  ]) {
    assert.deepEqual([isKnownTarget(target), isWritableTarget(target)], [known, writable], JSON.stringify(target));
  }
});
