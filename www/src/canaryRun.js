// Follows a run that the Worker's queue does in the background: which of the stored tests are its own, and how they went.

/** Between loadings: a minute in all. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * `run` is what the Worker said of it, with `before`: by id, when the last test before it was sent. `load` gives pairs of an id
 * and its last test; `isLeft` tells that nobody waits any more. Resolves to { isLeft, all, accepted, retired, rejected, inconclusive }.
 */
export async function follow(run, { load, isLeft }) {
  const wanted = run.queued + sentInPlace(run);
  // A single test may take the place of one that was seen already.
  const seen = new Map();
  for (const pause of PAUSES_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (isLeft()) break;
    for (const [id, test] of await load()) if (isOf(run, id, test)) seen.set(id, test);
    if (seen.size >= wanted) break;
  }
  const count = (which) => [...seen.values()].filter(which).length;
  return {
    isLeft: isLeft(),
    all: seen.size >= wanted,
    accepted: count(({ result }) => result === "accepted"),
    retired: count(({ code }) => code === "retired"),
    rejected: count(({ result }) => result === "rejected"),
    inconclusive: count(({ result }) => result === "inconclusive"),
  };
}

export const sentInPlace = ({ accepted = 0, rejected = 0, inconclusive = 0 }) => accepted + rejected + inconclusive;

function isOf({ run, before }, id, test) {
  if (!test) return false;
  return test.run === undefined || run === undefined ? test.at !== before.get(id) : test.run === run;
}
