// SvelteKit: the package in a load function, an endpoint and a component, on Node and on Cloudflare.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

const vite = "vite/bin/vite.js";
const build = (project, ADAPTER) => project.run(vite, ["build"], { ADAPTER });

export default {
  host: "SvelteKit",
  package: "@sveltejs/kit",
  ways: {
    "load function, endpoint and component on Node": async (project) => {
      await build(project, "node");
      assert.deepEqual(await modulesIn(project.inside("build/client"), project), once);
      await project.serve("build/index.js", [], { PORT, HOST: "127.0.0.1" }, seesEverywhere);
    },
    "the same on Cloudflare": async (project) => {
      await build(project, "cloudflare");
      await project.wrangler(["dev"], seesEverywhere);
    },
  },
};
