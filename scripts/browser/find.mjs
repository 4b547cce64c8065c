// Finds a Chromium on this machine, and the chromedriver that matches it.
import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { attempt } from "../steps/run.mjs";

/** The path of a Chromium: from PATH, from CHROME, or from Playwright's cache, in that order; otherwise undefined. */
export function findChromium() {
  const onPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(inPath).find(Boolean);
  return onPath ?? process.env.CHROME ?? playwrights();
}

/** A chromedriver of exactly the version of `chromium`: any other refuses to drive it. */
export async function findDriver(chromium) {
  const candidates = [process.env.CHROMEDRIVER, inPath("chromedriver"), path.join(path.dirname(chromium), "chromedriver")];
  const wanted = await majorVersion(chromium);
  for (const driver of candidates) {
    if (driver && isProgram(driver) && (await majorVersion(driver)) === wanted) return driver;
  }
}

async function majorVersion(program) {
  const { output } = await attempt(program, ["--version"]);
  return /\b(\d+)\.\d+\.\d+/.exec(output)?.[1];
}

function inPath(name) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isProgram);
}

function playwrights() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    path.join(homedir(), process.platform === "darwin" ? "Library/Caches/ms-playwright" : ".cache/ms-playwright");
  const inside = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-mac-arm64/Chromium.app/Contents/MacOS/Chromium",
  ];
  return foldersIn(cache)
    .filter((name) => name.startsWith("chromium-"))
    .sort((a, b) => Number(b.split("-")[1]) - Number(a.split("-")[1]))
    .flatMap((name) => inside.map((file) => path.join(cache, name, file)))
    .find(isProgram);
}

function foldersIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
