// The names in one file: identifiers of Rust, JavaScript and TypeScript, keys of JSON, columns of SQL. Comments and prose are
// left out.
import ts from "typescript-5.9";

/**
 * Each name with its line and what it is: an "identifier", a "module" of a path in Rust, a "property" (which may become a key of
 * JSON), a whole "text", or a "column" of SQL.
 * @typedef {{ name: string, line: number, kind: "identifier" | "module" | "property" | "text" | "column" }} Name
 * @returns {Name[]}
 */
export function namesIn(file, text) {
  if (file.endsWith(".rs")) return ofRust(text);
  if (file.endsWith(".sql")) return ofSql(text, 1);
  if (/\.jsonc?$/.test(file)) return ofTree(ts.parseJsonText(file, text));
  if (!/\.[cm]?[jt]s$/.test(file)) return [];
  const kind = /ts$/.test(file) ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  return ofTree(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, kind));
}

/** JavaScript, TypeScript and JSON as TypeScript's own parser reads them. */
function ofTree(source) {
  /** @type {Name[]} */
  const names = [];
  const visit = (node, parent) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (ts.isIdentifier(node)) names.push({ name: node.text, line, kind: isProperty(node, parent) ? "property" : "identifier" });
    else if (ts.isPrivateIdentifier(node)) names.push({ name: node.text.slice(1), line, kind: "identifier" });
    else if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node))
      names.push(...ofText(node.text, line, isKey(node, parent)));
    ts.forEachChild(node, (child) => visit(child, node));
  };
  visit(source, undefined);
  return names;
}

const isKey = (node, parent) => parent !== undefined && ts.isPropertyAssignment(parent) && parent.name === node;

function isProperty(node, parent) {
  return (
    isKey(node, parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node)
  );
}

/** What a text holds: it may be a key or a value of JSON, JSON itself, or SQL. */
function ofText(text, line, key = false) {
  /** @type {Name[]} */
  const names = [{ name: text, line, kind: key ? "property" : "text" }];
  if (/^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|REPLACE)\s/.test(text)) return [...names, ...ofSql(text, line)];
  for (const { 1: name, index } of text.matchAll(/"(\w+)":/g))
    names.push({ name, line: line + linesIn(text.slice(0, index)), kind: "property" });
  return names;
}

/** The words of SQL, without its comments and texts. */
function ofSql(text, first) {
  const bare = text.replaceAll(/--.*|'(?:[^']|'')*'/g, (part) => part.replaceAll(/[^\n]/g, " "));
  return [...bare.matchAll(/[A-Za-z_]\w*/g)].map(({ 0: name, index }) => ({
    name,
    line: first + linesIn(bare.slice(0, index)),
    kind: /** @type {"column"} */ ("column"),
  }));
}

const RUST = new RegExp(
  [
    /\/\/.*/, // A comment, or documentation.
    /(?<block>\/\*)/,
    /b?r(?<hashes>#*)"(?<raw>[^]*?)"\k<hashes>/,
    /[bc]?"(?<text>(?:[^"\\]|\\[^])*)"/,
    /b?'(?:[^'\\\n]|\\[^\n]{1,9}?)'/, // One character, which is no lifetime: that has no quote behind it.
    /'\w+/,
    /(?:r#)?(?<name>[A-Za-z_]\w*)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

function ofRust(text) {
  /** @type {Name[]} */
  const names = [];
  let line = 1;
  let seen = 0;
  RUST.lastIndex = 0;
  for (let match = RUST.exec(text); match; match = RUST.exec(text)) {
    const { block, raw, text: quoted, name } = match.groups ?? {};
    line += linesIn(text.slice(seen, match.index));
    seen = match.index;
    if (block) RUST.lastIndex = endOfComment(text, match.index);
    else if (name) names.push({ name, line, kind: kindOf(text, match.index, RUST.lastIndex) });
    else if (raw ?? quoted) names.push(...ofText(raw ?? quoted.replaceAll('\\"', '"'), line));
  }
  return names;
}

/** Comments of Rust contain each other. */
function endOfComment(text, start) {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function kindOf(text, start, end) {
  const [before, after] = [text.slice(Math.max(0, start - 8), start), text.slice(end, end + 3)];
  if (/^::/.test(after) || /\b(mod|use)\s+$/.test(before)) return "module";
  if (/^\s?:/.test(after) || (/\.\s*$/.test(before) && !after.startsWith("("))) return "property";
  return "identifier";
}

const linesIn = (text) => text.split("\n").length - 1;
