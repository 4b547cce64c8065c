// The packed tarball in every host of list.mjs; what came of each is kept for the table.
import { mkdir, writeFile } from "node:fs/promises";
import { after, describe, it } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";
import { hosts } from "./list.mjs";
import { closeChromium } from "./ways/browser.mjs";

const outcomes = [];

for (const { host, version, ways, absent } of hosts) {
  describe(host, () => {
    const outcome = { host, version: "", works: [], fails: [], absent };
    outcomes.push(outcome);
    for (const [way, test] of Object.entries(ways)) {
      it(way, { timeout: 180_000 }, async () => {
        outcome.fails.push(way);
        outcome.version ||= await version();
        await test();
        outcome.fails.splice(outcome.fails.indexOf(way), 1);
        outcome.works.push(way);
      });
    }
  });
}

after(async () => {
  await closeChromium();
  await mkdir(inRoot("target"), { recursive: true });
  await writeFile(inRoot("target/hosts.json"), JSON.stringify(outcomes, null, 2));
});
