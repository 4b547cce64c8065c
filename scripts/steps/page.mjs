// Builds the admin page in www/ and copies it into the npm package, whose Worker serves it.
import { cp, rm } from "node:fs/promises";
import { versionOf } from "./dependencies.mjs";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

export async function page() {
  await step("page", {
    inputs: ["www", "pkg/package.json", "pkg/dist/index.js"],
    values: [await versionOf("vite")],
    outputs: ["www/dist/index.html", "pkg/page/index.html"],
    async run() {
      await run("npm", ["run", "build", "--workspace", "www"]);
      await rm(inRoot("pkg/page"), { recursive: true, force: true });
      await cp(inRoot("www/dist"), inRoot("pkg/page"), { recursive: true });
    },
  });
}
