// Writes down whose work is compiled into the package's artifacts, and under which terms: pkg/THIRD-PARTY-LICENSES.txt.
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

const output = "pkg/THIRD-PARTY-LICENSES.txt";
const features = "_wasm-client _wasm-sandbox _wasm-worker";
const line = "=".repeat(80);

export async function licenses() {
  await step("third-party licenses", {
    inputs: ["Cargo.toml", "Cargo.lock", "LICENSE-MIT", "scripts/steps/licenses.mjs"],
    outputs: [output],
    async run() {
      // The same text once, with all that it covers.
      const texts = new Map();
      for (const crate of [rust, ...(await compiledCrates())]) {
        const text = await licenseTextOf(crate);
        texts.set(text, [...(texts.get(text) ?? []), `${crate.name} ${crate.version ?? ""}`.trim()]);
      }
      const parts = [...texts].map(([text, names]) => `${line}\n${names.join("\n")}\n${line}\n\n${text}\n`);
      await writeFile(
        inRoot(output),
        `Compiled into this package's WebAssembly. Where there is a choice of licenses, MIT was chosen.\n\n${parts.join("\n")}`,
      );
    },
  });
}

const rust = { name: "The Rust standard library", license: "MIT OR Apache-2.0", authors: ["The Rust Project Contributors"] };

/** Every crate of any of the artifacts. Macros and build scripts run at the build alone. */
async function compiledCrates() {
  const args = ["--locked", "--format-version", "1", "--no-default-features", "--features", features];
  const metadata = await run("cargo", ["metadata", ...args, "--filter-platform", "wasm32-unknown-unknown"]);
  const { packages, resolve } = JSON.parse(metadata.split("\n").find((text) => text.startsWith("{")));
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const own = packages.find(({ name }) => name === "confluent-notifications");
  const found = new Set([own.id]);
  for (const id of found) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      const isMacro = crates.get(pkg).targets.some(({ kind }) => kind.includes("proc-macro"));
      if (!isMacro && dep_kinds.some(({ kind }) => kind === null)) found.add(pkg);
    }
  }
  found.delete(own.id);
  return [...found].map((id) => crates.get(id)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function licenseTextOf(crate) {
  const folder = crate.manifest_path && path.dirname(crate.manifest_path);
  const files = folder
    ? (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(name)).sort()
    : [];
  const hasChoice = /\bMIT\b/.test(crate.license) && !/\bAND\b/.test(crate.license);
  const mit = files.filter((name) => /[-_]mit/i.test(name));
  const notices = files.filter((name) => /^(copyright|notice)/i.test(name));
  const chosen = hasChoice && mit.length > 0 ? [...notices, ...mit] : files;
  if (chosen.length > 0) {
    const texts = await Promise.all(chosen.map((name) => readFile(path.join(folder, name), "utf8")));
    return texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n");
  }
  if (!hasChoice) throw new Error(`${crate.name} comes without the text of its license, ${crate.license}.`);
  // The license's own words are the same for all; the package names only its authors.
  const text = (await readFile(inRoot("LICENSE-MIT"), "utf8")).replace(/^[^]*?(?=Permission is hereby)/, "").trim();
  return `MIT License\n\nCopyright (c) ${crate.authors.join(", ") || `the authors of ${crate.name}`}\n\n${text}`;
}
