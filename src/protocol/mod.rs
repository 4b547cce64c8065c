//! One call as a state machine, without I/O: what to send, what a response means, when to try again.
//!
//! A driver has what is missing here, a fetch and a clock:
//!
//! ```text
//! Call::prepare ─► start ─► Token? ─► Send ─► on_response / on_failure ─┐
//!                             ▲                                         │
//!                             └── on_wait_elapsed ◄── Wait(ms) ◄────────┤
//!                                                Done │ Failed ◄────────┘
//! ```
//! Two drivers exist, `js/driver.ts` and the `client` module; one table of faults runs through both.
//!
//! Statuses, headers and error bodies are those of Confluent's documentation of Notifications v1, editions of
//! 2023 and 2026. Rules of HTTP are those of RFC 9110. Retries, timeouts, redirects and what is refused before sending
//! are this library's. Durations are in milliseconds, times in milliseconds since 1970 (UTC).

mod base;
mod call;
mod check_response;
mod credentials;
mod error;
mod error_body;
#[cfg(feature = "sandbox")]
mod normalized_path;
mod operation;
mod operations;
mod paging;
mod prepare;
mod request;
mod response;
mod retry;
mod retry_after;
mod settings;
mod step;

pub use base::{Base, is_loopback};
pub use call::Call;
#[cfg(any(
    feature = "_wasm-worker",
    all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))
))]
pub(crate) use check_response::is_request_id;
pub use credentials::{Authorization, Secret};
pub use error::{Error, ErrorCode, ErrorDetail, ErrorFields, Field};
#[cfg(feature = "sandbox")]
pub(crate) use normalized_path::normalized_path;
pub use operation::integrations;
pub use operation::{Method, Operation, RequiredProperty};
pub use paging::next_page_token;
pub use prepare::Arguments;
pub use request::RequestTarget;
#[cfg(feature = "client")]
pub(crate) use response::header_number;
pub use response::{Body, RateLimit, ResponseHead};
pub use retry::{RetryDecision, decide};
pub use settings::Settings;
pub use step::{Attempt, Failure, Step};
