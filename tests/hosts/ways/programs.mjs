// Programs run by Node, Deno or Bun, which print what they saw.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { run } from "../../../scripts/steps/run.mjs";
import { expectedIn } from "../program/main.js";
import { inProject, inTools } from "../project.mjs";

/** Runs a program of the project and compares what it printed last with what it had to see. */
export async function runProgram(binary, args, project) {
  const output = await run(binary, args, {
    cwd: project.folder,
    env: { DENO_DIR: project.inside("deno"), DENO_NO_UPDATE_CHECK: "1" },
  });
  assert.deepEqual(JSON.parse(output.trim().split("\n").at(-1)), expectedIn({ browser: false }));
}

/** The ways of a runtime that takes both kinds of modules. */
export const scriptsOn = (binary, ...flags) => ({
  import: () => inProject("script", {}, (project) => runProgram(binary, [...flags, "imported.mjs"], project)),
  require: () => inProject("script", {}, (project) => runProgram(binary, [...flags, "required.cjs"], project)),
});

/**
 * A runtime that the npm registry carries as one package per platform: its row, or what to say where this machine has
 * none. On a platform that it is published for, a missing one fails the test that runs it.
 */
export function published(packages, row) {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) return { ...row, ways: {}, absent: `the registry has no binary for ${process.platform} on ${process.arch}` };
  const binary = inTools(name);
  return { ...row, version: async () => (existsSync(binary) ? row.version(binary) : "not installed"), ways: row.ways(binary) };
}

export const versionPrinted = async (binary) => /\d+\.\d+\.\d+/.exec(await run(binary, ["--version"]))[0];

/** The versions of Node in use beside 20, which is the least that runs this suite. */
export const majors = [22, 24, 26];

/** The newest of a major version of Node. */
export const node = (major) =>
  published(
    { "linux-x64": `node-${major}-linux-x64/bin/node`, "linux-arm64": `node-${major}-linux-arm64/bin/node` },
    { host: "Node", version: versionPrinted, ways: (binary) => scriptsOn(binary) },
  );
