// `npm run words` sees every name of a file, and nothing of its comments and prose.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { namesIn } from "../../scripts/words/names.mjs";

/** The names of these kinds, each with its line. */
const found = (file, text, ...kinds) =>
  namesIn(file, text)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ name, line }) => `${name}:${line}`);

describe("the names of a file", () => {
  it("are the identifiers of Rust, without comments, characters and lifetimes", () => {
    const text = `// told
/* told /* told */ told */
fn begin<'told>(x: &'told str) -> char {
    r#match(); 't'; '\\''; b'"';
    "told \\" told"; r##"told "# told"##;
    last
}`;
    assert.deepEqual(found("a.rs", text, "identifier"), ["fn:3", "begin:3", "str:3", "char:3", "match:4", "last:6"]);
  });

  it("are modules and properties in Rust", () => {
    const text = "mod later;\nuse crate::session::open;\nstruct A { told: u8 }\nfn b() { a.by; a.by(); }";
    assert.deepEqual(found("a.rs", text, "module"), ["later:1", "crate:2", "session:2"]);
    assert.deepEqual(found("a.rs", text, "property"), ["told:3", "by:4"]);
  });

  it("are the identifiers and properties of JavaScript, without comments and regular expressions", () => {
    const text =
      '// told\nconst { by, left: over } = a.found; /told/.test("told it");\nclass B { #kept = { ill: 1, [`told`]: 2 }; }';
    assert.deepEqual(found("a.mjs", text, "identifier"), ["over:2", "a:2", "B:3", "kept:3"]);
    assert.deepEqual(found("a.mjs", text, "property"), ["by:2", "left:2", "found:2", "test:2", "ill:3"]);
  });

  it("are keys of JSON, in files and in texts", () => {
    assert.deepEqual(found("a.json", '{\n"told": {"by": "run"}}', "property"), ["told:2", "by:2"]);
    assert.deepEqual(found("a.rs", 'f("told"); g("{\\"by\\":\n1}"); h(r#"{"left": 2}"#);', "text", "property"), [
      "told:1",
      '{"by":\n1}:1',
      "by:1",
      '{"left": 2}:2',
      "left:2",
    ]);
  });

  it("are the words of SQL, in files and in texts, without its comments and texts", () => {
    const text = "SELECT told -- by\nFROM t WHERE a = 'left it''s'";
    const words = ["SELECT:1", "told:1", "FROM:2", "t:2", "WHERE:2", "a:2"];
    assert.deepEqual(found("a.sql", text, "column"), words);
    assert.deepEqual(found("a.mjs", `f(\`${text}\`)`, "column"), words);
  });
});
