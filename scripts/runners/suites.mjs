// The suites of `npm test`, in the order in which they start: what each one needs and does.
import { readdir, rm } from "node:fs/promises";
import { biome } from "../steps/biome.mjs";
import { inRoot } from "../steps/step.mjs";
import { hostTable } from "./host-table.mjs";
import { cargoTests, checks, nodeTests } from "./runners.mjs";

const artifactFeatures = ["_wasm-client-types", "_wasm-client", "_wasm-sandbox", "_wasm-worker", "_test-faults"];
const wasm = (feature) => [
  ...["test", "--target", "wasm32-unknown-unknown", "--no-default-features", "--features", feature],
  // Only the boundary is tested in wasm, in tests/wasm_*.rs. Everything behind it is tested natively.
  ...["--test", "wasm_*"],
];
// Of the two compilers that users have, the fast one.
const tsc = (project) => [process.execPath, [inRoot("node_modules/typescript-7/bin/tsc"), "--project", inRoot(project)]];
const clippy = (...which) => ["cargo", ["clippy", "--locked", "--quiet", ...which, "--", "--deny", "warnings"]];

/** Tests that mostly wait for the runtime: two files at a time. */
const waiting = { concurrency: 2 };

/**
 * `needs`: what is set up first, besides the toolchain and the npm packages. `cargo`: of these, one runs at a time. The longest are
 * first, so that both halves of a run end together.
 */
export const suites = {
  lint: {
    cargo: true,
    about:
      "formatting, clippy for this machine and each artifact, rustdoc, Biome, tsc for what ships and for scripts and tests, names that were replaced",
    needs: [],
    run: (_tools, print) =>
      checks(
        {
          "cargo fmt": ["cargo", ["fmt", "--all", "--check"]],
          // Without the runner for wasm tests: it has three lines, and a hundred dependencies that would be checked first.
          "clippy, this machine": clippy("--package", "confluent-notifications", "--package", "xtask", "--all-targets"),
          Biome: biome("ci", "--error-on-warnings"),
          "no old words": [process.execPath, [inRoot("scripts/words.mjs")]],
          "tsc, what ships": tsc("src/tsconfig.json"),
          "tsc, scripts and tests": tsc("tsconfig.json"),
          rustdoc: ["cargo", ["doc", "--locked", "--no-deps", "--quiet"], { RUSTDOCFLAGS: "--deny warnings" }],
          ...Object.fromEntries(
            artifactFeatures.map((feature) => [
              `clippy, ${feature}`,
              clippy("--target", "wasm32-unknown-unknown", "--no-default-features", "--features", feature),
            ]),
          ),
        },
        print,
      ),
  },
  page: { about: "the page in Chromium", needs: ["build", "browser"], run: folder("page") },
  native: {
    cargo: true,
    about: "the pure layers and the Rust client",
    needs: [],
    run: (_tools, print) => cargoTests([["test", "--locked"]], print),
  },
  "wasm-node": {
    cargo: true,
    about: "Rust in wasm, in Node",
    needs: ["runner"],
    run: ({ runner }, print) =>
      cargoTests([wasm("_wasm-client-types"), wasm("_wasm-sandbox"), wasm("client")], print, {
        ...runner,
        WASM_BINDGEN_USE_NODE_EXPERIMENTAL: "1",
        WASM_BINDGEN_TEST_ONLY_NODE: "1",
      }),
  },
  "wasm-chromium": {
    cargo: true,
    about: "Rust in wasm, in headless Chromium",
    needs: ["runner", "browser"],
    run: ({ runner, browser }, print) =>
      cargoTests([wasm("_wasm-client-types"), wasm("_wasm-sandbox"), wasm("client")], print, {
        ...runner,
        ...browser,
        WASM_BINDGEN_USE_BROWSER: "1",
        WASM_BINDGEN_TEST_ONLY_WEB: "1",
      }),
  },
  hosts: { about: "the packed tarball in real hosts", needs: ["build", "pack", "browser", "hosts"], run: hosts },
  worker: {
    about: "the Worker in workerd, and requests from other sites in Chromium",
    needs: ["build", "faulty-worker", "pack", "browser"],
    run: folder("worker", waiting),
  },
  start: { about: "the commands npm start, npm run deploy and npm run words", needs: ["build"], run: folder("start") },
  hostile: { about: "every fault in the table, in Node and in Chromium", needs: ["build", "browser"], run: folder("hostile") },
  types: { about: "the TypeScript declarations, under tsc", needs: ["build", "pack"], run: folder("types") },
  js: { about: "the built package in Node", needs: ["build"], run: folder("js") },
  docs: {
    about: "every export is documented, every link in the API reference works, the README's table of errors is complete",
    needs: ["build", "docs"],
    run: folder("docs"),
  },
  examples: { about: "the programs in examples/", needs: ["build", "examples"], run: folder("examples") },
};

/** @param {{ minutes?: number, concurrency?: number }} [limits] */
function folder(name, limits) {
  return async (_tools, print) => {
    const entries = await readdir(inRoot("tests", name), { recursive: true }).catch(() => []);
    const ours = entries.filter((file) => file.endsWith(".test.mjs") && !file.includes("node_modules"));
    return nodeTests(
      ours.sort().map((file) => `tests/${name}/${file}`),
      print,
      limits,
    );
  };
}

async function hosts(tools, print) {
  await rm(inRoot("target/hosts.json"), { force: true });
  const result = await folder("hosts", { minutes: 15 })(tools, print);
  print(`\n${await hostTable()}\n`);
  return result;
}
