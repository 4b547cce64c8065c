//! The API in memory: takes a request and returns the response that Confluent would send.
//!
//! It is pure: it performs no I/O and has neither a clock nor randomness of its own, so the same requests at the same times get
//! the same responses. Its driver reads the clock, draws the random numbers and carries the bytes: the JavaScript binding
//! (`js`, feature `_wasm-sandbox`), the Worker's Durable Object, native tests.
//!
//! ```
//! use confluent_notifications::sandbox::{Options, Sandbox, SandboxRequest, random_from};
//!
//! let mut random = random_from(1);
//! let mut sandbox = Sandbox::new(Options::default(), 1.7e12, &mut random)?;
//! let request = SandboxRequest {
//!     method: "GET",
//!     path: "/notifications/v1/integrations",
//!     query: "page_size=2",
//!     header: &|_| None,
//!     body: "",
//!     base_url: "https://api.confluent.cloud",
//! };
//! let response = sandbox.respond(&request, 1.7e12, &mut random).unwrap();
//! assert_eq!(response.status, 200);
//! # Ok::<(), confluent_notifications::sandbox::InvalidOption>(())
//! ```
//!
//! | file | what it is for |
//! |---|---|
//! | `engine` | [`Sandbox`]: a request's path through faults, rate limit and credentials to the handler |
//! | `exchange` | requests and responses: [`SandboxRequest`], [`SandboxResponse`], [`NextAction`] |
//! | `handler` | routes a request to its operation |
//! | `integrations` | the operations on integrations |
//! | `arguments` | reads and checks a request's body and query |
//! | `page` | page tokens and the links between pages |
//! | `store` | the saved integrations |
//! | `api_error` | the API's error responses |
//! | `credentials`, `delivery`, `fault`, `rate_limit` | one concern each |
//! | `options`, `seed` | the options and the default integrations |
//! | `js` | the JavaScript binding, and test messages that are posted to this machine |
//! | `encoding`, `random`, `time` | percent-encoding and base64, random numbers, RFC 3339 |

mod api_error;
mod arguments;
mod context;
mod credentials;
mod delivery;
mod encoding;
mod engine;
mod exchange;
mod fault;
mod handler;
mod integrations;
#[cfg(feature = "_wasm-sandbox")]
pub mod js;
mod options;
mod page;
mod random;
mod rate_limit;
mod seed;
mod store;
mod time;

pub use credentials::Credentials;
pub use delivery::Delivery;
pub use engine::Sandbox;
pub use exchange::{
    ConnectionFault, Header, NextAction, PendingDelivery, SandboxRequest, SandboxResponse, split_prefix,
};
pub use fault::{Fault, StatusFault};
pub use options::{InvalidOption, Options, QUOTA_DEFAULT};
pub use random::random_from;
pub use rate_limit::RateLimitRule;
