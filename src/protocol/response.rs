//! A response as a driver reports it: the status, headers on demand, and a body that the host has parsed.

use alloc::string::String;

/// The head of a response. Headers are read only when something depends on them, and by names in lower case; their case
/// on the wire does not count (RFC 9110). No method fails: a missing or invalid header is `None`.
pub trait ResponseHead {
    /// Returns the HTTP status; 0 for a redirect that a browser hides (an opaque-redirect response of the WHATWG Fetch
    /// standard).
    fn status(&self) -> u16;
    /// Returns a header's value by its lower-case name. Returns `None` if the header is missing.
    fn header(&self, name: &'static str) -> Option<String>;
    /// Returns the `Location` header as an absolute, normalized URL, resolved against the request's `url` (RFC 9110, WHATWG
    /// URL): its origin is compared as text ([`Base::is_same_origin`](super::Base::is_same_origin)).
    fn location(&self, url: &str) -> Option<String>;
    /// Returns a header that is a number without sign or exponent, such as `7` or `1.5`, of at most 15 digits on each
    /// side of the point. Returns `None` if it is anything else.
    fn number(&self, name: &'static str) -> Option<f64>;
    /// Returns a header that is an HTTP date (RFC 9110), as milliseconds since 1970. Returns `None` if it is anything
    /// else. An HTTP date ends with ` GMT`: lenient parsers accept even `-1` and `soon 1` as dates.
    fn date_ms(&self, name: &'static str) -> Option<f64>;
}

/// The body of a response, as far as the host could parse it. `Content-Type` does not count: a body that parses as JSON
/// is JSON.
#[derive(Debug)]
pub enum Body<'a, D> {
    /// No body, or nothing but white space.
    Empty,
    /// A body that was parsed as JSON.
    Json(&'a D),
    /// Any other text: HTML, or truncated JSON. An error keeps 2 KiB of it; the first 64 KiB are enough for that.
    Text(&'a str),
    /// The connection broke before the body was complete: only the head counts. The text is the host's error message, or
    /// empty.
    Truncated(&'a str),
}

impl<'a, D> Body<'a, D> {
    /// Returns the body for a text that is not JSON; [`Body::Empty`] if it is nothing but ASCII white space.
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

/// The API's limits, from Confluent's headers `X-RateLimit-*`. They may change at any time.
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
    /// Reads the headers `X-RateLimit-*`. Returns `None` if none of them is a number.
    pub fn read(head: &impl ResponseHead) -> Option<RateLimit> {
        let found = RateLimit {
            limit: head.number("x-ratelimit-limit"),
            remaining: head.number("x-ratelimit-remaining"),
            reset_seconds: head.number("x-ratelimit-reset"),
        };
        (found != RateLimit::default()).then_some(found)
    }
}

/// Parses a header's value by the rule of [`ResponseHead::number`].
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

    /// A response's head for the tests of this layer.
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
