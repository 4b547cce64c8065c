// The tarball itself: what is in it, and what the linters of packages say.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import * as attw from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { attempt, run } from "../../scripts/steps/run.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";
import { tarball } from "../../scripts/steps/pack.mjs";
import { makeConsumer } from "../support/consumer.mjs";

let consumer;
before(async () => {
  consumer = await makeConsumer();
});
after(() => consumer?.dispose());

describe("the tarball", () => {
  it("contains only what is meant to be published", async () => {
    const listed = (await run("tar", ["-tzf", inRoot(tarball)])).trim().split("\n");
    const allowed =
      /^package\/(package\.json|README\.md|CHANGELOG\.md|THIRD-PARTY-LICENSES\.txt|LICENSE(-APACHE|-MIT)?|dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts|wasm)|(sandbox|worker|init)\/package\.json|page\/.+)$/;
    assert.deepEqual(
      listed.filter((file) => !allowed.test(file)),
      [],
    );
    for (const file of [
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      "LICENSE-MIT",
      "LICENSE-APACHE",
      "THIRD-PARTY-LICENSES.txt",
      "page/index.html",
    ]) {
      assert.ok(listed.includes(`package/${file}`), `${file} is missing`);
    }
  });

  it("names every crate that is compiled in, with its license", async () => {
    const text = await readFile(consumer.inside("node_modules/confluent-notifications/THIRD-PARTY-LICENSES.txt"), "utf8");
    // Of the client, the sandbox and the Worker; by permission, by notice, and without a license file of their own.
    for (const name of ["lol_alloc", "wasm-bindgen", "serde", "gloo-net", "worker", "subtle", "The Rust standard library"]) {
      assert.match(text, new RegExp(`^${name}( \\d|$)`, "m"), name);
    }
    for (const words of ["Permission is hereby granted", "Apache License", "Redistribution and use"])
      assert.ok(text.includes(words), words);
    for (const name of ["proptest", "wasm-bindgen-macro", "anyhow", "confluent-notifications"]) {
      assert.doesNotMatch(text, new RegExp(`^${name} \\d`, "m"), name);
    }
  });

  it("has a README that needs nothing of the repository, in whole sentences", async () => {
    const readme = await readFile(consumer.inside("node_modules/confluent-notifications/README.md"), "utf8");
    assert.doesNotMatch(readme, /\]\((?!https?:)|npm (run|start|test)|\.mjs|CONTRIBUTING|SECURITY|docs\//);
    const prose = readme
      .trim()
      .replaceAll(/^```[^]*?^```$/gm, "")
      .replaceAll(/^<!--.*-->$/gm, "")
      .split(/\n\n+/)
      .filter((block) => /^[^#|<\s-]/.test(block));
    assert.ok(prose.length > 5);
    for (const block of prose) assert.match(block, /^[A-Z*`][^]*[.:]$/, block);
    for (const title of ["## Use it", "## What it takes care of", "## The Worker", "## License"])
      assert.ok(readme.includes(`\n${title}\n`), title);
  });

  it("has no dependencies and runs nothing when installed", async () => {
    const manifest = JSON.parse(await readFile(consumer.inside("node_modules/confluent-notifications/package.json"), "utf8"));
    for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "scripts", "bin"]) {
      assert.equal(manifest[field], undefined, field);
    }
  });

  it("contains no path of the machine that built it", async () => {
    const folder = consumer.inside("node_modules/confluent-notifications");
    const places = ["home", "root", "Users", "registry/src"].map((name) => `/${name}/`).join("|");
    const { output } = await attempt("grep", ["-raoE", `(${places})[ -~]{0,80}`, folder]);
    assert.equal(output, "");
  });
});

describe("publint", () => {
  it("reports nothing", async () => {
    const folder = consumer.inside("node_modules/confluent-notifications");
    const { messages, pkg } = await publint({ pkgDir: folder, pack: false, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg, { color: false })),
      [],
    );
  });
});

describe("arethetypeswrong", () => {
  it("reports no problem in any entry, in each way of resolving it", async () => {
    const pkg = attw.createPackageFromTarballData(new Uint8Array(await readFile(inRoot(tarball))));
    const { problems } = /** @type {attw.Analysis} */ (await attw.checkPackage(pkg));
    assert.deepEqual(
      problems.map((problem) => JSON.stringify(problem)),
      [],
    );
  });
});
