// Vite with Cloudflare's plugin: a page with its Worker, built and in the development server.
import assert from "node:assert/strict";
import { expectedIn } from "../../hosts/program/main.js";
import { modulesIn, once, seenAt } from "../../hosts/ways/browser.mjs";
import { PORT, seesAll } from "../harness.mjs";

const vite = "vite/bin/vite.js";
const address = ["--host", "127.0.0.1", "--port", PORT, "--strictPort"];

async function worksAt(url) {
  await seesAll(`${url}/api`);
  assert.deepEqual(await seenAt(url), expectedIn({ browser: true }));
}

export default {
  host: "@cloudflare/vite-plugin",
  package: "@cloudflare/vite-plugin",
  ways: {
    "page and Worker, built": async (project) => {
      await project.run(vite, ["build"]);
      assert.deepEqual(await modulesIn(project.inside("dist/client"), project), once);
      await project.serve(vite, ["preview", ...address], {}, worksAt);
    },
    "development server": (project) => project.serve(vite, address, {}, worksAt),
  },
};
