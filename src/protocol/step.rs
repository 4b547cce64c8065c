//! The values that a call and its driver exchange: the next step, the failure of an attempt, and the report of an attempt.

use alloc::string::String;

use super::{Error, ErrorCode, RateLimit};

/// What the driver has to do next. Each method of [`Call`](super::Call) that returns a step names those that it can return.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Call the token function, then [`Call::on_token`](super::Call::on_token).
    Token,
    /// Send the request ([`Call::method`](super::Call::method), [`Call::url`](super::Call::url),
    /// [`Call::authorization`](super::Call::authorization), the caller's headers, the body) without following redirects.
    /// Then call [`Call::on_response`](super::Call::on_response) or [`Call::on_failure`](super::Call::on_failure). If it
    /// is not complete within [`Settings::timeout_ms`](super::Settings::timeout_ms), cancel it and report
    /// [`Failure::Timeout`].
    Send,
    /// Wait so many milliseconds, 0 to 66,000 and not always whole, then call
    /// [`Call::on_wait_elapsed`](super::Call::on_wait_elapsed).
    Wait(f64),
    /// The call has succeeded: its value is the last response's body, if the operation has one. No step follows.
    Done,
    /// The call has failed. No step follows.
    Failed(Error),
}

/// Why an attempt has no response. One that breaks off after its head is a response with
/// [`Body::Truncated`](super::Body::Truncated).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<'a> {
    /// The host's fetch failed. It is tried again if the operation is repeatable ([`decide`](super::decide)).
    Network {
        /// The host's error message, or empty. Secrets and URLs are removed before it becomes part of an error.
        why: &'a str,
    },
    /// The timeout of one attempt passed. It ends the call: the caller decides how long to wait.
    Timeout,
}

/// One attempt, for logs, traces and gauges. It holds no secret; the driver adds its duration.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The number of this attempt, from 1. A redirect that is followed makes one more.
    pub attempt: u32,
    /// The status, if a response came, or at least its head; `None` for a redirect that a browser hides.
    pub status: Option<u16>,
    /// The response's `X-Request-Id`, or the `requestId` of an error body, which Confluent's support asks for. At most 128
    /// visible ASCII characters; anything else counts as absent.
    pub request_id: Option<String>,
    /// The API's limits, as the response reported them.
    pub rate_limit: Option<RateLimit>,
    /// The code of the failure, if it failed; `None` for a redirect that is followed.
    pub error: Option<ErrorCode>,
    /// After how many milliseconds the next attempt follows a failed one; 0 if the token function is called first, `None`
    /// if the call ends.
    pub retry_in_ms: Option<f64>,
}
