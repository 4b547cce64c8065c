// Next.js on Cloudflare, by OpenNext: the package in a server component, a route handler, a page and a middleware.
import assert from "node:assert/strict";
import { seesEverywhere } from "../harness.mjs";

export default {
  host: "Next.js on Cloudflare, by OpenNext",
  package: "@opennextjs/cloudflare",
  like: "next",
  ways: {
    "server component, route handler, client component, middleware, with `serverExternalPackages`": async (project) => {
      await project.run("@opennextjs/cloudflare/dist/cli/index.js", ["build"]);
      await project.wrangler(["dev"], async (url) => {
        await seesEverywhere(url);
        assert.equal(await (await fetch(`${url}/redacted`)).json(), "https://h.example/…mnop");
      });
    },
  },
};
