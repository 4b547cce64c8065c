//! The requests that a sandbox takes and the responses that it gives: plain values, which its driver carries.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::Delivery;
use crate::integration::redact_text;
use crate::protocol::Operation;

/// A request as it arrived. No part of it needs to be valid: the sandbox responds to an invalid one with the API's error.
pub struct SandboxRequest<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, still percent-encoded, from `/notifications` on; see [`split_prefix`].
    pub path: &'a str,
    /// The query without its `?`, still percent-encoded; empty if there is none.
    pub query: &'a str,
    /// Returns a header's value by its name in any case. Only `authorization` and `content-type` are read.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// The body's text; empty if there is none. A body of more than 64 KiB is rejected with 413, so the driver may drop
    /// everything after the first byte over that limit.
    pub body: &'a str,
    /// What precedes the path in the caller's URLs, such as `https://api.confluent.cloud`. Links, `metadata.self` and
    /// `Location` start with it.
    pub base_url: &'a str,
}

/// Splits a URL's path into the prefix of a base URL and the API's own path, which starts where the path of an operation does.
/// The prefix is empty if no operation's path occurs.
pub fn split_prefix(path: &str) -> (&str, &str) {
    let starts = Operation::ALL.iter().filter_map(|operation| path.find(operation.path));
    path.split_at(starts.min().unwrap_or(0))
}

/// A header's name, in any case, and its value.
pub type Header = (Cow<'static, str>, String);

/// A response, ready to be sent.
///
/// `Debug` redacts the URLs in the body, because webhook URLs are secrets.
#[derive(Clone, PartialEq)]
pub struct SandboxResponse {
    /// The HTTP status, 200 to 599.
    pub status: u16,
    /// The headers. `X-Request-Id` is always there, and so is `X-RateLimit-*` if
    /// [`Options::rate_limit`](super::Options::rate_limit) is set.
    pub headers: Vec<Header>,
    /// The body's text; `None` if the response has no body.
    pub body: Option<String>,
    /// Whether the connection breaks before the response is complete ([`Fault::Truncate`](super::Fault::Truncate)). The
    /// driver sends the first half of the body and fails the read of the rest. Without a body, nothing arrives at all.
    pub truncated: bool,
}

impl SandboxResponse {
    /// Returns a header's value by its name in any case; the first one if the header occurs more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for SandboxResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body.as_deref().map(redact_text))
            .field("truncated", &self.truncated)
            .finish()
    }
}

/// What the driver does next with a request.
#[derive(Clone, Debug, PartialEq)]
pub enum NextAction {
    /// Send this response.
    Respond(SandboxResponse),
    /// Deliver a test message, or don't, and report the result to
    /// [`Sandbox::complete_delivery`](super::Sandbox::complete_delivery), which returns the response. Other requests may be
    /// handled meanwhile. A delivery that is dropped leaves no trace.
    Deliver(PendingDelivery),
    /// Send no response and fail as described.
    Fail(ConnectionFault),
}

/// How a request ends without a response. The request had no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionFault {
    /// The connection breaks at once ([`Fault::Network`](super::Fault::Network)).
    Network,
    /// No response ever arrives: the request lasts until the caller gives up ([`Fault::Stall`](super::Fault::Stall)).
    Stall,
}

/// A test message that is to be delivered, with what its response needs.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingDelivery {
    /// The message: its target, and what is recorded of it.
    pub delivery: Delivery,
    pub(super) request_id: String,
    pub(super) headers: Vec<Header>,
    pub(super) truncated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_split_before_the_first_integrations_path() {
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
    fn debug_redacts_webhook_urls_in_the_body() {
        let body = Some(r#"{"webhook_url":"https://hooks.slack.example/services/secret-secret-1234"}"#.to_owned());
        let text = format!("{:?}", SandboxResponse { status: 200, headers: vec![], body, truncated: false });
        assert!(text.contains("hooks.slack.example") && !text.contains("secret-s"), "{text}");
    }
}
