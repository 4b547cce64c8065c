// Runs other programs: quietly, showing their output only if they fail, and as a promise.
import { spawn } from "node:child_process";
import { endTree, hasProcessGroups, toSpawn } from "./platform.mjs";
import { inRoot, root, UserError } from "./step.mjs";

// Where every step looks for what cargo made. The variable goes before cargo's own settings, wherever those are.
const CARGO_SETTINGS = { CARGO_TARGET_DIR: inRoot("target") };

/** Returns what the program printed. Throws a UserError with its output if it fails. */
export async function run(command, args, { cwd = root, env = {} } = {}) {
  const { code, output, problem } = await attempt(command, args, { cwd, env });
  if (problem) throw new UserError(`${command} could not be started: ${problem.message}`);
  if (code !== 0) {
    throw new UserError(`${[command, ...args].join(" ")} failed (exit code ${code}):\n${output.trimEnd()}`);
  }
  return output;
}

/** The same without throwing: returns { code, output, problem }. `echo` shows the output as it comes; it may be a function. */
export function attempt(command, args, { cwd = root, env = {}, echo = false } = {}) {
  const print = typeof echo === "function" ? echo : (text) => process.stdout.write(text);
  return new Promise((resolve) => {
    const child = spawn(...toSpawn(command, args), {
      cwd,
      env: { ...process.env, ...CARGO_SETTINGS, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that its children can be ended with it.
      detached: hasProcessGroups,
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        if (echo) print(text);
      });
    }
    const settle = (result) => {
      running.delete(child);
      resolve(result);
    };
    child.on("error", (problem) => settle({ code: 127, output, problem }));
    child.on("close", (code, signal) => settle({ code: code ?? signal, output }));
  });
}

const running = new Set();

/** Ends every program that is still running, with its children. */
export function endChildren() {
  for (const { pid } of running) endTree(pid);
}
