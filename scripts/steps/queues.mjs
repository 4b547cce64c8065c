// Makes the queues that wrangler.jsonc names, where the account has none of that name: an upload without them fails. The
// database is wrangler's own to make.
import { attempt } from "./run.mjs";
import { inRoot, Stop } from "./step.mjs";

/** Cloudflare's code for a name that is taken. */
const TAKEN = "[code: 11009]";

/** `env`: variables for wrangler, over those of this process. */
export async function makeQueues(env = {}) {
  for (const name of await queues()) {
    const args = [inRoot("node_modules/wrangler/bin/wrangler.js"), "queues", "create", name];
    const { code, output } = await attempt(process.execPath, args, { env: { WRANGLER_SEND_METRICS: "false", ...env } });
    if (code === 0) console.log(`queue ${name} made`);
    else if (!output.includes(TAKEN)) throw new Stop(`The queue ${name} could not be made:\n${output.trim()}`);
  }
}

/** Those that are produced, consumed, or take dead letters. */
async function queues() {
  process.env.WRANGLER_SEND_METRICS = "false";
  const { unstable_readConfig: readConfig } = await import("wrangler");
  const { producers = [], consumers = [] } = readConfig({ config: inRoot("wrangler.jsonc") }).queues;
  const names = [...producers.map(({ queue }) => queue), ...consumers.flatMap(({ queue, dead_letter_queue: dead }) => [queue, dead])];
  return new Set(names.filter(Boolean));
}
