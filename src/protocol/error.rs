//! Every way in which a call can fail, told apart by where it failed.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use super::{Operation, RateLimit};
use crate::integration::{Problem, Spot};

/// What went wrong: who makes it, and whether a repetition can help, stands with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum ErrorCode {
    /// Refused here, before anything was sent; `errors` names each field. Repeating does not help.
    InvalidRequest,
    /// 400: the API could not read the request.
    BadRequest,
    /// 401: no, wrong or lapsed credentials.
    Unauthorized,
    /// 402: the organization has as many integrations as its quota (`integrations_per_org`) allows.
    QuotaExceeded,
    /// 403: these credentials may not; writing takes an organization administrator's.
    Forbidden,
    /// 404: no such integration.
    NotFound,
    /// 409: another resource is in the way; `location` names it.
    Conflict,
    /// 422: fields are wrong; `errors` names each.
    Unprocessable,
    /// 429 on the last try: wait `retry_after_ms`.
    RateLimited,
    /// 5xx on the last try. A create or test may have been done.
    ServerError,
    /// Any other status, redirects that are not followed among them.
    UnexpectedStatus,
    /// A success whose body is not what the API promises: something in between answered.
    InvalidResponse,
    /// No answer. A create or test may have been done.
    Network,
    /// No complete answer in time. The call may have been done.
    Timeout,
    /// The token function failed or gave nothing.
    Credentials,
    /// A fault of this library: the call is lost, the next one works.
    Internal,
}

impl ErrorCode {
    /// The name in the JavaScript surface.
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

    /// The code of a status that is no success.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    /// This occurrence's id.
    Id,
    /// The status that this problem alone would have.
    Status,
    /// The API's code for it.
    Code,
    /// In short.
    Title,
    /// What is wrong.
    Detail,
    /// Where in the body or the options, as a JSON pointer (RFC 6901).
    Pointer,
    /// Which parameter of the path or query.
    Parameter,
    /// What to do about it.
    Suggestion,
}

impl Field {
    /// The name in the JavaScript surface.
    pub fn name(self) -> &'static str {
        ["id", "status", "code", "title", "detail", "pointer", "parameter", "suggestion"][self as usize]
    }
}

/// One problem: the fields that something was said of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDetail(Vec<(Field, String)>);

impl ErrorDetail {
    /// The same with one field more.
    pub fn with(mut self, field: Field, text: impl Into<String>) -> ErrorDetail {
        self.set(field, Some(text.into()));
        self
    }

    /// What is said of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields().iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }

    /// All that is said, each field once.
    pub fn fields(&self) -> &[(Field, String)] {
        &self.0
    }

    /// A field that was set before keeps its text.
    pub(super) fn set(&mut self, field: Field, text: Option<String>) {
        if let (Some(text), None) = (text, self.get(field)) {
            self.0.push((field, text));
        }
    }

    /// More about what is wrong.
    pub(super) fn add(&mut self, more: String) {
        match self.0.iter_mut().find(|(field, _)| *field == Field::Detail) {
            Some((_, text)) => {
                text.push_str(": ");
                text.push_str(&more);
            }
            None => self.set(Field::Detail, Some(more)),
        }
    }

    pub(super) fn words(&self) -> Option<&str> {
        self.get(Field::Detail).or_else(|| self.get(Field::Title)).or_else(|| self.get(Field::Code))
    }

    pub(super) fn place(&self) -> Option<&str> {
        self.get(Field::Pointer).or_else(|| self.get(Field::Parameter))
    }
}

impl From<Problem> for ErrorDetail {
    fn from(problem: Problem) -> ErrorDetail {
        let (field, place) = match problem.place {
            Spot::Pointer(pointer) => (Field::Pointer, pointer),
            Spot::Parameter(name) => (Field::Parameter, name.to_owned()),
        };
        ErrorDetail::default().with(Field::Detail, problem.detail).with(field, place)
    }
}

/// A call that failed. Holds no secret: texts from elsewhere are redacted before they come in.
///
/// As large as a pointer; what it says is in the fields of [`Failed`].
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<Failed>);

/// What an [`Error`] says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failed {
    /// What went wrong.
    pub code: ErrorCode,
    /// `<status> <the API's own words> (request id …)`
    pub message: String,
    /// Absent where the options were refused.
    pub operation: Option<Operation>,
    /// Present where an answer came.
    pub status: Option<u16>,
    /// What Confluent's support asks for.
    pub request_id: Option<String>,
    /// One entry per problem; empty where the body said nothing.
    pub errors: Vec<ErrorDetail>,
    /// 409: the resource in the way.
    pub location: Option<String>,
    /// How long the answer told us to wait, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// What the answer said of the API's limits.
    pub rate_limit: Option<RateLimit>,
    /// Requests sent.
    pub attempts: u32,
    /// The body's first 2 KB, where it was no JSON.
    pub body: Option<String>,
}

impl Deref for Error {
    type Target = Failed;

    fn deref(&self) -> &Failed {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Failed {
        &mut self.0
    }
}

impl Error {
    pub(crate) fn new(code: ErrorCode, operation: Option<Operation>, message: String) -> Error {
        Error(Box::new(Failed {
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

    /// What was refused before anything was sent.
    pub fn invalid_request(operation: Option<Operation>, problems: Vec<Problem>) -> Error {
        let subject = operation.map_or("options", Operation::name).to_owned();
        let mut error = Error::new(ErrorCode::InvalidRequest, operation, subject);
        let mut before = " refused, nothing was sent: ";
        for problem in problems {
            let place = match &problem.place {
                Spot::Pointer(pointer) => pointer.strip_prefix("/").unwrap_or("the body"),
                Spot::Parameter(name) => name,
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
