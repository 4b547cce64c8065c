// What wasm-bindgen made of the worker artifact, except its default export: a loader with fetch that no entry uses.
export * from "../../../target/bindgen/worker/worker.js";
