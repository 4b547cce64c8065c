// The hosts that the packed tarball is used in without a setting, or with the one
// that its way holds: a row each, and the ways in which it is used there.
import { inRoot } from "../../scripts/steps/step.mjs";
import { inProject, inTools, versionOf } from "./project.mjs";
import { chromium, opens } from "./ways/browser.mjs";
import { esbuildWays, rolldownWays, rollupWays, rspackWays, viteWays, webpackWays } from "./ways/bundlers.mjs";
import { edgeWays } from "./ways/edge.mjs";
import { extensionWays } from "./ways/extension.mjs";
import {
  bunExecutable,
  majors,
  mocked,
  node,
  nodeExecutable,
  onNode,
  published,
  scriptsOn,
  versionPrinted,
} from "./ways/programs.mjs";
import { refusedWays } from "./ways/refused.mjs";
import { jestWays, vitestOn } from "./ways/runners.mjs";
import { typescript } from "./ways/typescript.mjs";
import { workerdWays } from "./ways/workerd.mjs";

const plain = (html) => () => inProject("plain", {}, (project) => opens(project.folder, html));
const ours = (name) => () => versionOf(inRoot("node_modules", name));
const tools = (name) => () => versionOf(inTools(name));

/** @type {import("./outcomes.mjs").Row[]} */
export const hosts = [
  { host: "Node", version: () => process.versions.node, ways: scriptsOn(process.execPath) },
  ...majors.map(node),
  onNode(26, { host: "Node, single executable", version: versionPrinted, ways: nodeExecutable }),
  typescript("typescript-5.9"),
  typescript("typescript-7"),
  {
    host: "Chromium, no bundler",
    version: async () => (await chromium()).version(),
    ways: { "module script": plain("index.html"), "module worker": plain("worker.html") },
  },
  { host: "Chromium that refuses WebAssembly", version: async () => (await chromium()).version(), ways: refusedWays },
  {
    host: "Chromium, extension of Manifest V3",
    version: async () => (await chromium()).version(),
    ways: extensionWays,
  },
  { host: "Vite", version: ours("vite"), ways: viteWays },
  { host: "webpack", version: tools("webpack"), ways: webpackWays },
  { host: "Rollup", version: tools("rollup"), ways: rollupWays },
  { host: "Rolldown", version: tools("rolldown"), ways: rolldownWays },
  { host: "Rspack", version: tools("@rspack/core"), ways: rspackWays },
  { host: "esbuild", version: ours("esbuild"), ways: esbuildWays },
  // The newest of these want more than Node 20.
  onNode(24, { host: "Vitest on Node 24", version: tools("vitest"), ways: vitestOn }),
  { host: `Jest on Node ${process.versions.node.split(".")[0]}`, version: tools("jest"), ways: jestWays },
  onNode(24, { host: "MSW on Node 24", version: tools("msw"), ways: mocked("msw.mjs", "msw") }),
  onNode(24, { host: "nock on Node 24", version: tools("nock"), ways: mocked("nock.mjs", "nock") }),
  onNode(24, { host: "undici on Node 24", version: tools("undici"), ways: mocked("mock-agent.mjs", "undici") }),
  { host: "Vercel's edge runtime, which compiles nothing", version: tools("@edge-runtime/vm"), ways: edgeWays },
  { host: "workerd, through Wrangler", version: ours("wrangler"), ways: workerdWays },
  published(
    {
      "linux-x64": "@deno/linux-x64-glibc/deno",
      "linux-arm64": "@deno/linux-arm64-glibc/deno",
      "darwin-x64": "@deno/darwin-x64/deno",
      "darwin-arm64": "@deno/darwin-arm64/deno",
    },
    // No --allow-… of any kind: it needs no permission.
    { host: "Deno", version: versionPrinted, ways: (binary) => scriptsOn(binary, "run", "--no-prompt") },
  ),
  published(
    {
      "linux-x64": "@oven/bun-linux-x64/bin/bun",
      "linux-arm64": "@oven/bun-linux-aarch64/bin/bun",
      "darwin-x64": "@oven/bun-darwin-x64/bin/bun",
      "darwin-arm64": "@oven/bun-darwin-aarch64/bin/bun",
    },
    { host: "Bun", version: versionPrinted, ways: (binary) => ({ ...scriptsOn(binary), ...bunExecutable(binary) }) },
  ),
];
