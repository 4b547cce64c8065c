// What a page's bundle must not hold: a package that is not used, more of it than is used, characters that need a charset.
import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { build as esbuild } from "esbuild";
import { build } from "vite";
import { makeConsumer } from "../support/consumer.mjs";
import { closeChromium, modulesIn, opens } from "./ways/browser.mjs";

let consumer;
before(async () => {
  consumer = await makeConsumer({
    project: "tests/hosts/projects/page",
    copy: ["tests/hosts/program"],
    files: {
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
  await closeChromium();
  await consumer?.dispose();
});

async function built(entry) {
  const out = consumer.inside(`built-${entry}`);
  const input = consumer.inside(entry);
  await build({ root: consumer.folder, configFile: false, logLevel: "error", build: { outDir: out, rollupOptions: { input } } });
  return out;
}

describe("Vite's build", () => {
  it("contains only the client's module, once, if only the client is used", async () => {
    assert.deepEqual(await modulesIn(await built("client.js"), consumer), { index: 1, sandbox: 0 });
  });

  it("contains nothing of a package that is imported but not used", async () => {
    const folder = await built("unused.js");
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".js"));
    const scripts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, "utf8")));
    assert.ok(scripts.join("").length < 2_000, `${scripts.join("").length} characters are left`);
  });
});

describe("esbuild's classic script with raw characters", () => {
  it("works in a page without a charset, which reads it as Latin-1", async () => {
    await esbuild({
      entryPoints: [consumer.inside("main.js")],
      outfile: consumer.inside("classic/main.js"),
      bundle: true,
      format: "iife",
      charset: "utf8",
      logLevel: "silent",
    });
    await writeFile(
      consumer.inside("classic/index.html"),
      `<!doctype html><title>classic</title><script src="/main.js"></script>`,
    );
    await opens(consumer.inside("classic"));
  });
});
