// `npm run words`: finds names that the project does not use any more (scripts/words/table.mjs), as identifiers, keys of JSON,
// columns of SQL or names of files, and prints where they are. The suite `lint` runs it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "./steps/step.mjs";
import { namesIn } from "./words/names.mjs";
import { exceptions, groups } from "./words/table.mjs";

/** The words themselves, in three files. */
const TABLE = "scripts/words/table";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((file) => !file.startsWith(TABLE) && groups.some((group) => isIn(group, file)));

const used = new Set();
let found = 0;
for (const file of files) {
  const names = [...namesOfPath(file), ...namesIn(file, textOf(file))];
  for (const group of groups.filter((group) => isIn(group, file))) {
    for (const { name, line, kind } of names) {
      const better = Object.hasOwn(group.words, name) && group.as.includes(kind) ? group.words[name] : undefined;
      if (better === undefined || isException(file, name)) continue;
      found += 1;
      console.log(`${file}:${line}: ${name} is ${better} (${group.about})`);
    }
  }
}
for (const { in: where, word } of exceptions.filter((one) => !used.has(one))) {
  found += 1;
  console.log(`${TABLE}.mjs: ${where} does not use ${word}, so this exception is not needed`);
}
console.log(found === 0 ? `None of the old words is in ${files.length} files.` : `\n${found} old words`);
process.exitCode = found === 0 ? 0 : 1;

function isIn(group, file) {
  return group.in.some((start) => file.startsWith(start));
}

/** A file that was deleted, but not yet from Git's index, has no names. */
function textOf(file) {
  try {
    return readFileSync(inRoot(file), "utf8");
  } catch {
    return "";
  }
}

/** The folder and the file themselves, without what follows the first dot. */
function namesOfPath(file) {
  return [path.basename(path.dirname(file)), path.basename(file).split(".")[0]].map((name) => ({ name, line: 1, kind: "file" }));
}

function isException(file, name) {
  const exception = exceptions.find((one) => file.startsWith(one.in) && one.word === name);
  if (exception) used.add(exception);
  return exception !== undefined;
}
