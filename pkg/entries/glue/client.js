// What wasm-bindgen made of the client artifact, except its default export: a loader with fetch that no entry uses.
export * from "../../../target/bindgen/client/client.js";
