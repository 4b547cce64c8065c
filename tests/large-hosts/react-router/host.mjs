// React Router as a framework: the package in a loader, a resource route and a component.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

export default {
  host: "React Router",
  package: "react-router",
  ways: {
    "loader, resource route and component": async (project) => {
      await project.run("@react-router/dev/bin.cjs", ["build"], { NODE_ENV: "production" });
      assert.deepEqual(await modulesIn(project.inside("build/client"), project), once);
      const env = { PORT, HOST: "127.0.0.1", NODE_ENV: "production" };
      await project.serve("@react-router/serve/bin.cjs", ["./build/server/index.js"], env, seesEverywhere);
    },
  },
};
