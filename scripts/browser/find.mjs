// Finds a Chromium on this machine, and the chromedriver that matches it.
import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { attempt } from "../steps/run.mjs";

/** The path of a Chromium: from PATH, from CHROME, where installers put one, or from Playwright's cache, in that order; otherwise undefined. */
export function findChromium() {
  const onPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(inPath).find(Boolean);
  return onPath ?? process.env.CHROME ?? installed(process.platform, process.env, homedir()).find(isProgram) ?? playwrights();
}

/** Where the installers of Chrome and Chromium put them, on systems that do not put programs on PATH. */
export function installed(platform, env, home) {
  if (platform === "darwin") {
    const inApplications = ["Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome"];
    return ["/Applications", path.posix.join(home, "Applications")].flatMap((folder) =>
      inApplications.map((file) => path.posix.join(folder, file)),
    );
  }
  if (platform !== "win32") return [];
  const inPrograms = ["Chromium\\Application\\chrome.exe", "Google\\Chrome\\Application\\chrome.exe"];
  const folders = [env.LOCALAPPDATA, env.ProgramFiles, env["ProgramFiles(x86)"]].filter(Boolean);
  return folders.flatMap((folder) => inPrograms.map((file) => path.win32.join(folder, file)));
}

/** A chromedriver of exactly the version of `chromium`: any other refuses to drive it. */
export async function findDriver(chromium) {
  const candidates = [
    process.env.CHROMEDRIVER,
    inPath("chromedriver"),
    path.join(path.dirname(chromium), process.platform === "win32" ? "chromedriver.exe" : "chromedriver"),
  ];
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
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, file))
    .find(isProgram);
}

function playwrights() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? playwrightCache(process.platform, process.env, homedir());
  const inside = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-mac-arm64/Chromium.app/Contents/MacOS/Chromium",
    "chrome-win/chrome.exe",
    "chrome-win64/chrome.exe",
  ];
  return foldersIn(cache)
    .filter((name) => name.startsWith("chromium-"))
    .sort((a, b) => Number(b.split("-")[1]) - Number(a.split("-")[1]))
    .flatMap((name) => inside.map((file) => path.join(cache, name, file)))
    .find(isProgram);
}

/** Where Playwright keeps its browsers. */
export function playwrightCache(platform, env, home) {
  if (platform === "win32") return path.win32.join(env.LOCALAPPDATA ?? path.win32.join(home, "AppData\\Local"), "ms-playwright");
  return path.posix.join(home, platform === "darwin" ? "Library/Caches" : ".cache", "ms-playwright");
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
