// The tables of hosts, from the saved results of the last run of tests/hosts and of tests/large-hosts.
import { readFile, writeFile } from "node:fs/promises";
import { biome } from "../steps/biome.mjs";
import { run } from "../steps/run.mjs";
import { inRoot } from "../steps/step.mjs";

const LARGE = "docs/large-hosts.md";

/** The hosts of `npm test`. */
export const hostTable = () => tableOf("target/hosts.json");

async function tableOf(results) {
  const outcomes = JSON.parse(await readFile(inRoot(results), "utf8").catch(() => "[]"));
  const rows = outcomes.map(({ host, version, works, fails, absent }) => [host, version, ...outcomeOf(works, fails, absent)]);
  return ["| host | version | used as | result |", "|---|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join(
    "\n",
  );
}

function outcomeOf(works, fails, absent) {
  if (absent) return ["", `not run: ${absent}`];
  if (works.length + fails.length === 0) return ["", "not run"];
  return [[...works, ...fails].join(" · "), fails.length === 0 ? "works" : `**fails**: ${fails.join(" · ")}`];
}

/** Writes the page of the large hosts, with the date of the run. */
export async function writeLargeHosts() {
  const text = `# The large hosts

The packed tarball in the frameworks and bundlers that take too long to install or build for \`npm test\`. What each row does
is in \`tests/large-hosts\`, a folder per host. Written by \`npm run hosts -- all\` from its own run, on ${new Date().toISOString().slice(0, 10)}.
[The README](../README.md#hosts) has the hosts of \`npm test\`.

${await tableOf("target/large-hosts.json")}
`;
  await writeFile(inRoot(LARGE), text);
  await run(...biome("format", "--write", inRoot(LARGE)));
}
