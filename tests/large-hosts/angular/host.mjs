// Angular: the package in a component, with the application builder, which type-checks the declarations too.
import assert from "node:assert/strict";
import { modulesIn, once, opens } from "../../hosts/ways/browser.mjs";

export default {
  host: "Angular",
  package: "@angular/core",
  ways: {
    component: async (project) => {
      await project.run("@angular/cli/bin/ng.js", ["build"]);
      const built = project.inside("dist/browser");
      assert.deepEqual(await modulesIn(built, project), once);
      await opens(built);
    },
  },
};
