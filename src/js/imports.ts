/** What Rust imports from JavaScript in the client, as one module: `build.rs` compiles it for wasm-bindgen. */
export * from "./document.ts";
export * from "./report.ts";
