// `npm run deploy`: builds everything, creates the queues, then has Wrangler upload the Worker and the page as wrangler.jsonc
// describes. Everything after `--` goes to Wrangler: `npm run deploy -- --domain notifications.example.com`.
import { buildAll, main } from "./steps/all.mjs";
import { makeQueues } from "./steps/queues.mjs";
import { attempt } from "./steps/run.mjs";
import { inRoot } from "./steps/step.mjs";
import { readArguments } from "./steps/wrangler.mjs";

await main(async () => {
  const given = process.argv.slice(2);
  const { informs, uploads } = readArguments(given);
  if (!informs) await buildAll();
  if (uploads) await makeQueues({}, given);
  const args = [inRoot("node_modules/wrangler/bin/wrangler.js"), "deploy", ...given];
  const { code } = await attempt(process.execPath, args, { echo: true, env: { WRANGLER_SEND_METRICS: "false" } });
  process.exitCode = code === 0 ? 0 : 1;
});
