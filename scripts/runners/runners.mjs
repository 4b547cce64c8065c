// The three kinds of suites: cargo's tests, Node's tests, and programs that only succeed or fail.
// Each returns { passed, failed }, counted from the runner's own report, and passes what there is to read to `print`.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { attempt } from "../steps/run.mjs";

/** One test per program: it passes if the program succeeds. */
export async function checks(programs, print) {
  const result = { passed: 0, failed: 0 };
  for (const [name, [command, args, env]] of Object.entries(programs)) {
    const { code, output } = await attempt(command, args, { env });
    print(`${code === 0 ? "ok" : "not ok"} ${name}\n`);
    if (code !== 0) print(`${output}\n`);
    result[code === 0 ? "passed" : "failed"] += 1;
  }
  return result;
}

/** `cargo test`, once per list of arguments. */
export async function cargoTests(runs, print, env = {}) {
  const result = { passed: 0, failed: 0 };
  for (const args of runs) {
    const { code, output } = await attempt("cargo", args, { env, echo: print });
    const counted = { passed: 0, failed: 0 };
    for (const [, passed, failed] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)) {
      counted.passed += Number(passed);
      counted.failed += Number(failed);
    }
    verified(counted, code, `cargo ${args.join(" ")}`, print);
    result.passed += counted.passed;
    result.failed += counted.failed;
  }
  return result;
}

/** `node --test` on files, with a time limit in minutes; so many files run at a time. */
export async function nodeTests(files, print, { minutes = 3, concurrency = 1 } = {}) {
  const result = { passed: 0, failed: 0 };
  if (files.length === 0) return verified(result, 0, "node --test", print);
  const folder = await mkdtemp(path.join(tmpdir(), "npm-test-"));
  const tap = path.join(folder, "report.tap");
  const args = [
    "--test",
    // A test that hangs fails.
    `--test-timeout=${minutes * 60_000}`,
    `--test-concurrency=${concurrency}`,
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=tap", `--test-reporter-destination=${tap}`],
  ];
  const { code } = await attempt(process.execPath, [...args, ...files], { echo: print });
  const report = await readFile(tap, "utf8").catch(() => "");
  await rm(folder, { recursive: true, force: true });
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(report)?.[1] ?? 0);
  result.passed = count("pass");
  result.failed = count("fail") + count("cancelled");
  return verified(result, code, "node --test", print);
}

/** A runner that fails without a failed test, or that finds nothing to run, counts as a failure. */
function verified(result, code, what, print) {
  if (code !== 0 && result.failed === 0) {
    print(`${what} ended with exit code ${code}, although no test failed.\n`);
    result.failed = 1;
  } else if (result.passed + result.failed === 0) {
    print(`${what} ran no test.\n`);
    result.failed = 1;
  }
  return result;
}
