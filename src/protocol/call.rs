//! The state machine of a call: it tells its driver to send or to wait, and the driver reports the result.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;

use super::check_response::{because, check_response, request_id};
use super::credentials::bearer;
use super::retry::{RetryDecision, decide};
use super::retry_after::retry_after_ms;
use super::{
    Attempt, Authorization, Body, Error, ErrorCode, Failure, Method, Operation, RateLimit, RequestTarget, ResponseHead,
    Secret, Settings, Step,
};
use crate::integration::{Document, redact_url_parts, u32_to_string};

const TOKEN_FAILED: &str = "the token function failed: ";
/// How many redirects within the origin are followed.
const REDIRECTS_MAX: u32 = 3;

/// One call of one operation, from its first attempt to its end. [`Call::prepare`] makes one.
///
/// The driver does what each [`Step`] says and reports the result; no other order of calls is meaningful. The same
/// [`Settings`] go into every method. Each call is a value of its own: many may be in progress, and an abandoned one is
/// simply dropped.
#[derive(Debug)]
pub struct Call {
    operation: &'static Operation,
    path: String,
    url: String,
    attempts: u32,
    retries: u32,
    redirects: u32,
    token: Option<Secret>,
    /// The URL of the target in the body, whose parts an error may quote.
    target_url: Option<Secret>,
    /// Whether the token function was called, and has not returned a token yet.
    awaits_token: bool,
    token_refreshed: bool,
    /// Whether an attempt with an unknown outcome may have done what the call is for.
    maybe_applied: bool,
    attempt: Option<Box<Attempt>>,
}

impl Call {
    /// Creates a call whose arguments have been checked.
    pub(super) fn new(
        settings: &Settings,
        operation: &'static Operation,
        target: RequestTarget,
        target_url: Option<Secret>,
    ) -> Call {
        Call {
            operation,
            url: settings.base.url(&target.path, &target.query),
            path: target.path,
            attempts: 0,
            retries: 0,
            redirects: 0,
            token: None,
            target_url,
            awaits_token: false,
            token_refreshed: false,
            maybe_applied: false,
            attempt: None,
        }
    }

    /// Begins the first attempt. Returns [`Step::Token`] or [`Step::Send`].
    pub fn start(&mut self, settings: &Settings) -> Step {
        if matches!(settings.authorization, Authorization::TokenProvider) { self.ask_for_token() } else { self.send() }
    }

    fn ask_for_token(&mut self) -> Step {
        self.awaits_token = true;
        Step::Token
    }

    fn send(&mut self) -> Step {
        self.attempts += 1;
        Step::Send
    }

    /// Returns the operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the method to send; a redirect that is followed does not change it.
    pub fn method(&self) -> Method {
        self.operation.method
    }

    /// Returns the absolute URL to send to, within the base's origin at every attempt; a redirect that is followed
    /// changes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the path below the base URL, encoded and without the query, for events; no redirect changes it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the value of the `Authorization` header to send, a secret. Returns `None` if there are no credentials.
    pub fn authorization<'a>(&'a self, settings: &'a Settings) -> Option<&'a str> {
        match &settings.authorization {
            Authorization::None => None,
            Authorization::Fixed(header) => Some(header.reveal()),
            Authorization::TokenProvider => self.token.as_ref().map(Secret::reveal),
        }
    }

    /// Returns the value of the `Authorization` header with the last token from the token function, a secret (RFC 6750).
    /// Returns `None` before the first token.
    pub fn bearer(&self) -> Option<&str> {
        self.token.as_ref().map(Secret::reveal)
    }

    /// Returns what to report of the last attempt, once, after [`Call::on_response`] or [`Call::on_failure`]. Returns `None`
    /// if [`Settings::report_attempts`] is false.
    pub fn take_attempt(&mut self) -> Option<Box<Attempt>> {
        self.attempt.take()
    }

