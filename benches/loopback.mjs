// In a process of its own: the same as cost.mjs over real HTTP on loopback, with the host's own fetch.
// `loopback.mjs <rounds> <baseUrl>`; prints JSON.
import { credentials, operations } from "./exchange.mjs";
import { makerOf, peers } from "./peers.mjs";
import { sideBySide } from "./rounds.mjs";

const [rounds, baseUrl] = [Number(process.argv[2]), process.argv[3]];
const clients = {};
for (const peer of Object.keys(peers)) clients[peer] = (await makerOf(peer))({ baseUrl, credentials });
const results = {};
for (const [operation, { call }] of Object.entries(operations)) {
  results[operation] = await sideBySide(clients, call, { rounds, calls: operation === "list" ? 20 : 50 });
}
console.log(JSON.stringify(results));
