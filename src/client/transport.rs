//! What a driver needs of its host: a fetch, a clock, chance, and perhaps a source of tokens.

use std::future::Future;

use serde_json::Value;

use crate::protocol::{Attempt, Body, Call, Head, Method, Operation, Settings, header_number};

/// A fetch with its surroundings. Redirects must not be followed by it.
pub trait Transport {
    /// Sends a request and reads the whole answer. Dropping the future must cancel the request.
    fn send(&self, request: Outgoing) -> impl Future<Output = Result<Incoming, TransportError>>;
    /// Waits for some milliseconds.
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;
    /// Milliseconds since 1970.
    fn now_ms(&self) -> f64;
    /// A number in 0..1, for jitter.
    fn random(&self) -> f64;
    /// A fresh bearer token; asked where [`super::Credentials::Asked`] was chosen. The error is the source's own words.
    fn token(&self) -> impl Future<Output = Result<String, String>> {
        async { Err("this transport has no source of tokens".to_owned()) }
    }
    /// Told of each attempt.
    fn on_attempt(&self, _operation: Operation, _path: &str, _attempt: &Attempt, _duration_ms: f64) {}
}

/// A request to send. Its `Debug` shows no headers: one of them is a secret.
#[derive(Clone)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<String>,
}

impl Outgoing {
    pub(super) fn new(call: &Call, settings: &Settings, body: Option<&str>) -> Outgoing {
        let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(settings.headers.iter().cloned());
        if let Some(authorization) = call.authorization(settings) {
            headers.push(("authorization".to_owned(), authorization.to_owned()));
        }
        Outgoing { method: call.method(), url: call.url().to_owned(), headers, body: body.map(str::to_owned) }
    }
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

/// An answer, read whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text; empty where there is none.
    pub body: String,
}

/// A request that brought no complete answer.
#[derive(Clone, Debug, PartialEq)]
pub struct TransportError {
    /// The host's own words.
    pub why: String,
    /// The status, where a head came before the answer broke off.
    pub status: Option<u16>,
}

impl Incoming {
    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same with every text passed through `clean`.
    pub(super) fn cleaned(self, clean: &dyn Fn(String) -> String) -> Incoming {
        let headers = self.headers.into_iter().map(|(name, value)| (name, clean(value))).collect();
        Incoming { status: self.status, headers, body: clean(self.body) }
    }

    pub(super) fn head(&self) -> IncomingHead<'_> {
        IncomingHead(self)
    }

    pub(super) fn body<'a>(&'a self, parsed: Option<&'a Value>) -> Body<'a, Value> {
        match parsed {
            Some(value) => Body::Json(value),
            None if self.body.trim().is_empty() => Body::Empty,
            None => Body::Text(&self.body),
        }
    }
}

pub(super) struct IncomingHead<'a>(&'a Incoming);

impl Head for IncomingHead<'_> {
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
