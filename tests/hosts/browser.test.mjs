// The packed tarball in Chromium, under a policy without eval: built by Vite, served by Vite's
// development server, and bundled by esbuild into a classic script.
import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { build as esbuild } from "esbuild";
import { build, createServer } from "vite";
import { launchChromium } from "../support/chromium.mjs";
import { makeConsumer } from "../support/consumer.mjs";
import { serveFolder } from "../support/server.mjs";
import { expected } from "./program/main.js";

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const page = (script) => `<!doctype html><title>consumer</title>${script}`;

let browser;
let consumer;
before(async () => {
  browser = await launchChromium();
  consumer = await makeConsumer({
    copy: ["tests/hosts/program"],
    files: {
      "index.html": page('<script type="module" src="/main.js"></script>'),
      "main.js": `
        import { useClient } from "./program/main.js";
        import * as client from "confluent-notifications";
        import * as sandbox from "confluent-notifications/sandbox";
        useClient(client, sandbox).then((seen) => { globalThis.seen = seen; }, (error) => { globalThis.seen = String(error); });`,
      "client.js": `
        import { redactUrl } from "confluent-notifications";
        document.title = redactUrl("https://example.com/");`,
      "unused.js": `
        import { redactUrl } from "confluent-notifications";
        import { createSandbox } from "confluent-notifications/sandbox";
        document.title = "nothing of it is used";`,
    },
  });
});
after(async () => {
  await browser?.close();
  await consumer?.dispose();
});

/** What the program saw in the page at `url`; every complaint of the browser fails the test. */
async function seenAt(url) {
  const tab = await browser.newPage();
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  try {
    await tab.goto(url);
    await tab.waitForFunction(() => "seen" in globalThis, null, { timeout: 20_000 }).catch((error) => {
      throw new Error(`${error.message}\n${complaints.join("\n")}`);
    });
    // The browser asks for an icon that is not there.
    assert.deepEqual(complaints.filter((text) => !/404/.test(text)), []);
    return await tab.evaluate(() => globalThis.seen);
  } finally {
    await tab.close();
  }
}

const viteBuild = (entry, outDir) =>
  build({
    root: consumer.folder,
    configFile: false,
    logLevel: "error",
    build: { outDir, rollupOptions: { input: consumer.inside(entry) } },
  });

const scriptsIn = async (folder) => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".js"));
  return Promise.all(files.map((file) => readFile(`${folder}/${file}`, "utf8")));
};

/** How often the magic number of a WebAssembly module ("\0asm", version 1) stands in a text, as the entries write it. */
const modulesIn = (text) => text.split("aagbhdgnabaaaaaa").length - 1;

describe("Vite's build in Chromium", () => {
  it("works", async () => {
    await viteBuild("index.html", "built");
    const server = await serveFolder(consumer.inside("built"), { "content-security-policy": policy });
    try {
      assert.deepEqual(await seenAt(server.url), expected);
    } finally {
      server.close();
    }
  });

  it("holds the client's module once, and asks for no other file", async () => {
    await viteBuild("client.js", "built-client");
    const files = await readdir(consumer.inside("built-client"), { recursive: true });
    assert.deepEqual(files.filter((file) => file.endsWith(".wasm")), []);
    const scripts = await scriptsIn(consumer.inside("built-client"));
    assert.equal(scripts.map(modulesIn).reduce((sum, count) => sum + count, 0), 1);
  });

  it("drops a package that is not used", async () => {
    await viteBuild("unused.js", "built-unused");
    const scripts = await scriptsIn(consumer.inside("built-unused"));
    assert.ok(scripts.join("").length < 2_000, `${scripts.join("").length} characters are left`);
  });
});

describe("Vite's development server in Chromium", () => {
  it("works without a setting or plugin", async () => {
    const server = await createServer({
      root: consumer.folder,
      configFile: false,
      logLevel: "error",
      cacheDir: consumer.inside("vite-cache"),
      server: { host: "127.0.0.1", port: 0 },
    });
    try {
      await server.listen();
      assert.deepEqual(await seenAt(server.resolvedUrls.local[0]), expected);
    } finally {
      await server.close();
    }
  });
});

describe("esbuild's classic script in Chromium", () => {
  it("works in a page without a charset", async () => {
    await esbuild({
      entryPoints: [consumer.inside("main.js")],
      outfile: consumer.inside("classic/main.js"),
      bundle: true,
      format: "iife",
      // Raw characters in the bundle, read by a page as Latin-1.
      charset: "utf8",
      logLevel: "silent",
    });
    await writeFile(consumer.inside("classic/index.html"), page('<script src="/main.js"></script>'));
    const server = await serveFolder(consumer.inside("classic"), { "content-security-policy": policy });
    try {
      const seen = await seenAt(server.url);
      assert.deepEqual({ ...seen, redacted: undefined }, { ...expected, redacted: undefined });
    } finally {
      server.close();
    }
  });
});
