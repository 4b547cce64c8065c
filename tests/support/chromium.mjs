// Opens headless Chromium for a test, driven by playwright-core.
import { chromium } from "playwright-core";
import { findChromium } from "../../scripts/browser/find.mjs";

/** A Browser of playwright's; close it after. `npm test` has seen to it that a Chromium is there. */
export function launchChromium(options = {}) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium on PATH, in CHROME or of Playwright: `npm test` would install one.");
  // Root in a container has no user namespaces for the sandbox, and a small /dev/shm.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", ...(options.args ?? [])];
  return chromium.launch({ executablePath, headless: true, ...options, args });
}
