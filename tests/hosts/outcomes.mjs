// Runs rows of hosts as tests, two hosts at a time, and keeps what came of each way for the tables.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, describe, it } from "node:test";
import { inRoot } from "../../scripts/steps/step.mjs";

/**
 * `version` is asked of what runs; `ways`: name → a test; `absent`: why the host cannot be run on this machine.
 * @typedef {{ host: string, version: (binary?: string) => string | Promise<string>, ways: Record<string, () => unknown>, absent?: string }} Row
 */

/**
 * Defines a test per way of each row; `file`, relative to the root, is written when all have run.
 * @param {Row[]} rows
 * @param {string} file
 */
export function testHosts(rows, file, { minutes = 3 } = {}) {
  const outcomes = rows.map(({ host, absent }) => ({ host, version: "", works: [], fails: [], absent }));
  // The ways of one host follow each other: the second may find what the first has cached.
  describe("hosts", { concurrency: 2 }, () => {
    for (const [index, { host, version, ways }] of rows.entries()) {
      const outcome = outcomes[index];
      describe(host, { concurrency: 1 }, () => {
        for (const [way, test] of Object.entries(ways)) {
          it(way, { timeout: minutes * 60_000 }, async () => {
            outcome.fails.push(way);
            outcome.version ||= await version();
            await test();
            outcome.fails.splice(outcome.fails.indexOf(way), 1);
            outcome.works.push(way);
          });
        }
      });
    }
  });
  after(async () => {
    await mkdir(path.dirname(inRoot(file)), { recursive: true });
    await writeFile(inRoot(file), JSON.stringify(outcomes, null, 2));
  });
}
