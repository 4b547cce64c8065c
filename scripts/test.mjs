// `npm test`: sets up everything that the tests need, runs every suite and sums up in one line.
// `npm test -- hosts types` runs only those suites.
import { browser } from "./browser/install.mjs";
import { buildAll, buildFaultyWorker, main, prepare } from "./steps/all.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { hostTools } from "./steps/hosts.mjs";
import { pack } from "./steps/pack.mjs";
import { UserError } from "./steps/step.mjs";
import { driverSettings, testRunner } from "./steps/test-runner.mjs";
import { suites } from "./runners/suites.mjs";

await main(async () => {
  const chosen = chosenSuites();
  console.log("Setting up");
  const tools = await setUp(new Set(chosen.flatMap((name) => suites[name].needs)));
  const results = [];
  for (const name of chosen) {
    console.log(`\n── ${name}: ${suites[name].about}`);
    const started = performance.now();
    const { passed, failed } = await suites[name].run(tools);
    results.push({ name, passed, failed, seconds: (performance.now() - started) / 1000 });
  }
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

async function setUp(needs) {
  await (needs.has("build") ? buildAll() : prepare());
  if (needs.has("faulty-worker")) await buildFaultyWorker();
  if (needs.has("pack")) await pack();
  if (needs.has("hosts")) await hostTools();
  if (needs.has("docs")) await dependencies("docs/api");
  if (needs.has("examples")) await dependencies("examples");
  return {
    runner: needs.has("runner") ? await testRunner() : {},
    browser: needs.has("browser") ? await driverSettings(await browser()) : {},
  };
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
