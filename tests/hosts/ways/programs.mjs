// Programs run by Node, Deno or Bun, or with one of them inside, which print what they saw.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { build as esbuild } from "esbuild";
import { run } from "../../../scripts/steps/run.mjs";
import { expectedIn } from "../program/main.js";
import { inProject, inTools } from "../project.mjs";

/** Runs a program of the project and compares what it printed last with what it had to see. */
export async function runProgram(binary, args, project, expected = expectedIn({ browser: false })) {
  const output = await run(binary, args, {
    cwd: project.folder,
    env: { DENO_DIR: project.inside("deno"), DENO_NO_UPDATE_CHECK: "1" },
  });
  assert.deepEqual(JSON.parse(output.trim().split("\n").at(-1)), expected);
}

/** What worker.mjs prints: the health check, and a list of the sandbox's. */
const workerAnswers = [
  [200, ["status"]],
  [200, ["api_version", "kind", "metadata", "data"]],
];

/** The ways of a runtime that takes both kinds of modules. */
export const scriptsOn = (binary, ...flags) => ({
  import: () => inProject("script", {}, (project) => runProgram(binary, [...flags, "imported.mjs"], project)),
  require: () => inProject("script", {}, (project) => runProgram(binary, [...flags, "required.cjs"], project)),
  "the Worker": () => inProject("script", {}, (project) => runProgram(binary, [...flags, "worker.mjs"], project, workerAnswers)),
});

/** A program that puts a mock of the API in the place of the network, with the package that it does so with. */
export const mocked = (script, name) => (binary) => ({
  "in the place of the network": () =>
    inProject("mocks", { packages: [name] }, (project) => runProgram(binary, [script], project)),
});

/** One file with Node or Bun inside: `make` writes `built/program`, which runs where nothing else is. */
const executable = (make) => () =>
  inProject("script", {}, async (project) => {
    const program = project.inside("built/program");
    await mkdir(project.inside("built"));
    await make(project, program);
    await rm(project.inside("node_modules"), { recursive: true });
    await runProgram(program, [], project);
  });

export const nodeExecutable = (binary) => ({
  "`--build-sea`": executable(async (project, output) => {
    const main = project.inside("built/main.cjs");
    await esbuild({ entryPoints: [project.inside("bundled.mjs")], outfile: main, bundle: true, platform: "node", format: "cjs" });
    const config = project.inside("built/sea.json");
    await writeFile(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true }));
    await run(binary, [`--build-sea=${config}`], { cwd: project.folder });
  }),
});

export const bunExecutable = (binary) => ({
  "`bun build --compile`": executable((project, output) =>
    run(binary, ["build", "--compile", project.inside("imported.mjs"), "--outfile", output], { cwd: project.folder }),
  ),
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

/** The row of a host that the newest of a major version of Node runs. */
export const onNode = (major, row) =>
  published({ "linux-x64": `node-${major}-linux-x64/bin/node`, "linux-arm64": `node-${major}-linux-arm64/bin/node` }, row);

export const node = (major) => onNode(major, { host: "Node", version: versionPrinted, ways: (binary) => scriptsOn(binary) });
