// Next.js on Cloudflare, by OpenNext: the package in a server component, a route handler and a page.
import { seesEverywhere } from "../harness.mjs";

export default {
  host: "Next.js on Cloudflare, by OpenNext",
  package: "@opennextjs/cloudflare",
  ways: {
    "server component, route handler, client component, with `serverExternalPackages`": async (project) => {
      await project.run("@opennextjs/cloudflare/dist/cli/index.js", ["build"]);
      await project.wrangler(["dev"], seesEverywhere);
    },
  },
};
