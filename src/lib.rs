//! Client, sandbox and Worker for the integrations of Confluent Cloud Notifications v1. Unofficial.
//!
//! The map of the crate; `docs/how-it-works.md` in the repository follows a call through it. Each module imports only modules
//! below it:
//!
//! | module | what it is | what it may depend on |
//! |---|---|---|
//! | `js` | the npm package's client: bindings to JavaScript | JavaScript, `protocol`, `integration` |
//! | `worker` | the Cloudflare Worker: routes, access, forwarding, the canary | all below; its `platform` on Cloudflare |
//! | [`client`] | the Rust client and driver, generic over a transport | `protocol`, `integration` |
//! | [`sandbox`] | the API in memory: request in, response out | `protocol`, `integration` |
//! | [`protocol`] | one call as a state machine, without I/O | `integration` |
//! | [`integration`] | the API's data types, with their rules and limits | nothing |
#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::missing_errors_doc, clippy::missing_panics_doc)]
// The shipped client brings neither the standard library nor serde (docs/decisions/0016).
#![cfg_attr(not(feature = "json"), no_std)]

extern crate alloc;

#[cfg(feature = "client")]
pub mod client;
pub mod integration;
// The numbers of its boundary are tested natively.
#[cfg(any(feature = "_wasm-client", test))]
#[doc(hidden)]
pub mod js;
pub mod protocol;
#[cfg(feature = "sandbox")]
pub mod sandbox;
// Its decisions are pure: native tests see them without the platform.
#[cfg(any(feature = "_wasm-worker", all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))))]
mod worker;
