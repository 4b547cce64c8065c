//! What JavaScript sees: the state machine behind a handful of exports, driven by `driver.ts`.
//!
//! Nothing here performs I/O, and no state here is irreplaceable: after a trap JavaScript makes a new instance and registers
//! its clients again, with the options that it kept. All but [`wire`] needs a JavaScript host.

pub mod wire;

#[cfg(feature = "_wasm-client")]
mod call;
#[cfg(feature = "_wasm-client")]
mod document;
#[cfg(feature = "_wasm-client")]
mod exports;
#[cfg(all(feature = "_wasm-client", not(feature = "_wasm-client-types")))]
mod freestanding;
#[cfg(feature = "_wasm-client")]
mod report;

#[cfg(feature = "_wasm-client")]
pub use call::{on_event, on_response, register_client, release_client, start_call};
#[cfg(feature = "_wasm-client")]
pub use exports::{next_page, redact, target_state};

/// What JavaScript alone knows of the package's types; tsify adds those of `integration`.
#[cfg(feature = "_wasm-client-types")]
#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const DECLARATIONS: &str = include_str!("types.d.ts");
