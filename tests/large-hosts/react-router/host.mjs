// React Router as a framework: the package in a loader, a resource route and a component, on Node and on Cloudflare.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

const NODE_ENV = "production";

async function build(project, ADAPTER) {
  await project.run("@react-router/dev/bin.cjs", ["build"], { NODE_ENV, ADAPTER });
  assert.deepEqual(await modulesIn(project.inside("build/client"), project), once);
}

export default {
  host: "React Router",
  package: "react-router",
  ways: {
    "loader, resource route and component on Node": async (project) => {
      await build(project, "node");
      const env = { PORT, HOST: "127.0.0.1", NODE_ENV };
      await project.serve("@react-router/serve/bin.cjs", ["./build/server/index.js"], env, seesEverywhere);
    },
    "the same on Cloudflare": async (project) => {
      await build(project, "cloudflare");
      const args = ["preview", "--host", "127.0.0.1", "--port", PORT, "--strictPort"];
      await project.serve("vite/bin/vite.js", args, { NODE_ENV, ADAPTER: "cloudflare" }, seesEverywhere);
    },
  },
};
