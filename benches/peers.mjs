// The clients that are measured, in the order of the table. Each file exports `make(options)`, which returns the six
// operations.
export const peers = {
  raw: "fetch + json()",
  careful: "careful hand-written client",
  openapiFetch: "openapi-fetch",
  ky: "ky",
  ours: "confluent-notifications",
};

export const fileOf = (peer) => new URL(`peers/${peer}.mjs`, import.meta.url);
export const makerOf = async (peer) => (await import(fileOf(peer))).make;
