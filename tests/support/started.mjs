// Runs `npm start` as a person would, in a folder of its own, and tells what it leaves behind.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { endTree, hasProcessGroups, toSpawn } from "../../scripts/steps/platform.mjs";
import { root } from "../../scripts/steps/step.mjs";

/** A folder for `.dev.vars` and the state, so that a developer's own are neither read nor touched. */
export async function makeFolder(vars = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "start-test-"));
  const lines = Object.entries(vars).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path.join(folder, ".dev.vars"), lines.join(""));
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Starts it, and gives what it has printed so far, its end, and its address once there is one.
 * @param {{ folder: string, port?: number | string }} options
 */
export function npmStart({ folder, port = 0 }) {
  const npm = spawn(...toSpawn("npm", ["start", "--", "--folder", folder]), {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
    // As a terminal has it: Ctrl-C goes to the whole group.
    detached: hasProcessGroups,
  });
  /** @type {any} */
  const started = { output: "", npm };
  started.ended = new Promise((resolve) => npm.on("close", (code, signal) => resolve({ code, signal })));
  started.address = new Promise((resolve, reject) => {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        started.output += text;
        const line = /^http:\/\/localhost:\d+\/$/m.exec(started.output);
        if (line) resolve(line[0]);
      });
    }
    started.ended.then(() => reject(new Error(`npm start ended:\n${started.output}`)));
  });
  // Whoever only waits for the end does not ask for an address.
  started.address.catch(() => {});
  started.stop = (/** @type {NodeJS.Signals} */ signal = "SIGTERM") => {
    if (signal === "SIGINT") endTree(npm.pid, signal);
    else npm.kill(signal);
    return started.ended;
  };
  return started;
}

/** Every process below `pid`, at this moment. */
export function descendants(pid) {
  const children = processes().filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid)]);
}

/** Whether a process is still there, as a zombie or alive. */
export const exists = (pid) => processes().some((one) => one.pid === pid);

function processes() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, command, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"));
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** Whether something answers on a port. */
export function listens(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", settle(true)).once("error", settle(false));
  });
}
