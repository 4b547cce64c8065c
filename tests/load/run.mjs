// `npm run load`: the Worker in local workerd under the highest load that this machine makes, side by side with two
// JavaScript Workers: one with the same duties at each request, and one that does nothing but pass on. All three are also
// started from nothing. Writes the figures into README.md, between its marks.
//
// `npm run load -- --seconds 60 --connections 32`. They take turns, so that what else the machine does hits all.
// `--peer PACKAGE.tgz` adds the Worker of another release, prints this one's figures beside its, and writes nothing.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { runWorker } from "../../scripts/local/worker.mjs";
import { intoReadme } from "../../scripts/steps/readme.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { inUse } from "./memory-in-use.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    connections: { type: "string", default: "32" },
    peer: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const ROUNDS = 4;
const TOKEN = "a-token-for-the-load-0123456789";
const PATH = "/notifications/v1/integrations?page_size=25";
const STARTS = 7;

const child = spawn(process.execPath, [fileURLToPath(new URL("upstream.mjs", import.meta.url))], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [first] = await once(createInterface({ input: child.stdout }), "line");
const { port, body } = JSON.parse(first);

const vars = {
  CONFLUENT_BASE_URL: `http://127.0.0.1:${port}`,
  CONFLUENT_API_KEY: "KEY",
  CONFLUENT_API_SECRET: "secret",
  ADMIN_TOKEN: TOKEN,
};
// Its log goes where nobody reads it, as a service takes it; the limits are the platform's own.
const quiet = { vars, ratelimits: {}, handleRuntimeStdio: (...streams) => streams.map((stream) => stream.resume()) };
const peer = (file) => async () => {
  const contents = await readFile(new URL(file, import.meta.url), "utf8");
  return runWorker({ ...quiet, durableObjects: {}, modules: [{ type: "ESModule", path: inRoot("pkg/dist", file), contents }] });
};
/** The Worker of a packed release. */
const release = (tarball) => {
  const folder = mkdtempSync(path.join(tmpdir(), "load-peer-"));
  execFileSync("tar", ["-xzf", path.resolve(process.env.INIT_CWD ?? "", tarball), "-C", folder]);
  const modulesRoot = path.join(folder, "package/dist");
  const modules = [
    { type: "ESModule", path: path.join(modulesRoot, "worker.js") },
    { type: "CompiledWasm", path: path.join(modulesRoot, "worker.wasm") },
  ];
  return () => runWorker({ ...quiet, modulesRoot, modules });
};
const start = { ours: () => runWorker(quiet), careful: peer("careful.js"), plain: peer("plain.js") };
if (values.peer) start.release = release(values.peer);
const NAMES = Object.keys(start);
const headers = { authorization: `Bearer ${TOKEN}` };

try {
  const cold = await coldStarts();
  const all = [];
  for (const name of NAMES) all.push(await served(name));
  for (const one of all) {
    await load(one, Math.min(10, seconds));
    one.before = await memory(one);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of all) one.results.push(await load(one, seconds / ROUNDS));
  }
  for (const one of all) one.after = await memory(one);
  for (const one of all) await one.worker.dispose();
  if (values.peer) compare(all, cold);
  else await report(all, cold, await held());
} finally {
  child.kill();
}

/** What this Worker holds on to after the warm-up and after the load: in a run of its own, since the inspector takes time. */
async function held() {
  const inspectorPort = 9_339;
  const worker = await runWorker({ ...quiet, inspectorPort });
  const some = () => autocannon({ url: new URL(PATH, worker.url).href, headers, connections: 8, amount: 200 });
  await load({ name: "ours, inspected", worker }, Math.min(10, seconds));
  const before = await inUse(inspectorPort, some);
  await load({ name: "ours, inspected", worker }, seconds);
  const after = await inUse(inspectorPort, some);
  await worker.dispose();
  return { before, after };
}

async function served(name) {
  const before = await workerds();
  const worker = await start[name]();
  const [pid] = (await workerds()).filter((one) => !before.includes(one));
  return { name, worker, pid, results: [] };
}

/** From nothing to the first answer, in milliseconds; the middle of several. */
async function coldStarts() {
  const took = Object.fromEntries(NAMES.map((name) => [name, []]));
  for (let n = 0; n < STARTS; n += 1) {
    for (const name of NAMES) {
      const began = performance.now();
      const worker = await start[name]();
      const answer = await fetch(new URL(PATH, worker.url), { headers });
      if ((await answer.text()) !== expected(name, worker)) throw new Error(`${name} gave a wrong answer at its start`);
      took[name].push(performance.now() - began);
      await worker.dispose();
    }
  }
  return Object.fromEntries(NAMES.map((name) => [name, middle(took[name])]));
}

