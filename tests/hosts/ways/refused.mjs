// Browsers and policies that refuse WebAssembly: the page lives, and each use of the package says what to do.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../../support/chromium.mjs";
import { serveFolder } from "../../support/server.mjs";
import { inProject } from "../project.mjs";

/**
 * What each use says in a page under `policy`, in a Chromium with these options.
 * @param {{ policy?: string, options?: import("playwright-core").LaunchOptions }} [how]
 */
export const refusals = ({ policy, options } = {}) =>
  inProject("refused", {}, async (project) => {
    const outfile = project.inside("built/main.js");
    await build({
      entryPoints: [project.inside("main.js")],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      logLevel: "error",
    });
    await writeFile(
      project.inside("built/index.html"),
      `<!doctype html><meta charset="utf-8"><title>refused</title><script type="module" src="/main.js"></script>`,
    );
    return seenIn(project.inside("built"), { policy, options });
  });

/**
 * What the page of a folder has seen, in a Chromium with these options.
 * @param {string} folder
 * @param {{ policy?: string, options?: import("playwright-core").LaunchOptions }} [how]
 */
export async function seenIn(folder, { policy, options } = {}) {
  const server = await serveFolder(folder, policy ? { "content-security-policy": policy } : {});
  const browser = await chromium.launch({ ...chromiumOptions(), ...options });
  try {
    const page = await browser.newPage();
    const uncaught = [];
    page.on("pageerror", (error) => uncaught.push(String(error)));
    await page.goto(server.origin);
    await page
      .waitForFunction(() => "seen" in globalThis, null, { timeout: 30_000 })
      .catch((error) => {
        throw new Error(`${error.message}\n${uncaught.join("\n")}`);
      });
    assert.deepEqual(uncaught, []);
    return await page.evaluate(() => globalThis.seen);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Every use ends with the code `unsupported` and these words. */
export function allSay(seen, words) {
  assert.equal(seen.length, 3);
  for (const { code, message } of seen) {
    assert.equal(code, "unsupported", JSON.stringify(seen));
    assert.match(message, words);
  }
}

const chromiumArgs = (...args) => ({ args: [.../** @type {string[]} */ (chromiumOptions().args), ...args] });

export const refusedWays = {
  "says what a Content-Security-Policy lacks": async () => {
    for (const policy of ["default-src 'self'", "script-src 'self'", "script-src 'self' 'unsafe-inline'"]) {
      allSay(await refusals({ policy }), /must allow 'wasm-unsafe-eval'$/);
    }
  },
  "says that there is no WebAssembly under --jitless": async () =>
    allSay(await refusals({ options: chromiumArgs("--js-flags=--jitless") }), /--jitless turned it off$/),
};
