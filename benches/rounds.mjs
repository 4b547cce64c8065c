// Measures clients side by side in short alternating batches, so that other activity on the machine affects all of them.
import { peers } from "./peers.mjs";

/**
 * `clients`: peer → client. In each round every peer runs one batch, in random order. In a fixed order each would pay for
 * the garbage of the same neighbor: seven percent for the one after ky. For the same reason young garbage is collected
 * before each batch (needs `--expose-gc`). Returns, for each peer, the median over all rounds of its time relative to raw's
 * in the same round, and of ours relative to its; and raw's own fastest time per call in µs.
 */
export async function sideBySide(clients, call, { rounds, calls }) {
  const names = Object.keys(peers);
  for (let warm = 0; warm < 10; warm++) for (const name of names) await batch(clients[name], call, calls);
  const ours = Object.fromEntries(names.map((name) => [name, []]));
  const ratios = Object.fromEntries(names.map((name) => [name, []]));
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const times = {};
    for (const name of shuffled(names)) {
      globalThis.gc({ type: "minor" });
      times[name] = await batch(clients[name], call, calls);
    }
    fastest = Math.min(fastest, times.raw / calls);
    for (const name of names) {
      ratios[name].push(times[name] / times.raw);
      ours[name].push(times.ours / times[name]);
    }
  }
  const medians = (lists) => Object.fromEntries(names.map((name) => [name, median(lists[name])]));
  return { ratios: medians(ratios), oursTo: medians(ours), fastest: fastest * 1_000 };
}

/** A Fisher–Yates shuffle. */
function shuffled(names) {
  const order = [...names];
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(Math.random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen], order[last]];
  }
  return order;
}

async function batch(client, call, calls) {
  const started = performance.now();
  for (let done = 0; done < calls; done++) await call(client);
  return performance.now() - started;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
