//! What a driver reports of one answer: status, headers on demand, and a body that the host has parsed.

use alloc::string::String;

/// The head of an answer, as a driver gives it. Headers are read only when something depends on them, and by names in lower
/// case; their case on the wire does not count (RFC 9110). No read fails: what is missing or invalid is `None`.
pub trait ResponseHead {
    /// The HTTP status; 0 for a redirect that a browser hides (an opaque-redirect response of the WHATWG Fetch standard).
    fn status(&self) -> u16;
    /// A response header's value by its lower-case name.
    fn header(&self, name: &'static str) -> Option<String>;
    /// The `Location` header as an absolute, normalised URL, resolved against the request's `url` (RFC 9110, WHATWG URL): its
    /// origin is compared as text ([`Base::is_same_origin`](super::Base::is_same_origin)).
    fn location(&self, url: &str) -> Option<String>;
    /// A response header that is a number without sign or exponent, such as `7` or `1.5`, of at most 15 digits on each side of
    /// the point; none where it is anything else.
    fn number(&self, name: &'static str) -> Option<f64>;
    /// A response header that is an HTTP date (RFC 9110), as milliseconds since 1970; none where it is anything else. Lenient
    /// parsers make a date even of `-1` and `soon 1`: an HTTP date ends with ` GMT`.
    fn date_ms(&self, name: &'static str) -> Option<f64>;
}

/// The body of an answer, as far as the host could make sense of it. `Content-Type` does not count: JSON is what parses.
#[derive(Debug)]
pub enum Body<'a, D> {
    /// None, or nothing but white space.
    Empty,
    /// Parsed JSON.
    Json(&'a D),
    /// Anything else: HTML, or JSON cut short. An error keeps 2 KiB of it; the first 64 KiB are enough for that.
    Text(&'a str),
    /// The connection broke before the body was complete: only the head counts. Holds the host's error message, or is empty.
    Truncated(&'a str),
}

impl<'a, D> Body<'a, D> {
    /// A body that is not JSON: its text, or empty if there is nothing but ASCII white space.
    pub fn from_text(text: &'a str) -> Self {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) { Body::Empty } else { Body::Text(text) }
    }
}

impl<D> Clone for Body<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Body<'_, D> {}

/// What the API says of its limits on an answer, in Confluent's headers `X-RateLimit-*`. They may change at any time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateLimit {
    /// `X-RateLimit-Limit`: requests allowed in a window.
    pub limit: Option<f64>,
    /// `X-RateLimit-Remaining`: requests left in this window.
    pub remaining: Option<f64>,
    /// `X-RateLimit-Reset`: seconds until the window ends: relative, not an epoch.
    pub reset_seconds: Option<f64>,
}

impl RateLimit {
    /// Reads `X-RateLimit-*`; none where none of them is there and a number.
    pub fn read(head: &impl ResponseHead) -> Option<RateLimit> {
        let found = RateLimit {
            limit: head.number("x-ratelimit-limit"),
            remaining: head.number("x-ratelimit-remaining"),
            reset_seconds: head.number("x-ratelimit-reset"),
        };
        (found != RateLimit::default()).then_some(found)
    }
}

/// A text as [`ResponseHead::number`] has it.
#[cfg(feature = "client")]
pub(crate) fn header_number(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| (1..=15).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A head as a driver would give it, for the tests of this layer.
    #[derive(Default)]
    pub(crate) struct TestHead {
        pub status: u16,
        pub headers: Vec<(&'static str, &'static str)>,
        pub location: Option<&'static str>,
    }

    impl TestHead {
        pub(crate) fn new(status: u16, headers: &[(&'static str, &'static str)]) -> TestHead {
            TestHead { status, headers: headers.to_vec(), location: None }
        }
    }

    impl ResponseHead for TestHead {
        fn status(&self) -> u16 {
            self.status
        }
        fn header(&self, name: &'static str) -> Option<String> {
            let found = self.headers.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        }
        fn location(&self, _: &str) -> Option<String> {
            self.location.map(str::to_owned)
        }
        fn number(&self, name: &'static str) -> Option<f64> {
            header_number(&self.header(name)?)
        }
        fn date_ms(&self, name: &'static str) -> Option<f64> {
            (self.header(name)? == "Thu, 01 Jan 1970 00:01:00 GMT").then_some(60_000.0)
        }
    }
}
