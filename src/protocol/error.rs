//! Every way in which a call can fail, by where it failed.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use super::{Operation, RateLimit};
use crate::integration::{Problem, ProblemLocation};

/// What went wrong. Each code says whether the client or the API reports it, and whether a retry can help.
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
    /// 401: no, wrong or expired credentials. If there is a token function, a fresh token was refused too.
    Unauthorized,
    /// 402: the organization has as many integrations as its quota (`integrations_per_org`) allows. Confluent sometimes
    /// responds with 400 instead.
    QuotaExceeded,
    /// 403: these credentials do not allow it; writing requires an organization administrator's.
    Forbidden,
    /// 404: there is no such resource, or the base URL is wrong.
    NotFound,
    /// 409: another resource is in the way, such as one of the same name; `location` names it.
    Conflict,
    /// 422: fields are invalid; `errors` names each. Repeating does not help.
    Unprocessable,
    /// 429 on the last try, or with a wait of more than a minute: nothing was done, wait `retry_after_ms`.
    RateLimited,
    /// 5xx on the last try. A create or test may have taken effect.
    ServerError,
    /// Any other status: redirects that are not followed, 408 on the last try, and responses of something between here
    /// and the API (405, 410, 415, …).
    UnexpectedStatus,
    /// A success whose body is not what the API documents: something between here and the API may have responded. It is not
    /// tried again.
    InvalidResponse,
    /// No complete response on the last try. A create or test may have taken effect.
    Network,
    /// No complete response within one attempt's time. It is not tried again; the call may have taken effect.
    Timeout,
    /// The token function failed, or returned no text of visible ASCII. It is not called again, and nothing more was sent.
    Credentials,
    /// A bug in this library: the call is lost, the next one works.
    Internal,
}

impl ErrorCode {
    /// Returns the code's name in JavaScript and in logs, such as `invalid_request`.
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

    /// Returns the code of a status that is not a success; [`ErrorCode::UnexpectedStatus`] of one that the API does not
    /// document, such as 408.
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

/// A field of one problem, in the API's own terms. In practice every field is optional.
///
/// The API's three shapes of error body (`errors[]`, `error{}`, and `error_code` with `message`) are read into these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    /// The id of this occurrence.
    Id,
    /// The status that this problem alone would have, as text.
    Status,
    /// The API's code for it: `code`, else `error_code`.
    Code,
    /// A summary: `title`, else `error` if that is a text.
    Title,
    /// What is wrong: `detail`, else `message`, with `details` after a colon.
    Detail,
    /// The place in the body or the options, as a JSON pointer (RFC 6901): `source.pointer`.
    Pointer,
    /// The parameter of the path or query: `source.parameter`.
    Parameter,
    /// What to do about it.
    Suggestion,
}

impl Field {
    /// Returns the field's name in JavaScript, in lower case.
    pub fn name(self) -> &'static str {
        ["id", "status", "code", "title", "detail", "pointer", "parameter", "suggestion"][self as usize]
    }
}

/// One problem, with the fields that are present. Each text of the API is truncated to 1,000 bytes, and its URLs are
/// redacted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDetail(Vec<(Field, String)>);

impl ErrorDetail {
    /// Adds a field; one that is already set keeps its text.
    pub fn with(mut self, field: Field, text: impl Into<String>) -> ErrorDetail {
        self.set(field, Some(text.into()));
        self
    }

    /// Returns the text of a field. Returns `None` if it is not set. A text of the API is never empty.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields().iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }

    /// Returns all fields that are set, each once, in no particular order.
    pub fn fields(&self) -> &[(Field, String)] {
        &self.0
    }

    /// Sets a field; one that is already set keeps its text.
    pub(super) fn set(&mut self, field: Field, text: Option<String>) {
        if let (Some(text), None) = (text, self.get(field)) {
            self.0.push((field, text));
        }
    }

    /// Appends a text to the field `detail`.
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

/// The error of a call. It holds no secret: in texts from elsewhere, URLs and the client's own secrets of at least six
/// bytes are redacted before they become part of it. `Display` writes [`ErrorFields::message`].
///
/// It is as large as a pointer, and dereferences to [`ErrorFields`].
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<ErrorFields>);

/// The fields of an [`Error`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ErrorFields {
    /// What went wrong: the field to branch on.
    pub code: ErrorCode,
    /// `<status> <the API's own words> (request id …)`, for people; its words may change. It contains at most three of
    /// the API's problems.
    pub message: String,
    /// The operation of the call. `None` if the client's options were refused.
    pub operation: Option<&'static Operation>,
    /// The status, if a response came, or at least its head.
    pub status: Option<u16>,
    /// The response's `X-Request-Id`, else the error body's `requestId`, which Confluent's support asks for. At most 128
    /// visible ASCII characters.
    pub request_id: Option<String>,
    /// One entry per problem, at most 100 of the API's; empty if the body names none.
    pub errors: Vec<ErrorDetail>,
    /// 409: the resource in the way, from the header `Location`, as an absolute URL; one of another origin is redacted.
    pub location: Option<String>,
    /// How long the response asks to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110), else on 429
    /// `X-RateLimit-Reset` if no request remains. A negative or unreadable value counts as absent.
    pub retry_after_ms: Option<f64>,
    /// The API's limits, as the last response reported them.
    pub rate_limit: Option<RateLimit>,
    /// How many requests were sent, with redirects that were followed; 0 if the call was refused before.
    pub attempts: u32,
    /// At most the first 2,048 bytes of a body that is not JSON, such as a proxy's page, redacted.
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

    /// Creates an error with [`ErrorCode::InvalidRequest`] and one entry per problem: nothing was sent. `operation` is
    /// `None` if the client's options are refused.
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
