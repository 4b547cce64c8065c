// Nuxt on Node: the package in a page that the server renders, a server route and a component.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

export default {
  host: "Nuxt on Node",
  package: "nuxt",
  ways: {
    "page, server route and component": async (project) => {
      await project.run("nuxt/bin/nuxt.mjs", ["build"]);
      assert.deepEqual(await modulesIn(project.inside(".output/public"), project), once);
      const env = { PORT, HOST: "127.0.0.1" };
      await project.serve(".output/server/index.mjs", [], env, (url) => seesEverywhere(url, "/api/seen"));
    },
  },
};
