//! Every way in which a call can fail, told apart by where it failed.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use super::{Operation, RateLimit};
use crate::integration::{Problem, ProblemLocation};

/// What went wrong. Each code says who reports it and whether a retry can help.
///
/// Meanings of statuses are those of Confluent's documentation of Notifications v1, editions of 2023 and 2026. "On the last
/// try" means after all [retries that are allowed](super::decide).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum ErrorCode {
    /// Refused here, before anything was sent; `errors` names each field. Repeating does not help.
    InvalidRequest,
    /// 400: the API could not read the request. Repeating does not help.
    BadRequest,
    /// 401: no, wrong or lapsed credentials. Where a token is asked for, a fresh one was refused too.
    Unauthorized,
    /// 402: the organization has as many integrations as its quota (`integrations_per_org`) allows. Confluent sometimes
    /// answers 400 instead.
    QuotaExceeded,
    /// 403: these credentials may not; writing takes an organization administrator's.
    Forbidden,
    /// 404: no such integration, or a base URL that leads elsewhere.
    NotFound,
    /// 409: another resource is in the way, such as one of the same name; `location` names it.
    Conflict,
    /// 422: fields are wrong; `errors` names each. Repeating does not help.
    Unprocessable,
    /// 429 on the last try, or told to wait over a minute: nothing was done, wait `retry_after_ms`.
    RateLimited,
    /// 5xx on the last try. A create or test may have taken effect.
    ServerError,
    /// Any other status: redirects that are not followed, 408 on the last try, and what something in between answers (405, 410,
    /// 415, …).
    UnexpectedStatus,
    /// A success whose body is not what the API promises: something in between answered. Not tried again.
    InvalidResponse,
    /// No complete answer on the last try. A create or test may have taken effect.
    Network,
    /// No complete answer within one attempt's time. Not tried again; the call may have taken effect.
    Timeout,
    /// The token function failed, or gave no text of visible ASCII. It is not asked again; that attempt was not sent.
    Credentials,
    /// A fault of this library: the call is lost, the next one works.
    Internal,
}

impl ErrorCode {
    /// The name in the JavaScript surface and in logs, such as `invalid_request`.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::InvalidRequest => "invalid_request",
            ErrorCode::BadRequest => "bad_request",
            ErrorCode::Unauthorized => "unauthorized",
            ErrorCode::QuotaExceeded => "quota_exceeded",
            ErrorCode::Forbidden => "forbidden",
            ErrorCode::NotFound => "not_found",
            ErrorCode::Conflict => "conflict",
            ErrorCode::Unprocessable => "unprocessable",
            ErrorCode::RateLimited => "rate_limited",
            ErrorCode::ServerError => "server_error",
            ErrorCode::UnexpectedStatus => "unexpected_status",
            ErrorCode::InvalidResponse => "invalid_response",
            ErrorCode::Network => "network",
            ErrorCode::Timeout => "timeout",
            ErrorCode::Credentials => "credentials",
            ErrorCode::Internal => "internal",
        }
    }

    /// The code of a status that is no success. One that the API does not document, 408 among them, is
    /// [`ErrorCode::UnexpectedStatus`].
    pub fn of_status(status: u16) -> ErrorCode {
        match status {
            400 => ErrorCode::BadRequest,
            401 => ErrorCode::Unauthorized,
            402 => ErrorCode::QuotaExceeded,
            403 => ErrorCode::Forbidden,
            404 => ErrorCode::NotFound,
            409 => ErrorCode::Conflict,
            422 => ErrorCode::Unprocessable,
            429 => ErrorCode::RateLimited,
            500..=599 => ErrorCode::ServerError,
            _ => ErrorCode::UnexpectedStatus,
        }
    }
}

/// What can be said of one problem, in the API's own terms. All of it is optional in practice.
///
/// The API's three shapes of error body (`errors[]`, `error{}`, and `error_code` with `message`) are read into these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    /// This occurrence's id.
    Id,
    /// The status that this problem alone would have, as text.
    Status,
    /// The API's code for it: `code`, else `error_code`.
    Code,
    /// In short: `title`, else a bare `error`.
    Title,
    /// What is wrong: `detail`, else `message`, with `details` after a colon.
    Detail,
    /// Where in the body or the options, as a JSON pointer (RFC 6901): `source.pointer`.
    Pointer,
    /// Which parameter of the path or query: `source.parameter`.
    Parameter,
    /// What to do about it.
    Suggestion,
}

impl Field {
    /// The name in the JavaScript surface, in lower case.
    pub fn name(self) -> &'static str {
        ["id", "status", "code", "title", "detail", "pointer", "parameter", "suggestion"][self as usize]
    }
}

/// One problem: the fields that something was said of. The API's texts are cut at 1,000 bytes each, and URLs in them redacted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDetail(Vec<(Field, String)>);

