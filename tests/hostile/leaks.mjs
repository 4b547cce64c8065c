// Run with --expose-gc by leak.test.mjs: many calls and many clients, none disposed of; prints what memory came to.
import { body } from "./outcomes.mjs";
import { integration } from "./messages.mjs";

// Before the package starts: its instance is nobody else's business.
const memories = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module, imports) {
    super(module, imports);
    memories.push(...Object.values(this.exports).filter((exported) => exported instanceof WebAssembly.Memory));
  }
};
const { NotificationsClient } = await import("confluent-notifications");

const json = JSON.stringify(integration);
const page = JSON.stringify({ data: [integration], metadata: { next: null } });
const trouble = JSON.stringify({
  errors: [{ code: "x", detail: "no such integration https://hooks.slack.com/services/T/B/secret-secret" }],
});
const html = "<p>sign in".repeat(200);
/** A call's busy answer comes first, its good one after. */
const busy = new Map();

async function fetch(url, { method }) {
  const id = url.slice(url.lastIndexOf("/") + 1);
  if (id === "missing") return new Response(trouble, { status: 404, headers: { "x-request-id": "r" } });
  if (id === "proxy") return new Response(html);
  if (id === "broken") throw new TypeError("fetch failed");
  if (id.startsWith("busy")) {
    const first = !busy.delete(id) && busy.set(id, true);
    if (first) return new Response("{}", { status: 429, headers: { "retry-after": "0" } });
  }
  if (method === "DELETE") return new Response(null, { status: 204 });
  return new Response(id.startsWith("integrations") && method === "GET" ? page : json);
}

const options = { fetch, maxRetries: 1, credentials: { apiKey: "key", apiSecret: "the-secret" }, onAttempt() {} };

/** One call of every sort and end in turn; what fails is meant to. */
function one({ integrations }, number) {
  const calls = [
    () => integrations.get("n-1"),
    () => integrations.list({ page_size: 1 }),
    () => integrations.create(body),
    () => integrations.update("n-1", { display_name: "new" }),
    () => integrations.delete("n-1"),
    () => integrations.get("missing"),
    () => integrations.get("proxy"),
    () => integrations.create({}),
    () => aborted(integrations),
    () =>
      number % 100 === 9 ? integrations.get(`busy-${number}`) : integrations.create({ ...body, target: integration.target }),
  ];
  return calls[number % calls.length]();
}

function aborted(integrations) {
  const controller = new AbortController();
  const call = integrations.get("n-1", { signal: controller.signal });
  controller.abort();
  return call;
}

async function calls(count, clientOf) {
  for (let done = 0; done < count; done += 100) {
    await Promise.allSettled(Array.from({ length: 100 }, (_, index) => one(clientOf(), done + index)));
    if (clientOf === newClient) await collected();
  }
}

/** What is collected tells its registry only in a later turn. */
async function collected() {
  gc();
  await new Promise(setImmediate);
}

async function measured() {
  for (let times = 0; times < 5; times++) await collected();
  return { wasm: memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0), heap: process.memoryUsage().heapUsed };
}

const client = new NotificationsClient(options);
const sameClient = () => client;
const newClient = () => new NotificationsClient(options);

const figures = {};
for (const [what, clientOf, warm, count] of [
  ["calls", sameClient, 20_000, 100_000],
  ["clients", newClient, 2_000, 10_000],
]) {
  await calls(warm, clientOf);
  const before = await measured();
  await calls(count, clientOf);
  figures[what] = { count, before, after: await measured() };
}
console.log(JSON.stringify({ instances: memories.length, ...figures }));
