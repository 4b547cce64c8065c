//! What goes into the sandbox and what comes out of it: plain values, for the driver to carry.

use std::borrow::Cow;
use std::fmt;

use super::Delivery;
use crate::integration::redact_text;
use crate::protocol::COLLECTION;

/// A request, as it came over the wire. Nothing in it is taken for valid: what the API would refuse is answered with its
/// refusal.
pub struct Request<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, still percent-encoded, from `/notifications` on; see [`split_prefix`].
    pub path: &'a str,
    /// The query, still encoded, without its `?`; empty where there is none.
    pub query: &'a str,
    /// Gives a header by its name, in any case: `authorization` and `content-type` are asked for.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// The body's text; empty where there is none. More than 64 KiB get 413, so no more than one byte above need be read.
    pub body: &'a str,
    /// What stands before the path in the caller's URLs, such as `https://api.confluent.cloud`: links, `metadata.self` and
    /// `Location` begin with it.
    pub base_url: &'a str,
}

/// Splits a URL's path into the prefix that a base URL may carry and the API's own path, by the first
/// `/notifications/v1/integrations` in it. Without one the prefix is empty.
pub fn split_prefix(path: &str) -> (&str, &str) {
    path.split_at(path.find(COLLECTION).unwrap_or(0))
}

/// A header's name, in any case, and its value.
pub type Header = (Cow<'static, str>, String);

/// An answer, ready to be sent.
///
/// `Debug` redacts the URLs in the body: webhook URLs are secrets.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status, 200 to 599.
    pub status: u16,
    /// The headers, `X-Request-Id` always among them, `X-RateLimit-*` with [`Options::rate_limit`](super::Options::rate_limit).
    pub headers: Vec<Header>,
    /// The body's text, where there is one.
    pub body: Option<String>,
    /// The connection breaks before the answer is through ([`Fault::Truncate`](super::Fault::Truncate)): the driver
    /// sends the first half of the body and lets reading the rest fail. Without a body, nothing arrives at all.
    pub cut: bool,
}

impl Answer {
    /// A header's value by its name, in any case; the first, where there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body.as_deref().map(redact_text))
            .field("cut", &self.cut)
            .finish()
    }
}

/// What a request leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Send this.
    Answer(Answer),
    /// A test message is due: deliver it or don't, then tell [`Sandbox::delivered`](super::Sandbox::delivered), which gives
    /// the answer. Other requests may be answered meanwhile. Dropped, it leaves no trace.
    Deliver(Pending),
    /// Send nothing, and end as told.
    Fault(Dead),
}

/// How a request ends without an answer. It has done nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    /// The connection breaks at once ([`Fault::Network`](super::Fault::Network)).
    Network,
    /// Nothing ever comes, until the caller gives up ([`Fault::Stall`](super::Fault::Stall)).
    Stall,
}

/// A test message on its way, with the answer that waits for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The message: where it is to go and what is recorded of it.
    pub delivery: Delivery,
    pub(super) request_id: String,
    pub(super) headers: Vec<Header>,
    pub(super) cut: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_told_from_the_api_s_own_path() {
        for (path, split) in [
            ("/notifications/v1/integrations/x", ("", "/notifications/v1/integrations/x")),
            ("/a/b/notifications/v1/integrations:test", ("/a/b", "/notifications/v1/integrations:test")),
            ("/elsewhere", ("", "/elsewhere")),
            ("", ("", "")),
        ] {
            assert_eq!(split_prefix(path), split);
        }
    }

    #[test]
    fn debug_shows_no_webhook_url() {
        let body = Some(r#"{"webhook_url":"https://hooks.slack.example/services/secret-secret-1234"}"#.to_owned());
        let shown = format!("{:?}", Answer { status: 200, headers: vec![], body, cut: false });
        assert!(shown.contains("hooks.slack.example") && !shown.contains("secret-s"), "{shown}");
    }
}
