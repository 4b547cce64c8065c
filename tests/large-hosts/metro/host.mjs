// Metro, for the web: a page.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { modulesIn, once, opens } from "../../hosts/ways/browser.mjs";

const html = `<!doctype html><meta charset="utf-8"><title>Metro</title><script src="/main.js"></script>`;

export default {
  host: "Metro for web",
  package: "metro",
  ways: {
    page: async (project) => {
      await mkdir(project.inside("built"));
      await project.run("bundle.mjs");
      assert.deepEqual(await modulesIn(project.inside("built"), project), once);
      await writeFile(project.inside("built/index.html"), html);
      await opens(project.inside("built"));
    },
  },
};
