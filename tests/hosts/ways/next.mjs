// Next.js: built, started, fetched and opened, with the package in a server component, a route handler and a page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { run } from "../../../scripts/steps/run.mjs";
import { expectedIn } from "../program/main.js";
import { inProject } from "../project.mjs";
import { modulesIn, once, seenAt } from "./browser.mjs";

const packages = ["next", "react", "react-dom"];
const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

const built =
  (...flags) =>
  () =>
    inProject("next", { packages }, async (project) => {
      const next = project.inside("node_modules/next/dist/bin/next");
      await run(process.execPath, [next, "build", ...flags], { cwd: project.folder, env });
      assert.deepEqual(await modulesIn(project.inside(".next/static"), project), once);
      // On the server each layer of Next's is a bundle of its own: server component, client component, route handler.
      for (const copies of Object.values(await modulesIn(project.inside(".next/server"), project))) {
        assert.ok(copies >= 1 && copies <= 3, `${copies} copies for the server`);
      }
      await started(next, project.folder, async (url) => {
        assert.deepEqual(await (await fetch(`${url}/api`)).json(), expectedIn({ browser: false }));
        const html = await (await fetch(url)).text();
        const rendered = /<pre id="server">(.*?)<\/pre>/s.exec(html)[1].replaceAll("&quot;", '"');
        assert.deepEqual(JSON.parse(rendered), expectedIn({ browser: false }));
        assert.deepEqual(await seenAt(url), expectedIn({ browser: true }));
      });
    });

/** `next start` on a free port, until `use` is done. */
async function started(next, cwd, use) {
  const server = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd,
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  try {
    let said = "";
    const url = await new Promise((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => {
          said += text;
          const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said);
          if (address && said.includes("Ready")) resolve(address[0]);
        });
      }
      server.once("close", () => reject(new Error(`next start ended:\n${said}`)));
    });
    await use(url);
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}

const places = "server component, route handler, client component";
export const nextWays = { [`${places}, with Turbopack`]: built(), "the same with webpack": built("--webpack") };
