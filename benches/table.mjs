// Turns the measurements into the table and the text below it.
import { cpus } from "node:os";
import { operations } from "./exchange.mjs";
import { peers } from "./peers.mjs";
import { median } from "./rounds.mjs";

export function tableOf({ bytes, cost, loopback, memory }) {
  const names = Object.keys(operations);
  const columns = [...names.map((name) => [name, cost]), ...(loopback ? names.map((name) => [name, loopback]) : [])];
  /** @param {any[]} column */
  const title = ([name, from]) => `${name === "list" ? "list of 100" : name}${from === loopback ? ", loopback" : ""}`;
  const head = ["client", "bytes", ...columns.map(title), ...(memory ? ["garbage per call", "retained after 10,000 calls"] : [])];
  const rows = Object.entries(peers).map(([peer, label]) => [
    label,
    bytes[peer].toLocaleString("en"),
    ...columns.map(([name, from]) => ratio(from.map((run) => run[name].ratios[peer]))),
    ...(memory ? [`${(memory[peer].garbage / 1000).toFixed(1)} kB`, `${(memory[peer].kept / 1000).toFixed(0)} kB`] : []),
  ]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|---|${"---:|".repeat(head.length - 1)}`, ...rows.map(line)].join("\n");
}

/** The median, and the range over the processes. */
function ratio(values) {
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(2));
  return low === high ? `×${middle}` : `×${middle} (${low}–${high})`;
}

/** How the package as it is compares with the tarball and the careful client, where the clients took turns. */
function comparisons({ cost, loopback }) {
  const names = Object.keys(operations);
  return ["tarball", "careful"]
    .filter((peer) => peers[peer])
    .map((peer) => {
      const of = (from) => names.map((name) => `${name} ${ratio(from.map((run) => run[name].oursTo[peer]))}`).join(", ");
      return `Ours relative to ${peers[peer]}: ${of(cost)}${loopback ? `; on loopback ${of(loopback)}` : ""}.`;
    });
}

export function aboutTheRun({ start, memory, cost, loopback }) {
  const milliseconds = (pick) => {
    const values = start.map(pick);
    return `${median(values).toFixed(2)} ms (fastest ${Math.min(...values).toFixed(2)})`;
  };
  return [
    `From import to a usable client: ${milliseconds(({ total }) => total)} more than importing an empty module; compiling and starting the WebAssembly takes ${milliseconds(({ webAssembly }) => webAssembly)} of that.`,
    ...(peers.tarball ? comparisons({ cost, loopback }) : []),
    memory && `WebAssembly memory after 10,000 calls: ${memory.ours.wasm / 1024} KiB.`,
    `Fastest raw calls: ${Object.keys(operations)
      .map((name) => `${name} ${Math.min(...cost.map((run) => run[name].fastest)).toFixed(1)} µs`)
      .join(", ")}.`,
    `Measured on ${cpus().length} cores, Node ${process.version.slice(1)}, ${new Date().toISOString().slice(0, 10)}.`,
  ]
    .filter(Boolean)
    .join("\n");
}
