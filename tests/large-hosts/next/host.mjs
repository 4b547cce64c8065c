// Next.js: built, started, fetched and opened, with the package in a server component, a route handler and a page.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

const next = "next/dist/bin/next";

const built =
  (...flags) =>
  async (project) => {
    await project.run(next, ["build", ...flags], { NODE_ENV: "production" });
    assert.deepEqual(await modulesIn(project.inside(".next/static"), project), once);
    // On the server each layer of Next's is a bundle of its own: server component, client component, route handler.
    for (const copies of Object.values(await modulesIn(project.inside(".next/server"), project))) {
      assert.ok(copies >= 1 && copies <= 3, `${copies} copies for the server`);
    }
    const args = ["start", "--hostname", "127.0.0.1", "--port", PORT];
    await project.serve(next, args, { NODE_ENV: "production" }, seesEverywhere);
  };

const places = "server component, route handler, client component";
export default {
  host: "Next.js",
  package: "next",
  ways: { [`${places}, with Turbopack`]: built(), "the same with webpack": built("--webpack") },
};
