// The oldest Chromium that compiles the package on a page's main thread, and the last one that does not. Only for Linux on x64.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { brotliDecompressSync } from "node:zlib";
import { build } from "esbuild";
import { run } from "../../../scripts/steps/run.mjs";
import { expectedIn } from "../../hosts/program/main.js";
import { allSay, refusals, seenIn } from "../../hosts/ways/refused.mjs";

/** How playwright starts one of them, which is unpacked first: it draws without a graphics card, in one process. */
async function old(project, version) {
  const packed = (file) => `${project.installed(`chromium-${version}`)}/bin/${file}.br`;
  const folder = project.inside(`chromium-${version}`);
  await mkdir(folder);
  const executablePath = `${folder}/chromium`;
  await writeFile(executablePath, brotliDecompressSync(await readFile(packed("chromium"))), { mode: 0o755 });
  await writeFile(`${folder}/swiftshader.tar`, brotliDecompressSync(await readFile(packed("swiftshader.tar"))));
  await run("tar", ["-xf", `${folder}/swiftshader.tar`, "-C", folder]);
  const args = ["--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--no-zygote", "--single-process"];
  return { executablePath, args };
}

const works = (version, html) => async (project) => {
  const folder = project.inside("built");
  await build({ entryPoints: [project.inside("main.js")], outfile: `${folder}/main.js`, bundle: true, format: "iife" });
  await writeFile(`${folder}/index.html`, `<!doctype html><meta charset="utf-8"><title>old</title>${html}`);
  await writeFile(`${folder}/start-worker.js`, `new Worker("/main.js").onmessage = ({ data }) => { globalThis.seen = data; };`);
  assert.deepEqual(await seenIn(folder, { options: await old(project, version) }), expectedIn({ browser: true }));
};

const page = `<script src="/main.js"></script>`;
const worker = `<script src="/start-worker.js"></script>`;

export default {
  host: "Chromium 114 and 115",
  package: "chromium-115",
  ways: {
    "115: page": works(115, page),
    "114: web worker": works(114, worker),
    "114: a page says what to do": async (project) =>
      allSay(await refusals({ options: await old(project, 114) }), /use Chromium 115 or a worker$/),
  },
};
