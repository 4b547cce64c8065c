// Metro's own API, for the web, with the transformer that it has without React Native.
import path from "node:path";
import { loadConfig, runBuild } from "metro";

const config = await loadConfig({ cwd: import.meta.dirname }, { projectRoot: import.meta.dirname });
await runBuild(config, {
  entry: path.resolve("src/main.js"),
  platform: "web",
  out: path.resolve("built/main.js"),
  minify: true,
  dev: false,
});
