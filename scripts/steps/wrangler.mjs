// What the arguments of `wrangler deploy` mean for the steps before it, in all the spellings that wrangler takes.
import { parseArgs } from "node:util";
import { UserError } from "./step.mjs";

/** @type {import("node:util").ParseArgsConfig["options"]} */
const options = {
  config: { type: "string", short: "c" },
  env: { type: "string", short: "e" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
  "dry-run": { type: "boolean" },
  dryRun: { type: "boolean" },
};

/**
 * `informs`: help or the version is printed and nothing else done. `uploads`: something changes in the account.
 * `config` and `env` as wrangler has them; undefined where neither the arguments nor CLOUDFLARE_ENV say.
 * @param {string[]} given
 */
export function readArguments(given) {
  const { values } = parseArgs({ args: given, options, strict: false, allowPositionals: true });
  // Not strict, `--dry-run=false` gives a text.
  const is = (name) => values[name] !== undefined && values[name] !== "false";
  for (const name of ["config", "env"]) {
    if (values[name] === true) throw new UserError(`--${name} needs a value.`);
  }
  const informs = is("help") || is("version");
  return {
    config: /** @type {string | undefined} */ (values.config),
    env: /** @type {string | undefined} */ (values.env ?? process.env.CLOUDFLARE_ENV),
    informs,
    uploads: !informs && !is("dry-run") && !is("dryRun"),
  };
}