/** Ours rewrites the links in the body; the others pass it on as it comes, and so did releases before. */
function expected(name, worker) {
  return name.startsWith("ours") ? body.replaceAll("https://api.confluent.cloud", new URL(worker.url).origin) : body;
}

async function load({ name, worker }, duration) {
  const expectBody = expected(name, worker);
  const result = await autocannon({ url: new URL(PATH, worker.url).href, headers, connections, duration, expectBody });
  const wrong = result.mismatches + result.non2xx + result.errors + result.timeouts;
  console.log(`${name}: ${result.requests.average.toFixed(0)} a second, p99 ${result.latency.p99} ms, wrong ${wrong}`);
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, count: result.requests.total, wrong };
}

/** The runtimes that this process has started. */
async function workerds() {
  const all = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    all
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
        const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(stat) ?? [];
        return name?.startsWith("workerd") && Number(parent) === process.pid ? pid : undefined;
      }),
  );
  return found.filter(Boolean);
}

/** Resident megabytes of its runtime, after a moment's rest. */
async function memory({ pid }) {
  await new Promise((go) => setTimeout(go, 3_000));
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1000;
}

function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** This Worker's figures divided by the other release's. */
function compare(all, cold) {
  const [ours, , , other] = all;
  const figure = (one, what) => middle(one.results.map((result) => result[what]));
  for (const what of ["rate", "p50", "p99"]) {
    const [now, before] = [figure(ours, what), figure(other, what)];
    console.log(`${what}: ${now.toFixed(1)} beside ${before.toFixed(1)}, ×${(now / before).toFixed(2)}`);
  }
  console.log(
    `cold start: ${cold.ours.toFixed(0)} ms beside ${cold.release.toFixed(0)}, ×${(cold.ours / cold.release).toFixed(2)}`,
  );
  console.log(`memory at the end: ${ours.after.toFixed(0)} MB beside ${other.after.toFixed(0)}`);
}

async function report(all, cold, held) {
  const sum = ({ results }, what) => results.reduce((total, result) => total + result[what], 0);
  const mean = (one, what) => sum(one, what) / one.results.length;
  const row = (words, figures, unit = "", digits = 0) => {
    const [ours, careful, plain] = figures;
    return `| ${words} | ${figures.map((figure) => figure.toFixed(digits) + unit).join(" | ")} | ×${(ours / careful).toFixed(2)} | ×${(ours / plain).toFixed(2)} |`;
  };
  const [, cpu] = /model name\s*: (.*)/.exec(await readFile("/proc/cpuinfo", "utf8").catch(() => "")) ?? [];
  const wrong = all.map((one) => `${sum(one, "wrong")} of ${sum(one, "count")}`);
  const table = [
    "| listing 25 integrations, local workerd | this Worker | JavaScript, same duties | JavaScript, plain proxy | vs. same duties | vs. plain proxy |",
    "|---|---:|---:|---:|---:|---:|",
    row(
      "requests per second",
      all.map((one) => mean(one, "rate")),
    ),
    row(
      "median latency",
      all.map((one) => mean(one, "p50")),
      " ms",
      1,
    ),
    row(
      "99th-percentile latency",
      all.map((one) => mean(one, "p99")),
      " ms",
      1,
    ),
    row(
      "cold start to first response",
      NAMES.map((name) => cold[name]),
      " ms",
    ),
    row(
      "runtime memory after warm-up",
      all.map((one) => one.before),
      " MB",
    ),
    row(
      "runtime memory at the end",
      all.map((one) => one.after),
      " MB",
    ),
    "",
    `Of that memory, this Worker itself retains ${held.before.toFixed(1)} MB after warm-up and ${held.after.toFixed(1)} MB after another ${seconds} s of load`,
    "(heap, buffers and WebAssembly, measured right after a garbage collection).",
    `Wrong responses: ${wrong.join(", ")}. ${seconds} s per Worker in ${ROUNDS} rounds, ${connections} connections; autocannon, the`,
    `upstream and all three Workers share the same ${availableParallelism()} cores (${cpu?.trim() ?? "?"}).`,
  ].join("\n");
  console.log(`\n${table}`);
  await intoReadme("load", table);
}
