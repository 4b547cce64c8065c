/** The host's text encodings: Jest's jsdom hides both, and Node, which it runs in, has them. The bundle uses these for the globals. */
declare global {
  var process: { getBuiltinModule(name: string): typeof globalThis };
}

export const { TextDecoder, TextEncoder } = globalThis.TextDecoder
  ? globalThis
  : globalThis.process.getBuiltinModule("node:util");
