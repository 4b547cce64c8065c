// The clients that are measured, in the order of the table. Each file exports `make(options)`, which returns the six
// operations.
import { pathToFileURL } from "node:url";

export const peers = {
  raw: "fetch + json()",
  careful: "careful hand-written client",
  "openapi-fetch": "openapi-fetch",
  ky: "ky",
  ours: "confluent-notifications",
};

/** Another build of this package, if `tarball.mjs` has unpacked one: a file like those of the others. */
export function addPeer(file) {
  peers.tarball = "confluent-notifications, from the tarball";
  // The processes that measure find it here.
  process.env.BENCH_TARBALL = file;
}
if (process.env.BENCH_TARBALL) addPeer(process.env.BENCH_TARBALL);

export function fileOf(peer) {
  return peer === "tarball" ? pathToFileURL(process.env.BENCH_TARBALL) : new URL(`peers/${peer}.mjs`, import.meta.url);
}

export const makerOf = async (peer) => (await import(fileOf(peer).href)).make;
