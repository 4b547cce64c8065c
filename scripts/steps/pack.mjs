// Packs the npm package as it would be published, for the tests of the tarball.
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { run } from "./run.mjs";
import { inRoot, step } from "./step.mjs";

export const tarball = "target/pack/confluent-notifications.tgz";

export async function pack() {
  await step("pack the package", {
    inputs: [
      "pkg/package.json",
      "pkg/README.md",
      "pkg/CHANGELOG.md",
      "pkg/THIRD-PARTY-LICENSES.txt",
      "pkg/dist",
      "pkg/sandbox",
      "pkg/worker",
      "pkg/init",
      "pkg/page",
    ],
    outputs: [tarball],
    async run() {
      const folder = inRoot("target/pack");
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await run("npm", ["pack", "./pkg", "--pack-destination", folder]);
      const { name, version } = JSON.parse(await readFile(inRoot("pkg/package.json"), "utf8"));
      await rename(inRoot("target/pack", `${name}-${version}.tgz`), inRoot(tarball));
    },
  });
}
