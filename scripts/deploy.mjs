// `npm run deploy`: builds all, then has wrangler upload the Worker and the page, as wrangler.jsonc says.
// What follows `--` goes to wrangler: `npm run deploy -- --domain notifications.example.com`.
import { buildAll, main } from "./steps/all.mjs";
import { attempt } from "./steps/run.mjs";
import { inRoot } from "./steps/step.mjs";

await main(async () => {
  await buildAll();
  const args = [inRoot("node_modules/wrangler/bin/wrangler.js"), "deploy", ...process.argv.slice(2)];
  const { code } = await attempt(process.execPath, args, { echo: true, env: { WRANGLER_SEND_METRICS: "false" } });
  process.exitCode = code === 0 ? 0 : 1;
});
