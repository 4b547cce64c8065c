//! The trait `Transport`: what the client needs of its host, which is a fetch, a clock, randomness, and perhaps a source of
//! tokens.

use std::fmt;
use std::future::Future;

use serde_json::Value;

use crate::integration::redact_text;
use crate::protocol::{Attempt, Body, Call, Method, Operation, ResponseHead, Settings, header_number};

/// What the host of a [`Client`](super::Client) provides: a fetch, a clock, randomness and tokens.
///
/// Retries, redirects, timeouts and reading responses are the client's job: an implementation adds none of its own. All
/// methods take `&self`, and calls overlap, so state that changes has to be in a `Cell` or behind a lock. Neither the
/// transport nor its futures need to be `Send`. If the transport is `Sync` and its futures are `Send`, the client's are
/// too. No future may block its thread. A panic is not caught.
pub trait Transport {
    /// Sends a request as it is and reads the whole response, whatever its status: a 500 is a response, not an error.
    ///
    /// - Redirects must not be followed: the client decides about each, so that credentials stay within their origin.
    /// - Dropping the future must cancel the request on the wire. The client drops it when the time is up.
    /// - It sends once: the client decides whether a request is repeated.
    /// - The body is text in UTF-8, with its `Content-Encoding` decoded. The client does not limit its length: set a
    ///   limit if the server is not trusted.
    ///
    /// # Errors
    /// [`TransportError`] if no complete response came. The client makes [`ErrorCode::Network`] of it, tries
    /// again if that does no harm, and redacts secrets in its message.
    ///
    /// [`ErrorCode::Network`]: crate::protocol::ErrorCode::Network
    fn send(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>>;
    /// Waits for so many milliseconds: 0 to 2,147,483,647, not always whole. It must not end earlier, since the API may
    /// have asked for the wait.
    ///
    /// It runs beside each [`Transport::send`], polled after it, as the attempt's timeout, and alone between two attempts.
    /// Dropping the future must stop it; it is dropped at nearly every attempt. If it never ends, there is no timeout, and
    /// `max_retries` must be 0.
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;
    /// Returns the milliseconds since 1970 (UTC) by the wall clock, for durations and for a `Retry-After` that is a date
    /// (RFC 9110).
    fn now_ms(&self) -> f64;
    /// Returns a number from 0 up to 1, without 1, evenly distributed, for the jitter of waits. No secret depends on it.
    fn random(&self) -> f64;
    /// Returns a fresh bearer token, without `Bearer `, of visible ASCII characters (RFC 6750 allows less). With
    /// [`super::Credentials::TokenProvider`] it is called before each attempt except after a redirect, and once more after a
    /// call's first 401; otherwise never.
    ///
    /// It may take as long as an attempt ([`ClientOptions::timeout_ms`](super::ClientOptions::timeout_ms)), after which
    /// it is dropped and the call fails. A Confluent STS token lives 15 minutes at most.
    ///
    /// # Errors
    /// The source's own message. It ends the call with
    /// [`ErrorCode::Credentials`](crate::protocol::ErrorCode::Credentials), with URLs in it redacted, and is not tried
    /// again. The default implementation always fails.
    fn token(&self) -> impl Future<Output = Result<String, String>> {
        async { Err("this transport has no source of tokens".to_owned()) }
    }
    /// Called after each attempt, with redirects that are followed, before the next one or the wait for it.
    ///
    /// `path` is below the base URL, encoded, without the query. `duration_ms` is by [`Transport::now_ms`], body
    /// included. It is not called for a call that is refused before sending, a token that failed, or a future that is
    /// dropped. The call waits until it returns. The default implementation does nothing.
    fn on_attempt(&self, _operation: &'static Operation, _path: &str, _attempt: &Attempt, _duration_ms: f64) {}
}

/// A request to send, complete except for the headers of HTTP itself (`Host`, `Content-Length`). `Debug` shows neither
/// headers nor body, since both contain secrets.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL, within the origin of the base URL.
    pub url: String,
    /// The headers, with names in lower case, each once unless the caller gave it twice. With credentials,
    /// `Authorization` is among them.
    pub headers: Vec<(String, String)>,
    /// The body as JSON, for create, update and test; `None` for the others. It contains a webhook URL.
    pub body: Option<String>,
}

impl HttpRequest {
    pub(super) fn new(call: &Call, settings: &Settings, body: Option<&str>) -> HttpRequest {
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(settings.headers.iter().cloned());
        if let Some(authorization) = call.authorization(settings) {
            headers.push(("authorization".to_owned(), authorization.to_owned()));
        }
        HttpRequest { method: call.method(), url: call.url().to_owned(), headers, body: body.map(str::to_owned) }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

/// A whole response. `Debug` shows its status and the names of its headers.
#[derive(Clone, Default, PartialEq)]
pub struct HttpResponse {
    /// The HTTP status; 0 for a redirect that the host hides.
    pub status: u16,
    /// The headers, with names in lower case; of two with one name the first counts. Those that the client does not read
    /// may be left out: it reads `location`, `retry-after`, `x-request-id` and `x-ratelimit-*`.
    pub headers: Vec<(String, String)>,
    /// The body as text; empty if there is none. A body that parses as JSON is JSON, whatever its `Content-Type`.
    pub body: String,
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("HttpResponse").field("status", &self.status).field("headers", &names).finish_non_exhaustive()
    }
}

/// The failure of a request: no connection, one that broke off, or a body that could not be read. `Debug` redacts the
/// URLs in the host's message.
#[derive(Clone, PartialEq)]
pub struct TransportError {
    /// The host's own message, or empty. The client redacts URLs and its own secrets in it before it becomes part of an
    /// error.
    pub why: String,
    /// The head of a response that broke off, if a head came. It counts as if the response were whole, except that a success
    /// without its body counts as no response. Its body is not read.
    pub head: Option<HttpResponse>,
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = redact_text(&self.why);
        f.debug_struct("TransportError").field("why", &why).field("head", &self.head).finish()
    }
}

impl HttpResponse {
    /// Returns a header's value by its lower-case name; the first, if there are several. Returns `None` if the header is
    /// missing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the response with `change` applied to the value of every header and to the body.
    pub(super) fn map_texts(self, change: &dyn Fn(String) -> String) -> HttpResponse {
        let headers = self.headers.into_iter().map(|(name, value)| (name, change(value))).collect();
        HttpResponse { status: self.status, headers, body: change(self.body) }
    }

    pub(super) fn head(&self) -> HttpResponseHead<'_> {
        HttpResponseHead(self)
    }

    pub(super) fn body<'a>(&'a self, parsed: Option<&'a Value>) -> Body<'a, Value> {
        match parsed {
            Some(value) => Body::Json(value),
            None => Body::from_text(&self.body),
        }
    }
}

pub(super) struct HttpResponseHead<'a>(&'a HttpResponse);

impl ResponseHead for HttpResponseHead<'_> {
    fn status(&self) -> u16 {
        self.0.status
    }

    fn header(&self, name: &'static str) -> Option<String> {
        self.0.header(name).map(str::to_owned)
    }

    fn location(&self, url: &str) -> Option<String> {
        let location = self.0.header("location")?;
        Some(url::Url::parse(url).ok()?.join(location).ok()?.into())
    }

    fn number(&self, name: &'static str) -> Option<f64> {
        header_number(self.0.header(name)?)
    }

    fn date_ms(&self, name: &'static str) -> Option<f64> {
        let at = httpdate::parse_http_date(self.0.header(name)?.trim_ascii()).ok()?;
        let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_millis() as f64)
    }
}
