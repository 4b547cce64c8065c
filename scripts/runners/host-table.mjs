// The table of hosts, from the saved results of the last run of tests/hosts.
import { readFile } from "node:fs/promises";
import { inRoot } from "../steps/step.mjs";

const RESULTS = "target/hosts.json";

export async function hostTable() {
  const outcomes = JSON.parse(await readFile(inRoot(RESULTS), "utf8").catch(() => "[]"));
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
