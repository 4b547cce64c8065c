//! What a driver needs of its host: a fetch, a clock, randomness, and perhaps a source of tokens.

use std::fmt;
use std::future::Future;

use serde_json::Value;

use crate::integration::redact_text;
use crate::protocol::{Attempt, Body, Call, Method, Operation, ResponseHead, Settings, header_number};

/// A fetch and what goes with it: what a [`Client`](super::Client) cannot do itself and its host must do for it.
///
/// Retries, redirects, timeouts and the reading of answers are the client's job: an implementation adds none of its own. All
/// methods take `&self`, and calls overlap, so what changes is behind a `Cell` or a lock. Neither the transport nor its
/// futures need be `Send`. Where the transport is `Sync` and its futures are `Send`, the client's are too. No future may
/// block its thread. A panic is not caught.
pub trait Transport {
    /// Sends a request as it is and reads the whole answer, whatever its status: a 500 is an answer, not an error.
    ///
    /// - Redirects must not be followed: the client judges each, so that credentials stay within their origin.
    /// - Dropping the future must cancel the request on the wire. The client drops it when the time is up.
    /// - It sends once: the client decides whether a request is repeated.
    /// - The body is text, its `Content-Encoding` undone, as UTF-8. Its length has no limit here: set one where the other side
    ///   is not trusted.
    ///
    /// # Errors
    /// [`TransportError`] where no complete answer came. The client takes it for [`ErrorCode::Network`], tries again where that
    /// does no harm, and takes secrets out of its words.
    ///
    /// [`ErrorCode::Network`]: crate::protocol::ErrorCode::Network
    fn send(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>>;
    /// Waits for so many milliseconds: 0 to 2,147,483,647, not always whole. Waking early breaks what the API asked for.
    ///
    /// It runs beside each [`Transport::send`], polled after it, as the attempt's timeout, and alone between two attempts.
    /// Dropping the future must stop it; it is dropped at nearly every attempt. One that never ends means no timeout, and
    /// needs `max_retries` to be 0.
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;
    /// Milliseconds since 1970 (UTC), by the wall clock: for durations, and for a `Retry-After` that is a date (RFC 9110).
    fn now_ms(&self) -> f64;
    /// A number from 0 up to 1, without 1, evenly spread: for the jitter of waits. No secret depends on it.
    fn random(&self) -> f64;
    /// A fresh bearer token, without `Bearer `, of visible ASCII characters (RFC 6750 allows less). Asked before each attempt
    /// but a redirect's, and once more after a call's first 401, where [`super::Credentials::TokenProvider`] was chosen; never else.
    ///
    /// It may take as long as an attempt ([`ClientOptions::timeout_ms`](super::ClientOptions::timeout_ms)), after which it is
    /// dropped and the call fails. A Confluent STS token lives 15 minutes at most.
    ///
    /// # Errors
    /// The source's own words. They end the call with
    /// [`ErrorCode::Credentials`](crate::protocol::ErrorCode::Credentials), URLs in them redacted, and are not tried again. The
    /// default fails always.
    fn token(&self) -> impl Future<Output = Result<String, String>> {
        async { Err("this transport has no source of tokens".to_owned()) }
    }
    /// Told of each attempt that came to an end, redirects that are followed among them, before the next one or the wait for it.
    ///
    /// `path` is below the base URL, encoded, without the query. `duration_ms` is by [`Transport::now_ms`], body included. Calls
    /// refused before sending, a token that failed and a future that was dropped are not told. It holds the call up: be quick.
    /// The default does nothing.
    fn on_attempt(&self, _operation: &'static Operation, _path: &str, _attempt: &Attempt, _duration_ms: f64) {}
}

/// A request to send, complete but for what HTTP itself needs (`Host`, `Content-Length`). Its `Debug` shows neither headers
/// nor body: secrets are in both.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL, within the origin of the base URL.
    pub url: String,
    /// Names in lower case, each once unless the caller gave it twice. `Authorization` is among them where there are
    /// credentials.
    pub headers: Vec<(String, String)>,
    /// JSON, of create, update and test; none for the others. A webhook URL is in it.
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

/// An answer, read whole. `Debug` shows its status and the names of its headers.
#[derive(Clone, Default, PartialEq)]
pub struct HttpResponse {
    /// The HTTP status; 0 for a redirect that the host hides.
    pub status: u16,
    /// Names in lower case; of two with one name the first counts. A host may leave out those that nobody reads: the client
    /// reads `location`, `retry-after`, `x-request-id` and `x-ratelimit-*`.
    pub headers: Vec<(String, String)>,
    /// The body as text; empty where there is none. JSON is what parses, whatever `Content-Type` says.
    pub body: String,
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("HttpResponse").field("status", &self.status).field("headers", &names).finish_non_exhaustive()
    }
}

/// A request that brought no complete answer: no connection, one that broke off, or a body that could not be read.
/// `Debug` redacts the URLs in the host's words.
#[derive(Clone, PartialEq)]
pub struct TransportError {
    /// The host's own words, or empty. The client redacts URLs and its own secrets in what it makes of them.
    pub why: String,
    /// What came before the answer broke off, if a head came: it counts as if the answer were whole, except that a success
    /// without its body counts as no answer. Its body is not read.
    pub head: Option<HttpResponse>,
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = redact_text(&self.why);
        f.debug_struct("TransportError").field("why", &why).field("head", &self.head).finish()
    }
}

impl HttpResponse {
    /// A header's value by its lower-case name; the first, where there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same with the value of every header and the body passed through `change`.
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
