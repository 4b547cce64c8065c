// Nuxt: the package in a page that the server renders, a server route and a component, on Node and on Cloudflare.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

async function build(project, ADAPTER) {
  await project.run("nuxt/bin/nuxt.mjs", ["build"], { ADAPTER });
  assert.deepEqual(await modulesIn(project.inside(".output/public"), project), once);
}
const seen = (url) => seesEverywhere(url, "/api/seen");

export default {
  host: "Nuxt",
  package: "nuxt",
  ways: {
    "page, server route and component on Node": async (project) => {
      await build(project, "node");
      await project.serve(".output/server/index.mjs", [], { PORT, HOST: "127.0.0.1" }, seen);
    },
    "the same on Cloudflare, with `nitro.experimental.wasm`": async (project) => {
      await build(project, "cloudflare");
      await project.wrangler(["dev", "-c", ".output/server/wrangler.json"], seen);
    },
  },
};
