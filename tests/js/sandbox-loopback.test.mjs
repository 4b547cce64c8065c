// Messages that the sandbox posts itself, to this machine and to nothing else (`deliver: "loopback"`).
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createSandbox } from "confluent-notifications/sandbox";
import { listen } from "../support/server.mjs";
import { BASE, post, webhook } from "./sandbox-calls.mjs";

let server;
const received = [];
let closedEarly = 0;
before(async () => {
  server = await listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      received.push({ method: request.method, url: request.url, type: request.headers["content-type"], body });
      response.on("close", () => (closedEarly += response.writableFinished ? 0 : 1));
      if (request.url === "/refuses") response.writeHead(410).end("no_service\n");
      else if (request.url === "/moved") response.writeHead(307, { location: "/moved-here" }).end();
      else if (request.url === "/large") response.writeHead(500).write("x".repeat(1_000_000));
      else if (request.url === "/endless") response.writeHead(200).write("ok");
      else if (request.url === "/silent") return;
      else response.end("ok");
    }),
  );
});
after(() => server.close());

/** Sends one test message to the local server: returns status, detail and the number of recorded deliveries. */
async function deliver(path, host = "127.0.0.1") {
  const sandbox = createSandbox({ deliver: "loopback" });
  received.length = 0;
  const answer = await sandbox.fetch(`${BASE}:test`, post(webhook(`http://${host}:${server.port}${path}`)));
  const detail = answer.status === 204 ? undefined : (await answer.json()).errors[0].detail;
  return { status: answer.status, detail, recorded: sandbox.deliveries.length };
}

test("a message to a loopback host is posted", async () => {
  for (const host of ["127.0.0.1", "localhost", "127.1", "0x7f000001"]) {
    assert.deepEqual(await deliver("/hook?a=b", host), { status: 204, detail: undefined, recorded: 1 });
    assert.equal(received.length, 1);
    const [{ body, ...head }] = received;
    assert.deepEqual(head, { method: "POST", url: "/hook?a=b", type: "application/json" });
    assert.match(JSON.parse(body).text, /Test message/);
  }
});

test("a loopback target that rejects gets 400 with its own words", async () => {
  assert.deepEqual(await deliver("/refuses"), {
    status: 400,
    detail: "The test message was refused: the target answered 410: no_service",
    recorded: 0,
  });
});

test("a redirect of a loopback target gets 400 and is not followed", async () => {
  const { status, detail } = await deliver("/moved");
  assert.equal(status, 400);
  assert.match(detail, /redirect/);
  assert.deepEqual(
    received.map(({ url }) => url),
    ["/moved"],
  );
});

test("a long response of a loopback target is read only at its start", { timeout: 4_000 }, async () => {
  closedEarly = 0;
  const { status, detail } = await deliver("/large");
  assert.equal(status, 400);
  assert.ok(detail.length < 500);
  assert.equal((await deliver("/endless")).status, 204);
  while (closedEarly < 2) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("a loopback target that does not respond gets 400 after 5 seconds", { timeout: 9_000 }, async () => {
  const start = Date.now();
  const { status, detail } = await deliver("/silent");
  assert.equal(status, 400);
  assert.match(detail, /5 s/);
  assert.ok(Date.now() - start > 4_500);
});

test("a loopback port where nothing listens gets 400", async () => {
  const sandbox = createSandbox({ deliver: "loopback" });
  const answer = await sandbox.fetch(`${BASE}:test`, post(webhook("http://127.0.0.1:9/secret-secret-secret")));
  assert.equal(answer.status, 400);
  const { errors } = await answer.json();
  assert.match(errors[0].detail, /cannot be reached/);
  assert.doesNotMatch(JSON.stringify(errors), /secret/);
});

test("a target on another machine is never contacted", async (t) => {
  const calls = t.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("no")));
  const sandbox = createSandbox({ deliver: "loopback" });
  const hosts = [
    "hooks.example",
    "127.0.0.1.example",
    "localhost.example",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "10.0.0.1",
    "example@localhost.example",
  ];
  for (const host of hosts) {
    const answer = await sandbox.fetch(`${BASE}:test`, post(webhook(`http://${host}/`)));
    assert.equal(answer.status, 204, host);
  }
  assert.equal(calls.mock.callCount(), 0);
  assert.equal(sandbox.deliveries.length, hosts.length);
});
