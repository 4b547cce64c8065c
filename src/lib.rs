//! Client, sandbox and Worker for the integrations of Confluent Cloud Notifications v1. Unofficial.
//!
//! The map of the crate. Arrows point one way, from the top of this list to its bottom:
//!
//! | module | what it is | may know |
//! |---|---|---|
//! | `js` | what JavaScript sees: the client's surface over the core | JavaScript |
//! | `worker` | the Cloudflare Worker: routes, access, forwarding; its `platform` knows Cloudflare | the rest but `js` |
//! | [`client`] | the Rust driver, generic over a transport | futures |
//! | [`sandbox`] | the API in memory: request in, answer out | nothing but the two below |
//! | [`protocol`] | one call as a state machine, without I/O | nothing but the one below |
//! | [`integration`] | what travels, and its limits | nothing |
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
