// Astro: the package in a page that the server renders, an endpoint and a script of the page, on Node and on Cloudflare.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

const build = (project, ADAPTER) => project.run("astro/bin/astro.mjs", ["build"], { ADAPTER });

export default {
  host: "Astro",
  package: "astro",
  ways: {
    "page, endpoint and script on Node": async (project) => {
      await build(project, "node");
      assert.deepEqual(await modulesIn(project.inside("dist/client"), project), once);
      await project.serve("dist/server/entry.mjs", [], { PORT, HOST: "127.0.0.1" }, seesEverywhere);
    },
    "the same on Cloudflare": async (project) => {
      await build(project, "cloudflare");
      await project.wrangler(["dev", "-c", "dist/server/wrangler.json"], seesEverywhere);
    },
  },
};
