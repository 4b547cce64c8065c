//! The API in memory: a request goes in, the answer that Confluent would give comes out.
//!
//! Pure: no I/O, no clock and no randomness of its own, so the same requests at the same times give the same
//! answers. Whoever drives it reads the clock, draws the random numbers and carries the bytes: the JavaScript
//! binding (`js`, feature `_wasm-sandbox`), the Worker's Durable Object, native tests.
//!
//! ```
//! use confluent_notifications::sandbox::{Options, Request, Sandbox, random_from};
//!
//! let mut random = random_from(1);
//! let mut sandbox = Sandbox::new(Options::default(), 1.7e12, &mut random)?;
//! let request = Request {
//!     method: "GET",
//!     path: "/notifications/v1/integrations",
//!     query: "page_size=2",
//!     header: &|_| None,
//!     body: "",
//!     base_url: "https://api.confluent.cloud",
//! };
//! let answer = sandbox.answer_recording(&request, 1.7e12, &mut random).unwrap();
//! assert_eq!(answer.status, 200);
//! # Ok::<(), confluent_notifications::sandbox::BadOption>(())
//! ```
//!
//! | file | what it is for |
//! |---|---|
//! | `engine` | [`Sandbox`]: one request's way through faults, limit, credentials and handler |
//! | `exchange` | what goes in and comes out: [`Request`], [`Answer`], [`Outcome`] |
//! | `handler` | routes and the six operations |
//! | `body` | from a body's text to a document worth judging |
//! | `page` | page tokens and the links between pages |
//! | `store` | the integrations themselves |
//! | `refusal` | the API's error bodies |
//! | `limit`, `credentials`, `fault`, `delivery` | one concern each |
//! | `options`, `seed` | what a sandbox starts with |
//! | `js`, `loopback` | the JavaScript binding; test messages posted for real, to this machine alone |
//! | `random`, `text`, `time` | small tools: random numbers, encodings, RFC 3339 |

mod body;
mod credentials;
mod delivery;
mod engine;
mod exchange;
mod fault;
mod handler;
#[cfg(feature = "_wasm-sandbox")]
pub mod js;
mod limit;
#[cfg(feature = "_wasm-sandbox")]
mod loopback;
mod options;
mod page;
mod random;
mod refusal;
mod seed;
mod store;
mod text;
mod time;

pub use credentials::Credentials;
pub use delivery::Delivery;
pub use engine::Sandbox;
pub use exchange::{Answer, Dead, Header, Outcome, Pending, Request, split_prefix};
pub use fault::{Fault, StatusFault};
pub use limit::RateLimit;
pub use options::{BadOption, Options, QUOTA_DEFAULT};
pub use random::random_from;
