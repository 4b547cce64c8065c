// The tables of hosts, from the saved results of the last run of tests/hosts and of tests/large-hosts.
import { readFile } from "node:fs/promises";
import { inRoot } from "../steps/step.mjs";

/** The hosts of `npm test`. */
export const hostTable = () => tableOf("target/hosts.json");

/** The large hosts, with the date of the run. */
export const largeHostTable = async () =>
  `${await tableOf("target/large-hosts.json")}\n\nTried on ${new Date().toISOString().slice(0, 10)}, on Node 24.`;

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
