// Another build of this package as a peer: `npm run bench -- --peer path/to.tgz`, to see what a change costs.
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../scripts/steps/run.mjs";
import { inRoot } from "../scripts/steps/step.mjs";
import { addPeer } from "./peers.mjs";

/** Unpacks a tarball of `npm pack` and adds its client to the peers. */
export async function addTarball(tarball) {
  const folder = inRoot("target/bench-tarball");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run("tar", ["-xzf", path.resolve(tarball), "-C", folder]);
  const file = path.join(folder, "peer.mjs");
  await writeFile(
    file,
    `import { NotificationsClient } from "./package/dist/index.js";\nexport const make = (options) => new NotificationsClient(options).integrations;\n`,
  );
  addPeer(file);
}
