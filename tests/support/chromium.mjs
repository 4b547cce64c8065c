// Opens headless Chromium for a test, driven by playwright-core.
import { after } from "node:test";
import { chromium } from "playwright-core";
import { findChromium } from "../../scripts/browser/find.mjs";
import { startInOrder } from "./start-in-order.mjs";

/** Nothing of Chromium's own goes to the network meanwhile. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A Chromium for the tests of the file or the `describe` that calls this: launched before the first, and closed after the
 * last. `args` are more of its arguments.
 */
export function withBrowser(...args) {
  let browser;
  startInOrder(async () => (browser = await launchChromium(...args)));
  after(() => browser?.close());
  return {
    newContext: (options) => browser.newContext(options),
    newPage: (options) => browser.newPage(options),
  };
}

/** A Browser of playwright's; close it after. */
export const launchChromium = (...args) => chromium.launch(chromiumOptions(...args));

/** How playwright starts it. `npm test` has seen to it that a Chromium is there. */
export function chromiumOptions(...args) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium on PATH, in CHROME or of Playwright: `npm test` would install one.");
  return {
    executablePath,
    headless: true,
    // Root in a container has no user namespaces for the sandbox, and a small /dev/shm.
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...QUIET, ...args],
  };
}
