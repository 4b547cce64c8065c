// What a large host's row is made of: its project, its programs run to their end, and its server while a test asks it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { endTree, hasProcessGroups } from "../../scripts/steps/platform.mjs";
import { run } from "../../scripts/steps/run.mjs";
import { expectedIn } from "../hosts/program/main.js";
import { seenAt } from "../hosts/ways/browser.mjs";
import { versionOf } from "../hosts/project.mjs";
import { install, installedIn, layOut, node, pathWithNode } from "./install.mjs";

const quiet = {
  CI: "1",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  PATH: pathWithNode,
  ...{ ASTRO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false", NUXT_TELEMETRY_DISABLED: "1" },
  ...{ WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", DO_NOT_TRACK: "1" },
};

/**
 * A row of the table from the `host.mjs` of a folder. `host` is what people call it, `package` the npm package whose version
 * the table shows, `like` another host whose files it shares, and `ways` are tests that get the project.
 * @typedef {{ host: string, package: string, like?: string, ways: Record<string, (project: Project) => unknown> }} LargeHost
 * @typedef {Awaited<ReturnType<typeof projectOf>>} Project
 */

/** @param {string} name @param {LargeHost} host */
export const rowOf = (name, { host, package: shown, like, ways }) => ({
  host,
  version: async () => {
    await install(name);
    return versionOf(installedIn(name, shown));
  },
  ways: Object.fromEntries(Object.entries(ways).map(([way, test]) => [way, async () => test(await projectOf(name, like))])),
});

async function projectOf(name, like) {
  const { folder, inside } = await layOut(name, like);
  const script = (file) => (existsSync(inside(file)) ? inside(file) : fileOf(name, file));
  return {
    folder,
    inside,
    installed: (one) => installedIn(name, one),
    /** Runs a script, of the project or of a package (`next/dist/bin/next`), and gives what it printed. */
    run: (file, args = [], env = {}) => run(node, [script(file), ...args], { cwd: folder, env: { ...quiet, ...env } }),
    /** Runs one that serves, and gives `use` its address, where it answers; `args` get a free port. */
    serve: (file, args, env, use) => served([script(file), ...args], { cwd: folder, env }, use),
    /** Wrangler, which runs what is built for Cloudflare in its runtime. */
    wrangler: (args, use) =>
      served([script("wrangler/bin/wrangler.js"), ...args, "--ip", "127.0.0.1", "--port", PORT], { cwd: folder }, use),
  };
}

const fileOf = (host, file) => {
  const parts = file.split("/");
  const name = parts.splice(0, file.startsWith("@") ? 2 : 1).join("/");
  return path.join(installedIn(host, name), ...parts);
};

/** The place of the port in the arguments and the environment of a server. */
export const PORT = "<port>";

async function served(args, { cwd, env = {} }, use) {
  const port = String(await freePort());
  const put = (text) => text.replace(PORT, port);
  const server = spawn(node, args.map(put), {
    cwd,
    env: { ...process.env, ...quiet, ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, put(value)])) },
    stdio: ["ignore", "pipe", "pipe"],
    // Ended with what it started itself.
    detached: hasProcessGroups,
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  try {
    const url = `http://127.0.0.1:${port}`;
    await answering(url, () => server.exitCode);
    await use(url);
  } catch (error) {
    throw new Error(`${error.stack}\nThe server said:\n${said.slice(-4_000)}`);
  } finally {
    endTree(server.pid, "SIGTERM");
    const kill = setTimeout(() => endTree(server.pid, "SIGKILL"), 5_000);
    await ended;
    clearTimeout(kill);
    // What it started may outlive it.
    endTree(server.pid, "SIGKILL");
  }
}

async function answering(url, exitCode) {
  for (const last = Date.now() + 60_000; Date.now() < last; ) {
    if (exitCode() !== null) throw new Error(`the server ended with ${exitCode()}`);
    const answers = await fetch(url, { redirect: "manual" }).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a server of the host answers as JSON is what the program has to see there. */
export async function seesAll(url) {
  const answer = await fetch(url);
  const text = await answer.text();
  assert.equal(answer.status, 200, text.slice(0, 2_000));
  assert.deepEqual(JSON.parse(text), expectedIn({ browser: false }));
}

/** The same, where a page that the server renders holds it in `<pre id="server">`. */
export async function rendersAll(url) {
  const html = await (await fetch(url)).text();
  const rendered = /<pre[^>]* id="server"[^>]*>(.*?)<\/pre>/s.exec(html)?.[1];
  assert.ok(rendered, html.slice(0, 2_000));
  const text = rendered.replace(/<!--.*?-->/gs, "").replaceAll(/&(?:quot|#34|#x22);/g, '"');
  assert.deepEqual(JSON.parse(text), expectedIn({ browser: false }));
}

/** All three: an endpoint, a page that the server renders, and what runs of it in the browser. */
export async function seesEverywhere(url, api = "/api") {
  await seesAll(url + api);
  await rendersAll(url);
  assert.deepEqual(await seenAt(url), expectedIn({ browser: true }));
}
