// The WebAssembly that scripts/steps/bundle.mjs gives the entries: as a function that compiles it, or compiled by the host.
declare module "wasm:*" {
  export default function compile(): WebAssembly.Module;
}
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
