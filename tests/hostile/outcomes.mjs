// What rows ask of how a call ends, of any client: within a time, with an error that says what it should.

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

export function equal(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  assert(a === b, `${what}: ${a} instead of ${b}`);
}

/** A call that neither ends nor fails is the worst of faults. */
export async function within(ms, call) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Hangs(`nothing after ${ms} ms`)), ms)));
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

class Hangs extends Error {}
class NoFailure extends Error {}

/** Whether the row is asked of our client: its errors have codes. */
export const asked = { ours: false };

/**
 * The error of a call that must fail. `says`: texts that it must hold somewhere; of our own client also the `code`, or one
 * of several.
 * @param {() => unknown} call
 * @param {{ says?: string[], code?: string | string[], ms?: number }} [options]
 */
export async function fails(call, { says = [], code, ms = 8_000 } = {}) {
  let error;
  try {
    const value = await within(ms, call());
    throw new NoFailure(`no failure: ${String(JSON.stringify(value)).slice(0, 80)}`);
  } catch (thrown) {
    if (thrown instanceof Hangs || thrown instanceof NoFailure) throw thrown;
    error = thrown;
  }
  const words = wordsOf(error);
  for (const text of says) assert(words.includes(text), `the error does not say ${text}: ${words.slice(0, 200)}`);
  if (code && asked.ours)
    assert([code].flat().includes(error?.code), `${error?.code} instead of ${code}: ${words.slice(0, 200)}`);
  return error;
}

/** Whatever somebody who got this error could find in it; one that cannot be read says nothing. */
export function wordsOf(error) {
  try {
    if (typeof error !== "object" || error === null) return String(error);
    const { name, message, response } = error;
    const headers = response?.headers ? JSON.stringify([...response.headers]) : "";
    return [name, message, response?.status, headers, JSON.stringify({ ...error })].join(" ");
  } catch {
    return "";
  }
}

/** With something of the host's replaced: its randomness, or its clock. */
export async function instead(object, name, value, run) {
  const before = object[name];
  object[name] = value;
  try {
    return await run();
  } finally {
    object[name] = before;
  }
}

/** Waits of a client's own, cut to nothing. */
export const withoutWaits = (run) => instead(Math, "random", () => 0, run);

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function timed(run) {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

export const body = { display_name: "on call", target: { kind: "Webhook", url: "https://hooks.example/in" } };
