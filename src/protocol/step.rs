//! What a call and its driver exchange: the next step, why an attempt failed, and what is reported of it.

use alloc::string::String;

use super::{Error, ErrorCode, RateLimit};

/// What the driver shall do next. Each method of [`Call`](super::Call) that gives a step names those that it gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the token function, then call [`Call::on_token`](super::Call::on_token).
    Token,
    /// Send the request ([`Call::method`](super::Call::method), [`Call::url`](super::Call::url),
    /// [`Call::authorization`](super::Call::authorization), the caller's headers, the body) without following redirects.
    /// Then call [`Call::on_response`](super::Call::on_response) or [`Call::on_failure`](super::Call::on_failure). Not complete within
    /// [`Settings::timeout_ms`](super::Settings::timeout_ms), it is cancelled and has failed with [`Failure::Timeout`].
    Send,
    /// Wait this many milliseconds, 0 to 66,000 and not always whole, then call [`Call::on_wait_elapsed`](super::Call::on_wait_elapsed).
    Wait(f64),
    /// The call has succeeded: the last answer's body, where the operation has one, is its value. No step follows.
    Done,
    /// The call has failed. No step follows.
    Failed(Error),
}

/// Why an attempt brought no answer. One that broke off after its head is an answer with [`Body::Truncated`](super::Body::Truncated).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<'a> {
    /// The host's fetch gave up. Tried again where the operation may be repeated ([`decide`](super::decide)).
    Network {
        /// The host's error message, or empty. Secrets and URLs are removed before it becomes part of an error.
        why: &'a str,
    },
    /// The time for one attempt ran out. It ends the call: the caller decides how long to wait.
    Timeout,
}

/// One attempt, as far as the core knows it: for logs, traces and gauges. Holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The number of this attempt, from 1. A redirect that is followed makes one more.
    pub attempt: u32,
    /// Present where an answer came, or its head; absent for a redirect that a browser hides.
    pub status: Option<u16>,
    /// The answer's `X-RequestTarget-Id`, or the `requestId` of an error body: what Confluent's support asks for. At most 128
    /// visible ASCII characters; anything else counts as absent.
    pub request_id: Option<String>,
    /// What the answer said of the API's limits.
    pub rate_limit: Option<RateLimit>,
    /// How it failed, where it did; absent for a redirect that is followed.
    pub error: Option<ErrorCode>,
    /// In how many milliseconds the next attempt follows a failed one; 0 where a fresh token is asked for first, absent where
    /// the call ends.
    pub retry_in_ms: Option<f64>,
}
