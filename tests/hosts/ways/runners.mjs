// Test runners, with the package in a test of somebody else's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { transform } from "esbuild";
import { attempt } from "../../../scripts/steps/run.mjs";
import { inRoot } from "../../../scripts/steps/step.mjs";
import { inProject, inTools } from "../project.mjs";

async function passes(binary, args, project, passed) {
  const { code, output } = await attempt(binary, args, {
    cwd: project.folder,
    env: { CI: "1", NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  assert.equal(code, 0, output);
  assert.match(output, passed);
}

const vitest =
  (binary, environment, ...packages) =>
  () =>
    inProject("vitest", { packages: ["vitest", "vite", ...packages] }, (project) =>
      passes(
        binary,
        [project.inside("node_modules/vitest/vitest.mjs"), "run", "--environment", environment],
        project,
        /Tests\s+1 passed/,
      ),
    );

export const vitestOn = (binary) => ({
  test: vitest(binary, "node"),
  jsdom: vitest(binary, "jsdom", "jsdom"),
  "happy-dom": vitest(binary, "happy-dom", "happy-dom"),
});

/** Jest has modules of CommonJS alone, so the shared program is made into one. */
const jest =
  (name, ...args) =>
  async () => {
    const { code } = await transform(await readFile(inRoot("tests/hosts/program/main.js"), "utf8"), { format: "cjs" });
    await inProject(name, { files: { "program.cjs": code }, type: "commonjs" }, (project) =>
      passes(
        process.execPath,
        [inTools("jest/bin/jest.js"), "--watchman=false", ...args],
        project,
        /Tests:\s+(\d) passed, \1 total/,
      ),
    );
  };

export const jestWays = {
  "CommonJS test": jest("jest"),
  "jest-fixed-jsdom": jest("jest", "--env", inTools("jest-fixed-jsdom")),
  "jest-environment-jsdom": jest("jest-jsdom", "--env", inTools("jest-environment-jsdom")),
};
