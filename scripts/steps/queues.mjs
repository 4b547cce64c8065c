// Creates the queues that wrangler.jsonc names, if the account does not have them: an upload without them fails. Wrangler
// creates the database by itself.
import path from "node:path";
import { attempt } from "./run.mjs";
import { inRoot, root, UserError } from "./step.mjs";
import { readArguments } from "./wrangler.mjs";

/** Cloudflare's error code for a name that is taken. */
const TAKEN = "[code: 11009]";

/** `env`: variables for Wrangler, which override those of this process. `given`: the arguments of `wrangler deploy`. */
export async function makeQueues(env = {}, given = []) {
  const { config, names, environment } = await queues(given);
  // An environment may be of another account.
  const where = ["--config", config, ...(environment === undefined ? [] : ["--env", environment])];
  for (const name of names) {
    const args = [inRoot("node_modules/wrangler/bin/wrangler.js"), "queues", "create", name, ...where];
    const { code, output } = await attempt(process.execPath, args, { env: { WRANGLER_SEND_METRICS: "false", ...env } });
    if (code === 0) console.log(`queue ${name} created`);
    else if (!output.includes(TAKEN)) throw new UserError(`The queue ${name} could not be made:\n${output.trim()}`);
  }
}

/** The queues that have a producer or a consumer, or that take dead letters. */
async function queues(given) {
  process.env.WRANGLER_SEND_METRICS = "false";
  const { unstable_readConfig: readConfig } = await import("wrangler");
  const { config: named = "wrangler.jsonc", env: environment } = readArguments(given);
  const config = path.resolve(root, named);
  // Wrangler only warns about an unknown environment, and uses the top-level configuration.
  if (environment && !readConfig({ config }).definedEnvironments?.includes(environment)) {
    throw new UserError(
      `${named} has no environment "${environment}": add it under "env", with queues of its own, or deploy without --env and CLOUDFLARE_ENV.`,
    );
  }
  const { producers = [], consumers = [] } = readConfig({ config, env: environment }).queues;
  const names = [
    ...producers.map(({ queue }) => queue),
    ...consumers.flatMap(({ queue, dead_letter_queue: dead }) => [queue, dead]),
  ];
  return { config, environment, names: new Set(names.filter(Boolean)) };
}
