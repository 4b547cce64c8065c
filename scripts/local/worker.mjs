// Runs the Worker on this machine as wrangler.jsonc describes it, in the real runtime, workerd.
import path from "node:path";
import { inRoot, root } from "../steps/step.mjs";

/**
 * `folder`: where `.dev.vars` is read; default: the repository. `state`: a folder that outlives the process;
 * without it, nothing is kept. `port`: 0 takes a free one. `vars`: variables that override those of the files.
 * `log`: called with each line that the Worker writes. Everything else goes to Miniflare unchanged. Returns
 * { url, miniflare, dispose }.
 *
 * @param {{
 *   folder?: string, state?: string, port?: number, vars?: Record<string, unknown>, log?: (line: string) => void,
 *   [forMiniflare: string]: unknown,
 * }} [options]
 */
export async function runWorker({ folder = root, state, port = 0, vars = {}, log, ...more } = {}) {
  // Both are read when Wrangler is loaded: no metrics are sent, and `.env` is not read.
  process.env.WRANGLER_SEND_METRICS = "false";
  process.env.CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV = "false";
  const [wrangler, { Miniflare, Log, LogLevel }] = await Promise.all([import("wrangler"), import("miniflare")]);
  const config = wrangler.unstable_readConfig({ config: inRoot("wrangler.jsonc") });
  // Wrangler looks for `.dev.vars` next to the configuration that the user named.
  config.userConfigPath = path.join(folder, "wrangler.jsonc");
  const { workerOptions, main } = wrangler.unstable_getMiniflareWorkerOptions(config);
  const miniflare = new Miniflare({
    ...workerOptions,
    bindings: { ...workerOptions.bindings, ...vars },
    modulesRoot: path.dirname(main),
    modules: [
      { type: "ESModule", path: main },
      { type: "CompiledWasm", path: main.replace(/\.js$/, ".wasm") },
    ],
    host: "127.0.0.1",
    port,
    // Otherwise Miniflare asks Cloudflare for details of this machine's connection.
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio: log && forwardLines(log),
    ...(state && { defaultPersistRoot: state, durableObjectsPersist: true, d1Persist: true }),
    ...more,
  });
  const url = await miniflare.ready;
  return { url, miniflare, dispose: () => miniflare.dispose() };
}

function forwardLines(log) {
  return (stdout, stderr) => {
    for (const stream of [stdout, stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop();
        for (const line of lines) log(line);
      });
    }
  };
}
