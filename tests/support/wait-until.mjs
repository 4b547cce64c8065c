// Waits in a test for what goes on in the background.
import assert from "node:assert/strict";

/** For up to five seconds. */
export async function until(condition) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await condition()) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  assert.fail(`${condition} did not come true`);
}
