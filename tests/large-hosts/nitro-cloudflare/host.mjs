// Nitro 2 for Cloudflare, as Nuxt 4 builds with it: the package in a server route, its modules compiled by the build.
import { PORT, seesAll } from "../harness.mjs";

export default {
  host: "Nitro 2 on Cloudflare",
  package: "nitropack",
  ways: {
    "server route, with `experimental.wasm`": async (project) => {
      await project.run("nitropack/dist/cli/index.mjs", ["build"], { NITRO_PRESET: "cloudflare-module" });
      const entry = project.inside(".output/server/index.mjs");
      const flags = ["--compatibility-date", "2026-04-01", "--compatibility-flag", "nodejs_compat"];
      const args = ["dev", entry, "--assets", project.inside(".output/public"), "--port", PORT, "--ip", "127.0.0.1", ...flags];
      await project.serve("wrangler/bin/wrangler.js", args, {}, seesAll);
    },
  },
};
