// An extension of Chromium (Manifest V3): the package in its service worker and in a page of its own.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../../support/chromium.mjs";
import { expectedIn } from "../program/main.js";
import { inProject } from "../project.mjs";

// The setting: the policy that extensions have without one forbids WebAssembly.
const manifest = {
  ...{ manifest_version: 3, name: "uses the package", version: "1" },
  background: { service_worker: "main.js" },
  content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
};
const html = `<!doctype html><meta charset="utf-8"><title>page</title><script src="main.js"></script>`;
const seenIn = () => new Promise((resolve) => setInterval(() => "seen" in globalThis && resolve(globalThis.seen), 20));

/** Gives `use` the browser, which has the extension, and the extension's service worker. */
const inExtension = (use) => () =>
  inProject("page", {}, async (project) => {
    const extension = project.inside("extension");
    const bundle = { bundle: true, format: /** @type {const} */ ("iife"), logLevel: /** @type {const} */ ("error") };
    await build({ entryPoints: [project.inside("main.js")], outfile: `${extension}/main.js`, ...bundle });
    await writeFile(`${extension}/manifest.json`, JSON.stringify(manifest));
    await writeFile(`${extension}/page.html`, html);
    const options = chromiumOptions(
      // Playwright's own headless browser takes no extensions; this is Chromium's.
      ...["--headless=new", `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
      "--disable-features=DisableLoadExtensionCommandLineSwitch",
    );
    const browser = await chromium.launchPersistentContext(project.inside("profile"), {
      ...options,
      headless: false,
      ignoreDefaultArgs: ["--disable-extensions"],
    });
    try {
      const worker = browser.serviceWorkers()[0] ?? (await browser.waitForEvent("serviceworker"));
      assert.deepEqual(await use(browser, worker), expectedIn({ browser: true }));
    } finally {
      await browser.close();
    }
  });

export const extensionWays = {
  "service worker": inExtension((_, worker) => worker.evaluate(seenIn)),
  page: inExtension(async (browser, worker) => {
    const page = await browser.newPage();
    await page.goto(new URL("page.html", worker.url()).href);
    return page.evaluate(seenIn);
  }),
};
