// `npm start` and `npm run reset`, from the first line to the last process.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { afterEach, describe, it } from "node:test";
import { attempt } from "../../scripts/steps/run.mjs";
import { listen } from "../support/server.mjs";
import { descendants, exists, listens, makeFolder, npmStart } from "../support/started.mjs";

const cleaning = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

async function aFolder(vars) {
  const made = await makeFolder(vars);
  cleaning.push(made.dispose);
  return made.folder;
}

/** npm start, and its address; stopped at the test's end if not before. */
async function started(options) {
  const run = npmStart(options);
  cleaning.push(() => run.stop());
  return { run, url: await run.address };
}

const integrations = (url) => new URL("/notifications/v1/integrations", url);

async function names(url) {
  const { data } = await (await fetch(integrations(url))).json();
  return data.map(({ display_name }) => display_name);
}

async function create(url, display_name) {
  const target = { kind: "Webhook", url: "https://hooks.example/start" };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(integrations(url), { method: "POST", headers, body: JSON.stringify({ display_name, target }) });
  assert.equal(answer.status, 201);
}

describe("npm start", () => {
  it("prints its address on a line of its own when it answers", async () => {
    const { run, url } = await started({ folder: await aFolder() });
    assert.equal((await fetch(new URL("/healthz", url))).status, 200);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type"), /text\/html/);
    assert.match(run.output, /\n {2}bundle the package +(up to date|[\d.]+ s)\n/);
  });

  it("takes the port that PORT names", async () => {
    const port = await freePort();
    const { url } = await started({ folder: await aFolder(), port });
    assert.equal(url, `http://localhost:${port}/`);
  });

  it("is reachable from this machine only", async () => {
    const { url } = await started({ folder: await aFolder() });
    const port = Number(new URL(url).port);
    const others = Object.values(networkInterfaces())
      .flat()
      .filter(({ internal, family }) => !internal && family === "IPv4");
    assert.equal(await listens(port), true);
    for (const { address } of others) assert.equal(await listens(port, address), false, address);
  });

  for (const [signal, what] of Object.entries({ SIGTERM: "when npm gets SIGTERM", SIGINT: "at Ctrl-C in a terminal" })) {
    it(`leaves no process and no port behind ${what}`, async () => {
      const { run, url } = await started({ folder: await aFolder() });
      const below = descendants(run.npm.pid);
      assert.ok(
        below.some(({ command }) => command === "workerd"),
        JSON.stringify(below),
      );
      await run.stop(signal);
      // npm may be gone a moment before the last of its children.
      for (let waited = 0; waited < 50 && below.some(({ pid }) => exists(pid)); waited++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.deepEqual(
        below.filter(({ pid }) => exists(pid)),
        [],
      );
      assert.equal(await listens(Number(new URL(url).port)), false);
    });
  }

  it("keeps the sandbox's integrations over a restart, until `npm run reset`", async () => {
    const folder = await aFolder();
    const first = await started({ folder });
    const seeded = await names(first.url);
    await create(first.url, "kept over a restart");
    await first.run.stop();

    const second = await started({ folder });
    assert.ok((await names(second.url)).includes("kept over a restart"));
    await second.run.stop();

    const { code } = await attempt("npm", ["run", "reset", "--", "--folder", folder]);
    assert.equal(code, 0);
    const third = await started({ folder });
    assert.deepEqual((await names(third.url)).sort(), seeded.sort());
  });

  it("reads .dev.vars", async () => {
    const { url } = await started({ folder: await aFolder({ ADMIN_TOKEN: "from-dev-vars" }) });
    assert.equal((await fetch(integrations(url))).status, 401);
    const headers = { authorization: "Bearer from-dev-vars" };
    assert.equal((await fetch(integrations(url), { headers })).status, 200);
  });

  it("reports a port that is in use, and what to do", async () => {
    const { port, close } = await listen(createServer());
    cleaning.push(close);
    const run = npmStart({ folder: await aFolder(), port });
    assert.equal((await run.ended).code, 1);
    assert.match(run.output, new RegExp(`Port ${port} is in use.*PORT=\\d+ npm start`));
    assert.doesNotMatch(run.output, /\n +at /);
  });

  it("refuses a PORT that is no number", async () => {
    const run = npmStart({ folder: await aFolder(), port: "http" });
    assert.equal((await run.ended).code, 1);
    assert.match(run.output, /PORT must be a number/);
  });
});

async function freePort() {
  const { port, close } = await listen(createServer());
  await close();
  return port;
}
