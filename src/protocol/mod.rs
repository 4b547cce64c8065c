//! One call as a state machine, without I/O: what to send, what an answer means, when to try again.
//!
//! A driver holds the two things that cannot be decided here, a fetch and a clock:
//!
//! ```text
//! Call::start ─► Token? ─► Send ─► answered / failed ─┐
//!                  ▲                                  │
//!                  └── waited ◄── Wait(ms) ◄──────────┤
//!                                 Done │ Failed ◄─────┘
//! ```
//! Two drivers exist, `js/driver.js` and the `client` module; one table of faults runs through both.
//!
//! Statuses, headers and error bodies are those of Confluent's documentation of Notifications v1, Integrations, editions of
//! 2023 and 2026. Where HTTP has the rule, it is RFC 9110's. Retries, timeouts, redirects and what is refused before sending
//! are this library's. Durations are in milliseconds, times in milliseconds since 1970 (UTC).

mod answer;
mod base;
mod call;
mod credentials;
mod error;
mod error_body;
mod operation;
mod paging;
mod request;
mod retry;
mod settings;
mod step;
mod unexpected;

#[cfg(feature = "client")]
pub(crate) use answer::header_number;
pub use answer::{Body, Head, RateLimit};
pub use base::{Base, is_loopback};
pub use call::Call;
pub use credentials::{Authorization, Secret};
pub use error::{Error, ErrorCode, ErrorDetail, ErrorFields, Field};
pub use operation::{Method, Operation};
pub use paging::next_page_token;
pub use request::{COLLECTION, Request, list_query};
pub use retry::{Verdict, decide};
pub use settings::Settings;
pub use step::{Attempt, Failure, Step};
#[cfg(any(
    feature = "_wasm-worker",
    all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))
))]
pub(crate) use unexpected::is_request_id;
