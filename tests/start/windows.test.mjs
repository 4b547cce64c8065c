// What keeps the commands from starting on Windows or macOS, as far as Linux can tell: nobody has run them there.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { installed, playwrightCache } from "../../scripts/browser/find.mjs";
import { endTree, npmScripts, toSpawn } from "../../scripts/steps/platform.mjs";
import { inRoot } from "../../scripts/steps/step.mjs";

/** Our own files of a kind, below the folders that hold programs. */
async function ours(ending) {
  const folders = ["scripts", "tests", "benches", "www", "examples", "pkg"];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const files = await readdir(inRoot(folder), { recursive: true });
      return files.map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")));
    }),
  );
  return found.flat().filter((file) => file.endsWith(ending) && !/\/(node_modules|dist|page)\//.test(file));
}

describe("the scripts of each package.json", () => {
  it("use no shell's own words: one program with its arguments", async () => {
    const files = ["package.json", ...(await ours("/package.json"))];
    assert.ok(files.length > 3);
    for (const file of files) {
      const { scripts = {} } = JSON.parse(await readFile(inRoot(file), "utf8"));
      for (const [name, script] of Object.entries(scripts)) {
        // A program in double quotes is the same to sh and cmd.exe, as long as it holds nothing that either replaces.
        assert.match(script, /^(?!exec )[\w-]+( ([\w./:@=-]+|"[^"$%!`\\]*"))*$/, `${file}: ${name}`);
      }
    }
  });
});

describe("our programs", () => {
  it("start npm only by what knows how each system does it, use no shell, and end process groups in one place", async () => {
    for (const file of await ours(".mjs")) {
      if (file === "tests/start/windows.test.mjs") continue;
      const text = await readFile(inRoot(file), "utf8");
      assert.doesNotMatch(text, /\b(spawn|spawnSync|execFile|execFileSync)\(\s*["'](npm|npx)["']/, file);
      assert.doesNotMatch(text, /\bshell: true\b|\bexecSync\(/, file);
      if (file !== "scripts/steps/platform.mjs") assert.doesNotMatch(text, /\bkill\(\s*-/, file);
      assert.doesNotMatch(text, /new URL\([^)]*import\.meta\.url\)\.pathname/, `${file}: fileURLToPath knows drives and spaces`);
    }
  });
});

describe("npm", () => {
  it("is run by Node itself, as the script that is here", () => {
    const [program, [script, ...args]] = toSpawn("npm", ["ci", "--prefix", "a folder"]);
    assert.equal(program, process.execPath);
    assert.ok(existsSync(script), script);
    assert.deepEqual(args, ["ci", "--prefix", "a folder"]);
    assert.deepEqual(toSpawn("cargo", ["--version"]), ["cargo", ["--version"]]);
  });

  it("is looked for where the running npm says, and not where another package manager does", () => {
    assert.equal(npmScripts({ npm_execpath: "/opt/npm/bin/npm-cli.js" }, "/usr/bin/node")[0], "/opt/npm/bin/npm-cli.js");
    assert.equal(npmScripts({ npm_execpath: "/opt/pnpm.cjs" }, "/usr/bin/node")[0], "/usr/bin/node_modules/npm/bin/npm-cli.js");
    assert.ok(npmScripts({}, "/usr/bin/node").includes("/usr/lib/node_modules/npm/bin/npm-cli.js"));
  });
});

describe("a program with children", () => {
  it("is ended as a process group, and on Windows by taskkill", () => {
    const done = [];
    const how = { kill: (...given) => done.push(["kill", ...given]), spawn: (...given) => done.push(["spawn", ...given]) };
    for (const platform of ["linux", "darwin", "win32"]) endTree(7, "SIGTERM", /** @type {any} */ ({ ...how, platform }));
    assert.deepEqual(done, [
      ["kill", -7, "SIGTERM"],
      ["kill", -7, "SIGTERM"],
      ["spawn", "taskkill", ["/pid", "7", "/t", "/f"]],
    ]);
  });

  it("may have ended before", () => {
    endTree(2 ** 22 + 1);
  });
});

describe("Chromium", () => {
  it("is found where macOS and Windows keep programs", () => {
    assert.ok(installed("darwin", {}, "/Users/a").includes("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));
    assert.ok(installed("darwin", {}, "/Users/a").includes("/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium"));
    const env = { LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local", ProgramFiles: "C:\\Program Files" };
    assert.deepEqual(installed("win32", env, "C:\\Users\\a"), [
      "C:\\Users\\a\\AppData\\Local\\Chromium\\Application\\chrome.exe",
      "C:\\Users\\a\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe",
      "C:\\Program Files\\Chromium\\Application\\chrome.exe",
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ]);
    assert.deepEqual(installed("linux", {}, "/home/a"), []);
  });

  it("is found in Playwright's cache of each system", () => {
    assert.equal(playwrightCache("linux", {}, "/home/a"), "/home/a/.cache/ms-playwright");
    assert.equal(playwrightCache("darwin", {}, "/Users/a"), "/Users/a/Library/Caches/ms-playwright");
    assert.equal(
      playwrightCache("win32", { LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" }, "C:\\Users\\a"),
      "C:\\Users\\a\\AppData\\Local\\ms-playwright",
    );
  });
});
