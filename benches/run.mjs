// `npm run bench`: measures size, cost and memory of the client and its peers, and writes the table into README.md.
// `npm run bench -- --quick` takes under 30 s, measures what is built now, and writes nothing.
// `npm run bench -- --peer path/to.tgz` also measures another build of this package, and writes nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildAll, main } from "../scripts/steps/all.mjs";
import { dependencies } from "../scripts/steps/dependencies.mjs";
import { intoReadme } from "../scripts/steps/readme.mjs";
import { run } from "../scripts/steps/run.mjs";
import { inRoot } from "../scripts/steps/step.mjs";
import { bytesOf } from "./bytes.mjs";
import { peers } from "./peers.mjs";
import { median } from "./rounds.mjs";
import { aboutTheRun, tableOf } from "./table.mjs";
import { addTarball } from "./tarball.mjs";

const { quick, peer: tarball } = parseArgs({ options: { quick: { type: "boolean" }, peer: { type: "string" } } }).values;
const rounds = quick ? 25 : 60;
const processes = quick ? 2 : 7;

await main(async () => {
  if (!quick || !existsSync(inRoot("pkg/dist/index.js"))) await buildAll();
  await dependencies("benches");
  if (tarball) await addTarball(tarball);
  /** @type {any} */
  const results = { bytes: {}, cost: await several(processes, "cost.mjs", rounds), start: await starts(quick ? 7 : 25) };
  for (const peer of Object.keys(peers)) results.bytes[peer] = await bytesOf(peer);
  if (!quick) {
    results.loopback = await onLoopback();
    results.memory = {};
    for (const peer of Object.keys(peers)) results.memory[peer] = await undisturbedMemory(peer);
  }
  const text = `${tableOf(results)}\n\n${aboutTheRun(results)}`;
  console.log(`\n${text}`);
  if (!quick && !tarball) await intoReadme("bench", text);
});

async function child(file, args = [], flags = []) {
  return JSON.parse(await run(process.execPath, [...flags, inBenches(file), ...args.map(String)]));
}

async function several(times, file, ...args) {
  const results = [];
  while (results.length < times) results.push(await child(file, args, ["--expose-gc"]));
  return results;
}

/** Alternating, so that a busy moment affects both; minus the median of an empty module. */
async function starts(times) {
  const [empty, ours] = [[], []];
  while (ours.length < times) {
    empty.push((await child("start.mjs", ["empty"])).total);
    ours.push(await child("start.mjs"));
  }
  return ours.map(({ total, webAssembly }) => ({ total: total - median(empty), webAssembly }));
}

async function onLoopback() {
  const server = spawn(process.execPath, [inBenches("server.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [port] = await once(server.stdout, "data");
    return await several(5, "loopback.mjs", 30, `http://127.0.0.1:${Number(port)}`);
  } finally {
    server.stdin.end();
  }
}

/** A collection during the measurement would make the figure too small, so it is repeated. */
async function undisturbedMemory(peer) {
  const flags = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];
  for (let tries = 0; ; tries++) {
    const result = await child("memory.mjs", [peer], flags);
    if (!result.disturbed) return result;
    if (tries === 3) throw new Error(`The garbage of ${peer} could not be measured: it was collected during the measurement.`);
  }
}

function inBenches(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
