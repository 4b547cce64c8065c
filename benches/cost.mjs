// In a process of its own: the time of a whole call relative to raw's, with an instant fetch. Both include parsing the
// Response.
// `cost.mjs <rounds>`; prints JSON.
import { credentials, instantFetch, operations } from "./exchange.mjs";
import { makerOf, peers } from "./peers.mjs";
import { sideBySide } from "./rounds.mjs";

const rounds = Number(process.argv[2]);
const results = {};
for (const [operation, { call }] of Object.entries(operations)) {
  const clients = {};
  for (const peer of Object.keys(peers)) {
    const make = await makerOf(peer);
    clients[peer] = make({ baseUrl: "https://api.confluent.cloud", credentials, fetch: instantFetch(operation) });
  }
  const calls = operation === "list" ? 40 : 300;
  results[operation] = await sideBySide(clients, call, { rounds, calls });
}
console.log(JSON.stringify(results));
