// `npm run hosts`: runs the suite of that name, and writes its results as a table into both READMEs.
// `npm run hosts -- all` runs the large hosts too, and writes their table; `npm run hosts -- next nuxt` runs only those large
// hosts, and writes nothing.
import { browser } from "./browser/install.mjs";
import { buildAll, main } from "./steps/all.mjs";
import { hostTools } from "./steps/hosts.mjs";
import { pack } from "./steps/pack.mjs";
import { attempt } from "./steps/run.mjs";
import { intoReadme } from "./steps/readme.mjs";
import { inRoot, UserError } from "./steps/step.mjs";
import { hostTable, largeHostTable } from "./runners/host-table.mjs";
import { hostNames } from "../tests/large-hosts/install.mjs";

const echo = { echo: true };

await main(async () => {
  const named = process.argv.slice(2);
  const all = named.includes("all");
  const large = await hostNames();
  const unknown = named.find((name) => name !== "all" && !large.includes(name));
  if (unknown) throw new UserError(`There is no large host "${unknown}". There are: all, ${large.join(", ")}.`);
  let failed = false;
  if (named.length === 0 || all) {
    const { code } = await attempt(process.execPath, [inRoot("scripts/test.mjs"), "hosts"], echo);
    failed ||= code !== 0;
    await intoReadme("hosts", await hostTable());
  }
  if (named.length > 0) {
    for (const prepare of [buildAll, pack, hostTools, browser]) await prepare();
    const HOSTS = (all ? large : named).join(",");
    const test = ["--test", "--test-reporter=spec", "tests/large-hosts/hosts.mjs"];
    const { code } = await attempt(process.execPath, test, { ...echo, env: { HOSTS } });
    failed ||= code !== 0;
    if (all) await intoReadme("large-hosts", await largeHostTable());
  }
  process.exitCode = failed ? 1 : 0;
});
