// Where a local Worker reads its variables and keeps its state: in the repository, or in a folder of its own.
import path from "node:path";
import { parseArgs } from "node:util";
import { root, UserError } from "../steps/step.mjs";

/** The folder given with `--folder`, otherwise the repository. */
export function folderOption() {
  try {
    return path.resolve(parseArgs({ options: { folder: { type: "string", default: root } } }).values.folder);
  } catch (problem) {
    throw new UserError(`${problem.message}\nThe only option is --folder <dir>.`);
  }
}

/** The same folder as `wrangler dev` uses, so that both see the same integrations. */
export const stateFolder = (folder) => path.join(folder, ".wrangler", "state", "v3");
