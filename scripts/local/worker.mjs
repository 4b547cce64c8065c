// Runs the Worker as wrangler.jsonc describes it in the real runtime, workerd, on this machine.
import path from "node:path";
import { inRoot } from "../steps/step.mjs";

/**
 * `config`: another wrangler.jsonc; a `.dev.vars` beside it is read. `state`: a folder that outlives
 * the process, or none to keep nothing. `vars`: bindings over those of the files. `port` 0 takes a
 * free one. `log`: a function for each line that the Worker writes.
 */
export async function runWorker({ config = inRoot("wrangler.jsonc"), port = 0, state, vars = {}, log } = {}) {
  // Both are read when wrangler is loaded: nothing is reported, and `.env` stays unread.
  process.env.WRANGLER_SEND_METRICS = "false";
  process.env.CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV = "false";
  const [{ unstable_getMiniflareWorkerOptions: read }, { Miniflare, Log, LogLevel }] = await Promise.all([
    import("wrangler"),
    import("miniflare"),
  ]);
  const { workerOptions, main } = read(config);
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
    // Without this, Miniflare asks Cloudflare for details of this machine's connection.
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio: log && forwardLines(log),
    ...(state && { defaultPersistRoot: state, durableObjectsPersist: true, d1Persist: true }),
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
        lines.forEach((line) => log(line));
      });
    }
  };
}
