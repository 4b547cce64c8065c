// The page that runs the rows: bundled by esbuild, served by the hostile server itself, so that the origin is the same.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launchChromium } from "../support/chromium.mjs";
import { startHostileServer } from "./server.mjs";

/** { check(peer, name), close }. `check` gives what was wrong, or nothing. */
export async function openPage(peers) {
  const server = await startHostileServer({
    "/page": {
      type: "text/html",
      body: '<!doctype html><meta charset="utf-8"><title>rows</title><script type="module" src="/rows.js"></script>',
    },
    "/favicon.ico": { type: "image/png", body: "" },
    "/rows.js": { type: "text/javascript", body: await bundled(peers) },
    "/client.wasm": {
      type: "application/wasm",
      body: await readFile(fileURLToPath(import.meta.resolve("confluent-notifications/client.wasm"))),
    },
  });
  const browser = await launchChromium();
  const page = await browser.newPage();
  const uncaught = [];
  page.on("pageerror", (error) => uncaught.push(String(error?.stack ?? error)));
  await page.goto(`${server.origin}/page`);
  await page.waitForFunction(() => "checkRow" in globalThis);
  return {
    async check(peer, name) {
      uncaught.length = 0;
      const wrong = await page.evaluate(([peer, name]) => globalThis.checkRow(peer, name), [peer, name]);
      return wrong ?? (uncaught.length > 0 ? `uncaught: ${uncaught}` : undefined);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function bundled(peers) {
  const imports = peers.map((peer) => `import { make as ${peer} } from "../../benches/peers/${peer}.mjs";`);
  const { outputFiles } = await build({
    stdin: {
      contents: [...imports, 'import { serve } from "./hosts/browser.mjs";', `await serve({ ${peers} });`].join("\n"),
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "chrome114",
    logLevel: "error",
  });
  return outputFiles[0].text;
}
