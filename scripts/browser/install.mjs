// Makes sure that the tests have a Chromium and its chromedriver, from Debian's packages if necessary.
import { attempt } from "../steps/run.mjs";
import { report, step, UserError } from "../steps/step.mjs";
import { findChromium, findDriver } from "./find.mjs";

/** { chromium, driver }, for `launch` and for the wasm tests. */
export async function browser() {
  const found = await find();
  if (found) {
    report("chromium", "up to date");
    return found;
  }
  await step("chromium", { run: install });
  // Debian's pair is on PATH and has one version, whatever else was found before.
  const installed = await find();
  if (!installed)
    throw new UserError(
      "Debian's chromium and chromium-driver are installed, but PATH does not contain both in the same version.",
    );
  return installed;
}

async function find() {
  const chromium = findChromium();
  const driver = chromium && (await findDriver(chromium));
  return driver && { chromium, driver };
}

async function install() {
  const packages = ["chromium", "chromium-driver"];
  const wanted = `The tests need a Chromium and the chromedriver of the same version: install them (on Debian: apt-get install ${packages.join(" ")}), or name them in CHROME and CHROMEDRIVER.`;
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = async (...args) => {
    const [command, ...rest] = [...asRoot, "apt-get", ...args];
    const { code, output, problem } = await attempt(command, rest, { env: { DEBIAN_FRONTEND: "noninteractive" } });
    if (problem) throw new UserError(wanted);
    if (code !== 0) throw new UserError(`${wanted}\n\napt-get ${args.join(" ")} said:\n${output.trimEnd()}`);
  };
  await apt("update");
  await apt("install", "--yes", "--no-install-recommends", ...packages);
}
