// Parcel, whose resolver does not read `exports` unless it is told to: a page.
import assert from "node:assert/strict";
import { modulesIn, once, opens } from "../../hosts/ways/browser.mjs";

export default {
  host: "Parcel",
  package: "parcel",
  ways: {
    page: async (project) => {
      const args = ["build", "index.html", "--dist-dir", "built", "--no-source-maps", "--no-cache"];
      await project.run("parcel/lib/bin.js", args);
      assert.deepEqual(await modulesIn(project.inside("built"), project), once);
      await opens(project.inside("built"));
    },
  },
};
