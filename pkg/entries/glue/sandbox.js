// What wasm-bindgen made of the sandbox artifact, except its default export: a loader with fetch that no entry uses.
export * from "../../../target/bindgen/sandbox/sandbox.js";
