// `npm run hosts`: runs the suite of that name, and writes its results as a table into both READMEs.
import { main } from "./steps/all.mjs";
import { attempt } from "./steps/run.mjs";
import { intoReadme } from "./steps/readme.mjs";
import { inRoot } from "./steps/step.mjs";
import { hostTable } from "./runners/host-table.mjs";

await main(async () => {
  const { code } = await attempt(process.execPath, [inRoot("scripts/test.mjs"), "hosts"], { echo: true });
  await intoReadme("hosts", await hostTable());
  process.exitCode = code === 0 ? 0 : 1;
});
