// Waits in a test for what goes on in the background.
import assert from "node:assert/strict";

/** For up to five seconds. Returns what the condition gave in the end. */
export async function waitUntil(condition) {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${condition} did not come true`);
}
