// Where a local Worker finds its variables and keeps its state: the repository, or a folder of its own.
import path from "node:path";
import { parseArgs } from "node:util";
import { root, Stop } from "../steps/step.mjs";

/** The folder after `--folder`, else the repository. */
export function givenFolder() {
  try {
    return path.resolve(parseArgs({ options: { folder: { type: "string", default: root } } }).values.folder);
  } catch (problem) {
    throw new Stop(`${problem.message}\nThe one option is --folder <dir>.`);
  }
}

/** As `wrangler dev` has it, so that both see the same integrations. */
export const stateIn = (folder) => path.join(folder, ".wrangler", "state", "v3");
