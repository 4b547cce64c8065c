// What the tests of a file need, started one after the other.
import { before } from "node:test";

let last = Promise.resolve();

/**
 * A `before` that waits for those that were registered before it: node:test runs those of a file all at once. One that fails
 * fails all that come after it.
 */
export function startInOrder(start) {
  before(() => (last = last.then(start)));
}
