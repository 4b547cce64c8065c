// Bundlers as their users have them, without a setting for this package: what they make is run, and its modules counted.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { build as esbuild } from "esbuild";
import { build as viteBuild, createServer } from "vite";
import { expectedIn } from "../program/main.js";
import { inProject, tool } from "../project.mjs";
import { modulesIn, once, opens, seenAt } from "./browser.mjs";
import { runProgram } from "./programs.mjs";

const page = (attributes) =>
  `<!doctype html><meta charset="utf-8"><title>built</title><script ${attributes} src="/main.js"></script>`;

/** A bundle for the browser: `build` writes main.js into the folder `built`. */
const forPage =
  (build, attributes = 'type="module"') =>
  () =>
    inProject("page", {}, async (project) => {
      await build(project, project.inside("main.js"));
      await writeFile(project.inside("built/index.html"), page(attributes));
      await opens(project.inside("built"));
      assert.deepEqual(await modulesIn(project.inside("built"), project), once);
    });

/** A bundle for Node: `build` writes the file `out`, which runs where the package is not installed. */
const forNode = (out, build) => () =>
  inProject("script", {}, async (project) => {
    await build(project, project.inside("bundled.mjs"), project.inside("built", out));
    assert.deepEqual(await modulesIn(project.inside("built"), project), once);
    await runProgram(process.execPath, [`built/${out}`], project);
  });

const vite = (html) => () =>
  inProject("page", {}, async (project) => {
    const input = project.inside(html);
    await viteBuild({
      root: project.folder,
      configFile: false,
      logLevel: "error",
      build: { outDir: "built", rollupOptions: { input } },
    });
    await opens(project.inside("built"), html);
    assert.deepEqual(await modulesIn(project.inside("built"), project), once);
  });

export const viteWays = {
  build: vite("index.html"),
  "build, web worker": vite("worker.html"),
  "development server": () =>
    inProject("page", {}, async (project) => {
      const server = await createServer({
        root: project.folder,
        configFile: false,
        logLevel: "error",
        cacheDir: project.inside("vite-cache"),
        server: { host: "127.0.0.1", port: 0 },
      });
      try {
        await server.listen();
        assert.deepEqual(await seenAt(server.resolvedUrls.local[0]), expectedIn({ browser: true }));
      } finally {
        await server.close();
      }
    }),
};

async function webpack(project, entry, target, filename, more = {}) {
  const compiler = tool("webpack")({
    ...{ context: project.folder, entry, target, mode: "production", ...more },
    output: { path: project.inside("built"), filename },
    // It advises against large files; how large ours are is told elsewhere.
    performance: false,
  });
  const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
  await new Promise((resolve) => compiler.close(resolve));
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }), { errors: [], warnings: [] });
}

const withoutExports = { resolve: { exportsFields: [] }, module: { rules: [{ resolve: { fullySpecified: false } }] } };

export const webpackWays = {
  page: forPage((project, entry) => webpack(project, entry, "web", "main.js"), ""),
  "for Node": forNode("main.cjs", (project, entry) => webpack(project, entry, "node", "main.cjs")),
  // As Parcel 2 and Metro before 0.82 resolve: by folders with a package.json each.
  "page, without `exports`": forPage((project, entry) => webpack(project, entry, "web", "main.js", withoutExports), ""),
};

async function rspack(project, entry, target, filename) {
  const compiler = tool("@rspack/core").rspack({
    ...{ context: project.folder, entry, target, mode: "production" },
    output: { path: project.inside("built"), filename },
    performance: false,
  });
  const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
  await new Promise((resolve) => compiler.close(resolve));
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  assert.deepEqual({ errors, warnings }, { errors: [], warnings: [] });
}

export const rspackWays = {
  page: forPage((project, entry) => rspack(project, entry, "web", "main.js"), ""),
  "for Node": forNode("main.cjs", (project, entry) => rspack(project, entry, "node", "main.cjs")),
};

async function rolldown(input, file, options) {
  const warnings = [];
  const onLog = (level, log) => level === "warn" && warnings.push(log.message);
  const bundle = await tool("rolldown").rolldown({ input, onLog, ...options });
  await bundle.write({ file, format: "es", codeSplitting: false });
  await bundle.close();
  assert.deepEqual(warnings, []);
}

export const rolldownWays = {
  page: forPage((project, entry) => rolldown(entry, project.inside("built/main.js"), { platform: "browser" })),
  "for Node": forNode("main.mjs", (_project, entry, out) => rolldown(entry, out, { platform: "node" })),
};

export const rollupWays = {
  page: forPage(async (project, input) => {
    const { nodeResolve } = tool("@rollup/plugin-node-resolve");
    const warnings = [];
    const bundle = await tool("rollup").rollup({
      input,
      plugins: [nodeResolve()],
      onwarn: (warning) => warnings.push(warning.message),
    });
    await bundle.write({ file: project.inside("built/main.js"), format: "es" });
    await bundle.close();
    assert.deepEqual(warnings, []);
  }),
};

const bundled = async (entry, outfile, options) => {
  const { warnings } = await esbuild({ entryPoints: [entry], outfile, bundle: true, logLevel: "silent", ...options });
  assert.deepEqual(warnings, []);
};
/** A bundle that a page registers as its service worker. */
const serviceWorker = () =>
  inProject("page", {}, async (project) => {
    const built = (file) => project.inside("built", file);
    await bundled(project.inside("service-worker.js"), built("service-worker.js"), { format: "iife" });
    await bundled(project.inside("start-service-worker.js"), built("main.js"), { format: "iife" });
    await writeFile(built("index.html"), page(""));
    await opens(built(""));
  });

export const esbuildWays = {
  page: forPage((project, entry) => bundled(entry, project.inside("built/main.js"), { format: "esm", minify: true })),
  "classic script": forPage((project, entry) => bundled(entry, project.inside("built/main.js"), { format: "iife" }), ""),
  "service worker": serviceWorker,
  "for Node": forNode("main.mjs", (_project, entry, out) => bundled(entry, out, { format: "esm", platform: "node" })),
  "for Node, CommonJS": forNode("main.cjs", (_project, entry, out) => bundled(entry, out, { format: "cjs", platform: "node" })),
};