    /// Takes the token that the token function returned, without `Bearer `; or its error message, if it failed.
    ///
    /// Returns [`Step::Send`], or [`Step::Failed`] with [`ErrorCode::Credentials`] after `Err` or for a token that is not
    /// visible ASCII (RFC 6750 allows less). The token function is not called again. If it takes longer than
    /// [`Settings::timeout_ms`], the driver calls [`Call::on_failure`] with [`Failure::Timeout`] instead.
    pub fn on_token(&mut self, settings: &Settings, token: Result<&str, &str>) -> Step {
        self.awaits_token = false;
        let mut message = "the token function must give a string of visible ASCII characters".to_owned();
        match token {
            Ok(token) => {
                if let Some(header) = bearer(token) {
                    self.token = Some(header);
                    return self.send();
                }
            }
            Err(why) => message = [TOKEN_FAILED, &self.redact(settings, why)].concat(),
        }
        self.fail(Error::new(ErrorCode::Credentials, Some(self.operation), message))
    }

    /// Continues after a wait. Returns [`Step::Token`] if there is a token function, and else [`Step::Send`].
    pub fn on_wait_elapsed(&mut self, settings: &Settings) -> Step {
        self.start(settings)
    }

    /// Takes a response, whatever its status. `now_ms` is in milliseconds since 1970, for a `Retry-After` that is a date;
    /// `random` is from 0 up to 1, for jitter ([`decide`]).
    ///
    /// - 2xx with the body that the API promises ([`Operation::response`]): [`Step::Done`]. With another:
    ///   [`ErrorCode::InvalidResponse`]. With a truncated one: [`ErrorCode::Network`], and [`Step::Wait`] if the
    ///   operation is repeatable.
    /// - 301, 307 and 308 within the origin: [`Step::Send`], at most three times a call. Any other redirect:
    ///   [`ErrorCode::UnexpectedStatus`].
    /// - The first 401 of a call with a token function: [`Step::Token`].
    /// - 404 to a delete, after an attempt that may have done it: [`Step::Done`].
    /// - Any other: [`Step::Wait`] if [`decide`] says so, or [`Step::Failed`] with [`ErrorCode::of_status`].
    pub fn on_response<D: Document>(
        &mut self,
        settings: &Settings,
        head: &impl ResponseHead,
        body: Body<'_, D>,
        now_ms: f64,
        random: f64,
    ) -> Step {
        let status = head.status();
        if settings.report_attempts {
            let request_id = request_id(head, body, &|text| self.redact(settings, text));
            let status = (status != 0).then_some(status);
            self.record(status, request_id, RateLimit::read(head));
        }
        match status {
            301 | 307 | 308 => {
                if let Some(url) = head.location(&self.url).filter(|url| settings.base.is_same_origin(url))
                    && self.redirects < REDIRECTS_MAX
                {
                    self.redirects += 1;
                    self.url = url;
                    return self.send();
                }
            }
            404 if self.maybe_applied && self.operation.method == Method::Delete => return Step::Done,
            401 if matches!(settings.authorization, Authorization::TokenProvider) && !self.token_refreshed => {
                self.token_refreshed = true;
                self.note(ErrorCode::Unauthorized, Some(0.0));
                return self.ask_for_token();
            }
            _ => {}
        }
        let redact = |text: &str| self.redact(settings, text);
        let Some(mut error) = check_response(self.operation, &self.url, settings, &redact, head, body) else {
            return Step::Done;
        };
        error.retry_after_ms = retry_after_ms(head, error.rate_limit.as_ref(), now_ms);
        // A success with a truncated body counts as no response.
        let complete = (error.code != ErrorCode::Network).then_some(status);
        self.maybe_applied |= !matches!(complete, Some(..=407 | 409..=499));
        self.retry(settings, error, complete, random)
    }

