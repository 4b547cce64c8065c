// `npm test`: sets up everything that the tests need, runs every suite, two at a time, and sums up in one line.
// `npm test -- hosts types` runs only those suites.
import { browser } from "./browser/install.mjs";
import { awaitedLater, buildAll, main, prepare } from "./steps/all.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { hostTools } from "./steps/hosts.mjs";
import { pack } from "./steps/pack.mjs";
import { UserError } from "./steps/step.mjs";
import { driverSettings, testRunner } from "./steps/test-runner.mjs";
import { runSuites } from "./runners/schedule.mjs";
import { suites } from "./runners/suites.mjs";

await main(async () => {
  const chosen = chosenSuites();
  console.log("Setting up");
  const tools = await setUp(new Set(chosen.flatMap((name) => suites[name].needs)));
  const results = await runSuites(chosen, suites, tools);
  const failed = sumUp(results);
  process.exit(failed === 0 ? 0 : 1);
});

function chosenSuites() {
  const all = Object.keys(suites);
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !all.includes(name));
  if (unknown) throw new UserError(`There is no suite "${unknown}". The suites are: ${all.join(", ")}.`);
  return named.length > 0 ? named : all;
}

/** Cargo compiles while npm and apt-get download. */
async function setUp(needs) {
  const installing = awaitedLater(install(needs));
  const chromium = awaitedLater(needs.has("browser") ? browser() : Promise.resolve());
  await (needs.has("build") ? buildAll({ faultyWorker: needs.has("faulty-worker") }) : prepare());
  const runner = needs.has("runner") ? await testRunner() : {};
  if (needs.has("pack")) await pack();
  await installing;
  const found = await chromium;
  return { runner, browser: found ? await driverSettings(found) : {} };
}

/** What has packages of its own, one after the other: npm's downloads would only share the line. */
async function install(needs) {
  if (needs.has("hosts")) await hostTools();
  if (needs.has("docs")) await dependencies("docs/api");
  if (needs.has("examples")) await dependencies("examples");
}

function sumUp(results) {
  console.log("\nsuite            passed  failed  seconds");
  for (const { name, passed, failed, seconds } of results) {
    console.log(
      `${name.padEnd(16)} ${String(passed).padStart(6)} ${String(failed).padStart(7)} ${seconds.toFixed(1).padStart(8)}`,
    );
  }
  const total = (what) => results.reduce((sum, result) => sum + result[what], 0);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  return total("failed");
}
