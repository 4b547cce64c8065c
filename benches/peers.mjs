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

// Another build of this package, which `run.mjs` has unpacked: the environment names a file like those of the others.
const { BENCH_TARBALL: tarball } = process.env;
if (tarball) peers.tarball = "confluent-notifications, from the tarball";

export function fileOf(peer) {
  return peer === "tarball" ? pathToFileURL(tarball) : new URL(`peers/${peer}.mjs`, import.meta.url);
}

export const makerOf = async (peer) => (await import(fileOf(peer).href)).make;
