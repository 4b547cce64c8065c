// Builds the admin page in www/ and puts it into the npm package, whose Worker serves it.
import { existsSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { run } from "./run.mjs";
import { inRoot, report, step } from "./step.mjs";

export async function page() {
  if (!existsSync(inRoot("www/package.json"))) return report("page", "skipped: no www/package.json yet");
  await step("page", {
    inputs: ["www", "pkg/package.json", "pkg/dist", "package-lock.json"],
    outputs: ["www/dist/index.html", "pkg/page/index.html"],
    async run() {
      await run("npm", ["run", "build", "--prefix", "www"]);
      await rm(inRoot("pkg/page"), { recursive: true, force: true });
      await cp(inRoot("www/dist"), inRoot("pkg/page"), { recursive: true });
    },
  });
}
