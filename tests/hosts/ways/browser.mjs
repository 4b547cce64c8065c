// Pages in Chromium, under a policy without eval where the host itself lives with one.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { encode } from "../../../scripts/steps/inline.mjs";
import { launchChromium } from "../../support/chromium.mjs";
import { serveFolder } from "../../support/server.mjs";
import { expectedIn } from "../program/main.js";

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

let launched;
export const chromium = () => (launched ??= launchChromium());
export const closeChromium = async () => (await launched)?.close();

/** What the program saw in the page at `url`. Every complaint of the browser, and every .wasm asked for, is a failure. */
export async function seenAt(url) {
  const tab = await (await chromium()).newPage();
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  // The browser asks for an icon that is not there.
  tab.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && complaints.push(message.text()));
  tab.on("request", (request) => /\.wasm\b/.test(request.url()) && complaints.push(`${request.url()} was asked for`));
  try {
    await tab.goto(url);
    await tab
      .waitForFunction(() => "seen" in globalThis, null, { timeout: 30_000 })
      .catch((error) => {
        throw new Error(`${error.message}\n${complaints.join("\n")}`);
      });
    assert.deepEqual(complaints, []);
    return await tab.evaluate(() => globalThis.seen);
  } finally {
    await tab.close();
  }
}

/** Serves a folder and opens a page of it. */
export async function opens(folder, page = "index.html") {
  const server = await serveFolder(folder, { "content-security-policy": policy });
  try {
    assert.deepEqual(await seenAt(`${server.origin}/${page}`), expectedIn({ browser: true }));
  } finally {
    server.close();
  }
}

/** A script with its long texts whole, which some bundlers leave on several lines. */
const textOf = (file) =>
  readFile(file, "utf8").then(
    (text) => text.replaceAll("\\\n", ""),
    () => "",
  );

/** How often each module, as the package writes its bytes into its text, stands in the scripts of a folder. */
export async function modulesIn(folder, project) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|mjs|cjs|wasm)$/.test(name));
  assert.deepEqual(
    names.filter((name) => name.endsWith(".wasm")),
    [],
  );
  const scripts = await Promise.all(names.map((name) => textOf(path.join(folder, name))));
  const counted = {};
  for (const [entry, module] of [
    ["index", "client"],
    ["sandbox", "sandbox"],
  ]) {
    const bytes = encode(await readFile(project.inside(`node_modules/confluent-notifications/dist/${module}.wasm`)));
    counted[entry] = scripts.reduce((sum, script) => sum + script.split(bytes).length - 1, 0);
  }
  return counted;
}
export const once = { index: 1, sandbox: 1 };
