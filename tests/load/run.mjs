// `npm run load`: the Worker in local workerd under the highest load that this machine makes, side by side with a plain
// JavaScript Worker, and both started from nothing. Writes the figures into README.md, between its marks.
//
// `npm run load -- --seconds 60 --connections 32`. The two take turns, so that what else the machine does hits both.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { runWorker } from "../../scripts/local/worker.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" }, connections: { type: "string", default: "32" } } });
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const ROUNDS = 4;
const TOKEN = "a-token-for-the-load-0123456789";
const PATH = "/notifications/v1/integrations?page_size=25";
const STARTS = 7;

const child = spawn(process.execPath, [new URL("upstream.mjs", import.meta.url).pathname], { stdio: ["ignore", "pipe", "inherit"] });
const [first] = await once(createInterface({ input: child.stdout }), "line");
const { port, body } = JSON.parse(first);

const vars = { CONFLUENT_BASE_URL: `http://127.0.0.1:${port}`, CONFLUENT_API_KEY: "KEY", CONFLUENT_API_SECRET: "secret", ADMIN_TOKEN: TOKEN };
// Its log goes where nobody reads it, as a service takes it; the limits are the platform's own.
const quiet = { vars, log: () => {}, ratelimits: {} };
const start = {
  ours: () => runWorker(quiet),
  plain: async () => runWorker({ ...quiet, durableObjects: {}, modules: [{ type: "ESModule", path: inRoot("pkg/dist/plain.js"), contents: await readFile(new URL("plain.js", import.meta.url), "utf8") }] }),
};
const headers = { authorization: `Bearer ${TOKEN}` };

try {
  const cold = await coldStarts();
  const [ours, plain] = [await served("ours"), await served("plain")];
  await load(ours, Math.min(10, seconds));
  await load(plain, Math.min(10, seconds));
  ours.before = await memory(ours);
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.results.push(await load(ours, seconds / ROUNDS));
    plain.results.push(await load(plain, seconds / ROUNDS));
  }
  ours.after = await memory(ours);
  await ours.worker.dispose();
  await plain.worker.dispose();
  await report(ours, plain, cold);
} finally {
  child.kill();
}

async function served(name) {
  const before = await workerds();
  const worker = await start[name]();
  const [pid] = (await workerds()).filter((one) => !before.includes(one));
  return { name, worker, pid, results: [] };
}

/** From nothing to the first answer, in milliseconds; the middle of several. */
async function coldStarts() {
  const took = { ours: [], plain: [] };
  for (let n = 0; n < STARTS; n += 1) {
    for (const name of ["ours", "plain"]) {
      const began = performance.now();
      const worker = await start[name]();
      const answer = await fetch(new URL(PATH, worker.url), { headers });
      if ((await answer.text()) !== body) throw new Error(`${name} gave a wrong answer at its start`);
      took[name].push(performance.now() - began);
      await worker.dispose();
    }
  }
  return { ours: middle(took.ours), plain: middle(took.plain) };
}

async function load({ name, worker }, duration) {
  const result = await autocannon({ url: new URL(PATH, worker.url).href, headers, connections, duration, expectBody: body });
  const wrong = result.mismatches + result.non2xx + result.errors + result.timeouts;
  console.log(`${name}: ${result.requests.average.toFixed(0)} a second, p99 ${result.latency.p99} ms, wrong ${wrong}`);
  return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, count: result.requests.total, wrong };
}

/** The runtimes that this process has started. */
async function workerds() {
  const all = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    all.filter((name) => /^\d+$/.test(name)).map(async (pid) => {
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

async function report(ours, plain, cold) {
  const of = ({ results }, what) => results.reduce((sum, result) => sum + result[what], 0) / results.length;
  const total = ({ results }, what) => results.reduce((sum, result) => sum + result[what], 0);
  const row = (words, a, b, unit, digits = 0) => `| ${words} | ${a.toFixed(digits)}${unit} | ${b.toFixed(digits)}${unit} | ×${(a / b).toFixed(2)} |`;
  const [cpu] = /model name\s*: (.*)/.exec(await readFile("/proc/cpuinfo", "utf8").catch(() => ""))?.slice(1) ?? ["?"];
  const table = [
    "| local workerd, list of 25 | this Worker | a plain JavaScript Worker | ratio |",
    "|---|---:|---:|---:|",
    row("requests a second", of(ours, "rate"), of(plain, "rate"), ""),
    row("median", of(ours, "p50"), of(plain, "p50"), " ms", 1),
    row("99th percentile", of(ours, "p99"), of(plain, "p99"), " ms", 1),
    row("from nothing to the first answer", cold.ours, cold.plain, " ms"),
    "",
    `Wrong answers: ${total(ours, "wrong")} of ${total(ours, "count")}, and ${total(plain, "wrong")} of ${total(plain, "count")}. Memory of this Worker's runtime: ${ours.before.toFixed(0)} MB after the warm-up, ${ours.after.toFixed(0)} MB at the end.`,
    `${seconds} s each in ${ROUNDS} turns, ${connections} connections by autocannon, load, upstream and both Workers on ${availableParallelism()} cores (${cpu.trim()}).`,
  ].join("\n");
  console.log(`\n${table}`);
  const file = inRoot("README.md");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/(<!-- load -->\n)[^]*?(<!-- \/load -->)/, (_, begin, end) => `${begin}${table}\n${end}`));
}