impl ErrorDetail {
    /// The same with one more field; a field that is already set keeps its text.
    pub fn with(mut self, field: Field, text: impl Into<String>) -> ErrorDetail {
        self.set(field, Some(text.into()));
        self
    }

    /// What is said of a field; none where nothing is. Never empty where it comes from the API.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields().iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }

    /// All that is said, each field once, in no promised order.
    pub fn fields(&self) -> &[(Field, String)] {
        &self.0
    }

    /// A field that is already set keeps its text.
    pub(super) fn set(&mut self, field: Field, text: Option<String>) {
        if let (Some(text), None) = (text, self.get(field)) {
            self.0.push((field, text));
        }
    }

    /// More about what is wrong.
    pub(super) fn append_to_detail(&mut self, more: String) {
        match self.0.iter_mut().find(|(field, _)| *field == Field::Detail) {
            Some((_, text)) => {
                text.push_str(": ");
                text.push_str(&more);
            }
            None => self.set(Field::Detail, Some(more)),
        }
    }

    pub(super) fn summary(&self) -> Option<&str> {
        self.get(Field::Detail).or_else(|| self.get(Field::Title)).or_else(|| self.get(Field::Code))
    }

    pub(super) fn location(&self) -> Option<&str> {
        self.get(Field::Pointer).or_else(|| self.get(Field::Parameter))
    }
}

impl From<Problem> for ErrorDetail {
    fn from(problem: Problem) -> ErrorDetail {
        let (field, place) = match problem.location {
            ProblemLocation::Pointer(pointer) => (Field::Pointer, pointer),
            ProblemLocation::Parameter(name) => (Field::Parameter, name.to_owned()),
        };
        ErrorDetail::default().with(Field::Detail, problem.detail).with(field, place)
    }
}

/// A call that failed. Holds no secret: in texts from elsewhere URLs are redacted, and the client's own secrets of at least
/// six bytes blanked out, before they come in. `Display` writes [`ErrorFields::message`].
///
/// As large as a pointer; what it says is in the fields of [`ErrorFields`].
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<ErrorFields>);

/// What an [`Error`] says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ErrorFields {
    /// What went wrong: the one to branch on.
    pub code: ErrorCode,
    /// `<status> <the API's own words> (request id …)`, for people; its words may change. At most three of the API's problems
    /// stand in it.
    pub message: String,
    /// The operation called. `None` if the client's options were refused.
    pub operation: Option<&'static Operation>,
    /// Present where an answer came, or its head before it broke off.
    pub status: Option<u16>,
    /// The answer's `X-RequestTarget-Id`, else the error body's `requestId`: what Confluent's support asks for. At most 128 visible
    /// ASCII characters.
    pub request_id: Option<String>,
    /// One entry per problem, at most 100 of the API's; empty where the body said nothing.
    pub errors: Vec<ErrorDetail>,
    /// 409: the resource in the way, from the header `Location`. An absolute URL; a foreign one is redacted.
    pub location: Option<String>,
    /// How long the answer told us to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110), else on 429
    /// `X-RateLimit-Reset` where nothing remains. Negative or unreadable counts as absent.
    pub retry_after_ms: Option<f64>,
    /// What the last answer said of the API's limits.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent, redirects that were followed included; 0 where the call was refused before.
    pub attempts: u32,
    /// At most the body's first 2,048 bytes, where it was no JSON: a proxy's page, say. Redacted as the rest.
    pub body: Option<String>,
}

impl Deref for Error {
    type Target = ErrorFields;

    fn deref(&self) -> &ErrorFields {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorFields {
        &mut self.0
    }
}

impl Error {
    pub(crate) fn new(code: ErrorCode, operation: Option<&'static Operation>, message: String) -> Error {
        Error(Box::new(ErrorFields {
            code,
            message,
            operation,
            status: None,
            request_id: None,
            errors: Vec::new(),
            location: None,
            retry_after_ms: None,
            rate_limit: None,
            attempts: 0,
            body: None,
        }))
    }

    /// [`ErrorCode::InvalidRequest`], with one entry per problem: what was refused before anything was sent. `operation` is
    /// absent where it is the options.
    pub fn invalid_request(operation: Option<&'static Operation>, problems: Vec<Problem>) -> Error {
        let subject = operation.map_or("options", |operation| operation.name).to_owned();
        let mut error = Error::new(ErrorCode::InvalidRequest, operation, subject);
        let mut before = " refused, nothing was sent: ";
        for problem in problems {
            let place = match &problem.location {
                ProblemLocation::Pointer(pointer) => {
                    pointer.strip_prefix("/").unwrap_or(if operation.is_some() { "the body" } else { "they" })
                }
                ProblemLocation::Parameter(name) => name,
            };
            error.message = [&error.message, before, place, " ", &problem.detail].concat();
            before = "; ";
            error.errors.push(problem.into());
        }
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Error {}
