// The tables of errors in the two READMEs, the repository's and the package's, say what to do about each code and no other.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import ts from "typescript-5.9";
import { inRoot } from "../../scripts/steps/step.mjs";

for (const file of ["README.md", "pkg/README.md"]) {
  it(`the table of ${file} names every ErrorCode of the declarations once, each with what to do`, async () => {
    const rows = tableUnder(await readFile(inRoot(file), "utf8"), "| `error.code` ");
    const named = rows.flatMap(([codes]) => [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code));
    assert.deepEqual(named.sort(), declaredCodes().sort());
    for (const [codes, happened, todo] of rows) assert.ok(happened && todo, `${codes} has an empty cell`);
  });
}

it("the two READMEs say the same about each code", async () => {
  const [whole, packed] = await Promise.all(["README.md", "pkg/README.md"].map((file) => readFile(inRoot(file), "utf8")));
  assert.deepEqual(tableUnder(packed, "| `error.code` "), tableUnder(whole, "| `error.code` "));
});

/** The cells of each row of the table whose first line begins so. */
function tableUnder(text, heading) {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith(heading));
  assert.notEqual(first, -1, `no line begins with ${heading}`);
  const below = lines.slice(first + 2);
  const end = below.findIndex((line) => !line.startsWith("|"));
  return below.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function declaredCodes() {
  const file = inRoot("pkg/dist/index.d.ts");
  const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const { types } = /** @type {ts.UnionType} */ (
    checker.getDeclaredTypeOfSymbol(exports.find(({ name }) => name === "ErrorCode"))
  );
  return types.map((type) => /** @type {ts.StringLiteralType} */ (type).value);
}