    /// Takes the failure of an attempt. Returns [`Step::Wait`] if [`decide`] says so, or [`Step::Failed`] with
    /// [`ErrorCode::Network`] or [`ErrorCode::Timeout`]. `random` is from 0 up to 1, for jitter. After [`Step::Token`] a
    /// timeout means that the token function took too long: [`ErrorCode::Credentials`].
    pub fn on_failure(&mut self, settings: &Settings, failure: Failure<'_>, random: f64) -> Step {
        let origin = settings.base.origin();
        let (code, mut message) = match failure {
            Failure::Timeout => {
                let (code, missing, origin) = match self.awaits_token {
                    true => (ErrorCode::Credentials, TOKEN_FAILED, "no token"),
                    false => (ErrorCode::Timeout, "no complete answer from ", origin),
                };
                (code, [missing, origin, " within ", &u32_to_string(settings.timeout_ms), " ms"].concat())
            }
            Failure::Network { why } => (
                ErrorCode::Network,
                ["no answer from ", origin, &because(why, &|text| self.redact(settings, text))].concat(),
            ),
        };
        if code == ErrorCode::Network && settings.browser {
            message.push_str(
                ". Browsers do not say when CORS permission is missing, and Confluent's API gives none: point baseUrl at a \
                 server of the page's own origin, such as this package's Worker",
            );
        }
        let error = Error::new(code, Some(self.operation), message);
        if settings.report_attempts && !self.awaits_token {
            self.record(None, None, None);
        }
        // The caller decides how long to wait: a timeout ends the call.
        if code != ErrorCode::Network {
            return self.fail(error);
        }
        self.maybe_applied = true;
        self.retry(settings, error, None, random)
    }

    /// Returns the token that the last attempt was sent with, if there is a token function.
    #[cfg(feature = "client")]
    pub(crate) fn token_sent(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Returns a text from elsewhere with its URLs redacted, and the secrets that this call was sent with.
    pub(super) fn redact(&self, settings: &Settings, text: &str) -> String {
        let text = settings.redact(text, self.token.as_ref());
        match &self.target_url {
            Some(url) => redact_url_parts(text, url.reveal()),
            None => text,
        }
    }

    /// Decides what follows an attempt that failed. `status` is that of a complete response.
    fn retry(&mut self, settings: &Settings, mut error: Error, status: Option<u16>, random: f64) -> Step {
        let retry_after_ms = error.retry_after_ms;
        let decision = decide(self.operation, status, self.retries, settings.max_retries, retry_after_ms, random);
        match decision {
            RetryDecision::Retry(ms) => {
                self.retries += 1;
                self.note(error.code, Some(ms));
                Step::Wait(ms)
            }
            RetryDecision::GiveUp => self.fail(error),
            RetryDecision::RetryAfterTooLong => {
                let seconds = u32_to_string((retry_after_ms.unwrap_or(0.0) / 1000.0) as u32);
                error.message = [&error.message, "; told to wait ", &seconds, " s: try again then"].concat();
                self.fail(error)
            }
        }
    }

    fn record(&mut self, status: Option<u16>, request_id: Option<String>, rate_limit: Option<RateLimit>) {
        let attempt = self.attempts;
        self.attempt =
            Some(Box::new(Attempt { attempt, status, request_id, rate_limit, error: None, retry_in_ms: None }));
    }

    fn fail(&mut self, mut error: Error) -> Step {
        error.attempts = self.attempts;
        self.note(error.code, None);
        let maybe_applied = matches!(error.code, ErrorCode::ServerError | ErrorCode::Network | ErrorCode::Timeout);
        if maybe_applied && !self.operation.repeatable {
            error.message.push_str(" (it may have taken effect: check first)");
        }
        if let Some(id) = &error.request_id {
            error.message = [&error.message, " (request id ", id, ")"].concat();
        }
        Step::Failed(error)
    }

    fn note(&mut self, code: ErrorCode, retry_in_ms: Option<f64>) {
        if let Some(attempt) = &mut self.attempt {
            attempt.error = Some(code);
            attempt.retry_in_ms = retry_in_ms;
        }
    }
}
