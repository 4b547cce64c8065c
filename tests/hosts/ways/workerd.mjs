// Cloudflare's runtime: bundled by wrangler as for a deployment, run by workerd.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { Miniflare } from "miniflare";
import { run } from "../../../scripts/steps/run.mjs";
import { inRoot } from "../../../scripts/steps/step.mjs";
import { expectedIn } from "../program/main.js";
import { inProject } from "../project.mjs";

/** Bundles an entry of the project as `wrangler deploy` would, and runs the result; `use` gets a fetch. */
export async function inWorkerd(project, entry, options, use) {
  const out = project.inside(`out-${entry}`);
  const wrangler = inRoot("node_modules/wrangler/bin/wrangler.js");
  const bundle = [wrangler, "deploy", entry, "--dry-run", "--outdir", out, "--name", "consumer"];
  await run(process.execPath, [...bundle, "--compatibility-date", "2026-04-01"], {
    cwd: project.folder,
    env: { WRANGLER_SEND_METRICS: "false", WRANGLER_LOG: "error", CI: "1" },
  });
  const files = (await readdir(out)).filter((file) => /\.(js|wasm)$/.test(file));
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: "2026-04-01",
    modulesRoot: out,
    modules: [entry, ...files.filter((file) => file !== entry)].map((file) => ({
      type: file.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: `${out}/${file}`,
    })),
    ...options,
  });
  try {
    await use((where, init) => miniflare.dispatchFetch(`http://localhost${where}`, init), files);
  } finally {
    await miniflare.dispose();
  }
}

const compiled = (options) => () =>
  inProject("script", {}, (project) =>
    inWorkerd(project, "edge.js", options, async (fetch, files) => {
      assert.deepEqual(await (await fetch("/")).json(), expectedIn({ browser: false }));
      assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 2);
    }),
  );

export const workerdWays = {
  "modules compiled by Wrangler": compiled({}),
  // The oldest that docs/hosts.md states: before FinalizationRegistry (2025-05-05) and `cache: "no-store"` (2024-11-11).
  "compatibility date 2024-01-01": compiled({ compatibilityDate: "2024-01-01" }),
};
