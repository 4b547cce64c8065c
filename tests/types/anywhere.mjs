// Finds each `any` that a user of declarations can reach: from the exports, through every type that the package declares.
import ts from "typescript-5.9";

/**
 * The paths to each `any`, such as `index.Integrations.get(id)`. `files`: name → declaration file. `isOurs` says of a
 * file whether the package wrote it: what the host declares (`Response.json()`) is not ours to mend, but what we put into
 * its type arguments is.
 */
export function reachableAny({ files, options, isOurs }) {
  const program = ts.createProgram(Object.values(files), options);
  const checker = program.getTypeChecker();
  const found = new Set();
  const seen = new Set();
  let visited = 0;
  const ours = (symbol) => symbol.declarations?.some((each) => isOurs(each.getSourceFile().fileName)) ?? false;

  for (const [name, file] of Object.entries(files)) {
    const source = program.getSourceFile(file);
    const entry = source && checker.getSymbolAtLocation(source);
    if (!entry) throw new Error(`${file} is no module that TypeScript can read.`);
    for (const exported of checker.getExportsOfModule(entry)) symbol(exported, `${name}.${exported.name}`);
  }
  return { found: [...found].sort(), visited };

  function symbol(exported, at) {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (target.flags & ts.SymbolFlags.Type) type(checker.getDeclaredTypeOfSymbol(target), at);
    if (target.flags & ts.SymbolFlags.TypeAlias) parameters(target, at);
    if (target.flags & ts.SymbolFlags.Value) type(checker.getTypeOfSymbol(target), at);
    // An import that leads nowhere is `any` to its users.
    if (checker.isUnknownSymbol(target)) found.add(at);
  }

  function parameters(alias, at) {
    const declared = alias.declarations?.flatMap((each) => each.typeParameters ?? []) ?? [];
    for (const each of declared) type(checker.getTypeAtLocation(each), `${at}<${each.name.text}>`);
  }

  function type(reached, at) {
    if (reached.flags & ts.TypeFlags.Any) return void found.add(at);
    if (seen.has(reached)) return;
    seen.add(reached);
    visited += 1;
    for (const each of reached.aliasTypeArguments ?? []) type(each, `${at}<>`);
    if (reached.isUnionOrIntersection()) {
      for (const each of reached.types) type(each, at);
      return;
    }
    if (reached.isTypeParameter()) {
      // Itself where it has none of them: seen already.
      type(checker.getBaseConstraintOfType(reached) ?? reached, at);
      type(checker.getDefaultFromTypeParameter(reached) ?? reached, at);
      return;
    }
    if (!(reached.flags & ts.TypeFlags.Object)) return;
    if (reached.objectFlags & ts.ObjectFlags.Reference) {
      for (const each of checker.getTypeArguments(reached)) type(each, `${at}<>`);
    }
    const mapped = (reached.objectFlags & ts.ObjectFlags.Mapped) !== 0;
    if (!mapped && reached.symbol && !ours(reached.symbol)) return;
    members(reached, at, mapped);
  }

  function members(reached, at, mapped) {
    if (reached.isClassOrInterface()) for (const base of checker.getBaseTypes(reached)) type(base, at);
    for (const property of checker.getPropertiesOfType(reached)) {
      if (mapped || ours(property)) type(checker.getTypeOfSymbol(property), `${at}.${property.name}`);
    }
    for (const { keyType, type: value } of checker.getIndexInfosOfType(reached)) {
      type(keyType, `${at}[]`);
      type(value, `${at}[]`);
    }
    for (const kind of [ts.SignatureKind.Call, ts.SignatureKind.Construct]) {
      for (const signature of checker.getSignaturesOfType(reached, kind)) call(signature, at);
    }
  }

  function call(signature, at) {
    for (const each of signature.getTypeParameters() ?? []) type(each, `${at}<${each.symbol.name}>`);
    for (const each of signature.getParameters()) type(checker.getTypeOfSymbol(each), `${at}(${each.name})`);
    type(signature.getReturnType(), `${at}()`);
    const narrowed = checker.getTypePredicateOfSignature(signature)?.type;
    if (narrowed) type(narrowed, `${at}() is`);
  }
}

export const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
};
