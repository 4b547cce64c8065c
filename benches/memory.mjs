// In a process of its own, with a young generation so large that garbage is collected only on request: how much garbage a
// call of one client leaves, and how much memory is retained after 10,000 calls. `memory.mjs <peer>`; prints JSON, in bytes.
import { PerformanceObserver } from "node:perf_hooks";
import { credentials, instantFetch, operations } from "./exchange.mjs";
import { makerOf } from "./peers.mjs";

const memories = new Set();
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, given) {
    const made = Reflect.construct(target, given);
    for (const value of Object.values(made.exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
    return made;
  },
});
const make = await makerOf(process.argv[2]);
const client = make({ baseUrl: "https://api.confluent.cloud", credentials, fetch: instantFetch("get") });
const run = async (calls) => {
  for (let done = 0; done < calls; done++) await operations.get.call(client);
};
// Timers and finalizers have to run before the garbage is gone.
const collected = async () => {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
};
const wasm = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

await run(2_000);
let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ["gc"] });
const clean = await collected();
await new Promise((resolve) => setTimeout(resolve, 20));
const asked = collections;
const before = process.memoryUsage().heapUsed;
await run(1_000);
const garbage = (process.memoryUsage().heapUsed - before) / 1_000;
await new Promise((resolve) => setTimeout(resolve, 20));
const disturbed = collections > asked;
await run(9_000);
console.log(JSON.stringify({ garbage, disturbed, kept: (await collected()) - clean, wasm: wasm() }));
