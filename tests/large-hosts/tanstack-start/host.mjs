// TanStack Start: the package in a server function, a server route and a component.
import assert from "node:assert/strict";
import { modulesIn, once } from "../../hosts/ways/browser.mjs";
import { PORT, seesEverywhere } from "../harness.mjs";

export default {
  host: "TanStack Start",
  package: "@tanstack/react-start",
  ways: {
    "server function, server route and component": async (project) => {
      await project.run("vite/bin/vite.js", ["build"]);
      assert.deepEqual(await modulesIn(project.inside("dist/client"), project), once);
      await project.serve("serve.mjs", [], { PORT, NODE_ENV: "production" }, seesEverywhere);
    },
  },
};
