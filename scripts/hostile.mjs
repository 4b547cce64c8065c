// `npm run hostile`: every fault of tests/hostile against our client and those of the benchmark, in Node and in Chromium.
// Prints the table row by row, and writes the totals into README.md. `npm test -- hostile` tests only our client; `-- --why`
// says what went wrong in each failure.
import { makerOf, peers } from "../benches/peers.mjs";
import { browser } from "./browser/install.mjs";
import { buildAll, main } from "./steps/all.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { intoReadme } from "./steps/readme.mjs";

await main(async () => {
  await buildAll();
  await browser();
  await dependencies("benches");
  const names = Object.keys(peers);
  // A client may leave an unhandled rejection behind. It is recorded, and must not end the run.
  const unhandled = [];
  process.on("unhandledRejection", (error) => unhandled.push(error));

  const { appliesTo, rows } = await import("../tests/hostile/rows.mjs");
  const hosts = { Node: await inNode(unhandled), Chromium: await inChromium(names) };
  const outcomes = [];
  console.log(`\n| fault | ${names.map((peer) => peers[peer]).join(" | ")} |\n|---|${"---|".repeat(names.length)}`);
  for (const row of rows) {
    const cells = {};
    for (const peer of names) {
      if (!appliesTo(row, peer)) continue;
      cells[peer] = {};
      for (const [host, { check }] of Object.entries(hosts)) cells[peer][host] = await check(peer, row);
    }
    outcomes.push({ row, cells });
    console.log(`| ${row.name} | ${names.map((peer) => outcomeText(cells[peer])).join(" | ")} |`);
  }
  for (const { close } of Object.values(hosts)) await close();

  const text = totals(names, Object.keys(hosts), outcomes);
  console.log(`\n${text}`);
  if (process.argv.includes("--why")) printReasons(outcomes);
  await intoReadme("hostile", text);
  const failed = outcomes.some(({ cells }) => Object.values(cells.ours).some(Boolean));
  process.exit(failed ? 1 : 0);
});

async function inNode(unhandled) {
  const { host } = await import("../tests/hostile/hosts/node.mjs");
  const { hostileServerAt } = await import("../tests/hostile/connectivity.mjs");
  const { check } = await import("../tests/hostile/rows.mjs");
  const { startHostileServer } = await import("../tests/hostile/server.mjs");
  const running = await startHostileServer();
  const server = await hostileServerAt(running.origin);
  return {
    async check(peer, row) {
      unhandled.length = 0;
      try {
        await check(row, peer, await makerOf(peer), server, host);
      } catch (error) {
        return String(error?.message ?? error);
      }
      return unhandled.length > 0 ? `an unhandled rejection: ${unhandled[0]}` : undefined;
    },
    close: running.close,
  };
}

async function inChromium(names) {
  const { openPage } = await import("../tests/hostile/page.mjs");
  const page = await openPage(names);
  return { check: (peer, row) => page.check(peer, row.name), close: page.close };
}

/** One word if both hosts agree, otherwise the host in which it fails. */
function outcomeText(cell) {
  if (!cell) return "–";
  const wrong = Object.keys(cell).filter((host) => cell[host]);
  if (wrong.length === 0) return "ok";
  return wrong.length === Object.keys(cell).length ? "fails" : `fails in ${wrong}`;
}

function totals(names, hosts, outcomes) {
  const passed = (of, peer, host) => {
    const asked = of.filter(({ cells }) => cells[peer]);
    return `${asked.filter(({ cells }) => !cells[peer][host]).length} of ${asked.length}`;
  };
  const everyone = outcomes.filter(({ row }) => row.peers === true);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["client", ...hosts.flatMap((host) => [host, `${host}, with claimed features`])]),
    `|---|${"---:|".repeat(2 * hosts.length)}`,
    ...names.map((peer) =>
      line([peers[peer], ...hosts.flatMap((host) => [everyone, outcomes].map((of) => passed(of, peer, host)))]),
    ),
  ].join("\n");
}

function printReasons(outcomes) {
  for (const { row, cells } of outcomes) {
    for (const [peer, cell] of Object.entries(cells)) {
      for (const [host, reason] of Object.entries(cell))
        if (reason) console.log(`${row.name} · ${peer} · ${host}: ${reason.split("\n")[0]}`);
    }
  }
}
