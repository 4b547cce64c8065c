// TypeScript of each kind of project: compiled, and what came of it run in the oldest Node and in the newest.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { attempt } from "../../../scripts/steps/run.mjs";
import { inRoot } from "../../../scripts/steps/step.mjs";
import { inProject, inTools, versionOf } from "../project.mjs";
import { majors, runProgram } from "./programs.mjs";

// Our declarations are checked, and those of TypeScript itself are not.
const checked = { skipLibCheck: false, skipDefaultLibCheck: true };
const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, ...checked };
const common = { ...strict, target: "es2022", lib: ["es2022", "dom"], types: [] };
const kinds = {
  "`module` node16": { file: "main.ts", options: { module: "node16" } },
  nodenext: { file: "main.ts", options: { module: "nodenext" } },
  "`moduleResolution` bundler": { file: "main.ts", options: { module: "esnext", moduleResolution: "bundler" } },
  "CommonJS under node16": { file: "commonjs.cts", options: { module: "node16" } },
  "CommonJS under nodenext": { file: "commonjs.cts", options: { module: "nodenext" } },
  "`module` commonjs": { file: "commonjs.cts", options: { module: "commonjs", esModuleInterop: true } },
};

export const typescript = (compiler) => ({
  host: "TypeScript",
  version: () => versionOf(inRoot("node_modules", compiler)),
  ways: Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      () => inProject("typescript", {}, (project) => compileAndRun(compiler, kind, project)),
    ]),
  ),
});

async function compileAndRun(compiler, { file, options }, project) {
  await writeFile(project.inside("tsconfig.json"), JSON.stringify({ compilerOptions: { ...common, ...options }, files: [file] }));
  const tsc = inRoot("node_modules", compiler, "bin/tsc");
  const { code, output } = await attempt(process.execPath, [tsc, "-p", "tsconfig.json", "--pretty", "false"], {
    cwd: project.folder,
  });
  assert.equal(output, "");
  assert.equal(code, 0);
  const compiled = file.replace(/\.(c?)ts$/, ".$1js");
  const newest = inTools(`node-${majors.at(-1)}-${process.platform}-${process.arch}/bin/node`);
  for (const binary of [process.execPath, newest].filter((one) => existsSync(one))) await runProgram(binary, [compiled], project);
}
