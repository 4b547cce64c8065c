// The compiled WebAssembly that scripts/steps/bundle.mjs gives the entries.
declare module "wasm:*" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
