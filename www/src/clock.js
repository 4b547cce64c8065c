// Tells the time by the Worker's clock, which is the one that tests and changes are dated by: this device's may be wrong.

/** The header is in whole seconds, and answers take a while: a smaller difference means nothing. */
const IGNORED_MS = 3_000;
let ahead = 0;

/** Compares the clocks with each answer of the Worker's. */
export function setClock(response) {
  const difference = Date.parse(response.headers.get("date")) - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) > IGNORED_MS ? difference : 0;
}

/** In milliseconds since 1970. */
export const now = () => Date.now() + ahead;
