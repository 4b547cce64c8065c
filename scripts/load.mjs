// `npm run load`: builds everything, installs the load tool in a folder of its own, and runs tests/load.
import { buildAll, main } from "./steps/all.mjs";
import { attempt, run } from "./steps/run.mjs";
import { inRoot } from "./steps/step.mjs";

await main(async () => {
  await buildAll();
  await run("npm", ["ci", "--no-workspaces"], { cwd: inRoot("tests/load") });
  const { code } = await attempt(process.execPath, ["tests/load/run.mjs", ...process.argv.slice(2)], { echo: true });
  process.exitCode = code === 0 ? 0 : 1;
});
