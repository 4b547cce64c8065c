// What differs between Linux, macOS and Windows in running other programs. No package does it: this runs before any is installed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Windows has none: there a detached program gets a console window of its own. */
export const hasProcessGroups = process.platform !== "win32";

/**
 * What to give to `spawn`. npm is a script of Node's, and on Windows a `.cmd` file besides, which `spawn` refuses without a
 * shell: Node runs the script everywhere. Every other program that is run here is an executable file.
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function toSpawn(command, args) {
  if (command !== "npm") return [command, args];
  const script = npmScripts(process.env, process.execPath).find((file) => existsSync(file));
  return script ? [process.execPath, [script, ...args]] : [command, args];
}

/** Where npm's script may be: where the npm that runs this says, or where Node's installers put it. */
export function npmScripts(env, node) {
  const beside = [
    "node_modules/npm/bin/npm-cli.js",
    "../lib/node_modules/npm/bin/npm-cli.js",
    "../share/nodejs/npm/bin/npm-cli.js",
  ];
  const named = /npm-cli\.js$/.test(env.npm_execpath ?? "") ? [env.npm_execpath] : [];
  return [...named, ...beside.map((file) => path.join(path.dirname(node), file))];
}

/**
 * Ends a program that was started as the first of its process group, with all that it started.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function endTree(pid, signal = "SIGTERM", { platform = process.platform, kill = process.kill, spawn = spawnSync } = {}) {
  if (platform === "win32") return void spawn("taskkill", ["/pid", String(pid), "/t", "/f"]);
  try {
    kill(-pid, signal);
  } catch {
    // It has already ended.
  }
}
