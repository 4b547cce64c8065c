// Creates the queues that wrangler.jsonc names, if the account does not have them: an upload without them fails. Wrangler
// creates the database by itself.
import { attempt } from "./run.mjs";
import { inRoot, Stop } from "./step.mjs";

/** Cloudflare's error code for a name that is taken. */
const TAKEN = "[code: 11009]";

/** `env`: variables for Wrangler, which override those of this process. */
export async function makeQueues(env = {}) {
  for (const name of await queues()) {
    const args = [inRoot("node_modules/wrangler/bin/wrangler.js"), "queues", "create", name];
    const { code, output } = await attempt(process.execPath, args, { env: { WRANGLER_SEND_METRICS: "false", ...env } });
    if (code === 0) console.log(`queue ${name} created`);
    else if (!output.includes(TAKEN)) throw new Stop(`The queue ${name} could not be made:\n${output.trim()}`);
  }
}

/** The queues that have a producer or a consumer, or that take dead letters. */
async function queues() {
  process.env.WRANGLER_SEND_METRICS = "false";
  const { unstable_readConfig: readConfig } = await import("wrangler");
  const { producers = [], consumers = [] } = readConfig({ config: inRoot("wrangler.jsonc") }).queues;
  const names = [...producers.map(({ queue }) => queue), ...consumers.flatMap(({ queue, dead_letter_queue: dead }) => [queue, dead])];
  return new Set(names.filter(Boolean));
}
