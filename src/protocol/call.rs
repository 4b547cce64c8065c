//! The call's state machine: it asks its driver to send and to wait, and is told what came of it.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;

use super::answer::told_wait_ms;
use super::credentials::bearer;
use super::retry::{Verdict, decide};
use super::unexpected::{self, request_id};
use super::{
    Attempt, Authorization, Body, Error, ErrorCode, Failure, Head, Method, Operation, RateLimit, Request, Secret,
    Settings, Step,
};
use crate::integration::{Document, decimal};

/// How many redirects within the origin are followed.
const REDIRECTS_MAX: u32 = 3;

/// One call of one operation, from its first attempt to its end.
///
/// The driver does what each [`Step`] says and reports the result; no other order of calls is meaningful. The same
/// [`Settings`] go into every method. Each call is a value of its own: many may be in progress, and an abandoned one is
/// simply dropped.
#[derive(Debug)]
pub struct Call {
    operation: Operation,
    path: String,
    url: String,
    attempts: u32,
    retries: u32,
    redirects: u32,
    token: Option<Secret>,
    renewed: bool,
    unclear: bool,
    attempt: Option<Box<Attempt>>,
}

impl Call {
    /// A call whose arguments have been checked ([`check_id`](crate::integration::check_id),
    /// [`check_body`](crate::integration::check_body), [`check_list_query`](crate::integration::check_list_query)). Nothing is
    /// checked here.
    pub fn new(settings: &Settings, operation: Operation, request: Request) -> Call {
        Call {
            operation,
            url: settings.base.url(&request.path, &request.query),
            path: request.path,
            attempts: 0,
            retries: 0,
            redirects: 0,
            token: None,
            renewed: false,
            unclear: false,
            attempt: None,
        }
    }

    /// Begins the first attempt: [`Step::Token`] or [`Step::Send`].
    pub fn start(&mut self, settings: &Settings) -> Step {
        if matches!(settings.authorization, Authorization::Asked) { Step::Token } else { self.send() }
    }

    fn send(&mut self) -> Step {
        self.attempts += 1;
        Step::Send
    }

    /// Which operation this is.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The method to send; a redirect that is followed does not change it.
    pub fn method(&self) -> Method {
        self.operation.method()
    }

    /// The absolute URL to send to, within the base's origin at every attempt; a redirect that is followed changes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path below the base URL, encoded and without the query, for events; no redirect changes it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The `Authorization` header's value to send, a secret; none where there are no credentials.
    pub fn authorization<'a>(&'a self, settings: &'a Settings) -> Option<&'a str> {
        match &settings.authorization {
            Authorization::None => None,
            Authorization::Fixed(header) => Some(header.reveal()),
            Authorization::Asked => self.token.as_ref().map(Secret::reveal),
        }
    }

    /// The `Authorization` header's value that the last token asked for makes, a secret (RFC 6750); none before the first.
    pub fn bearer(&self) -> Option<&str> {
        self.token.as_ref().map(Secret::reveal)
    }

    /// What to report of the last attempt, once, after [`Call::answered`] or [`Call::failed`]; none where
    /// [`Settings::observed`] is false.
    pub fn take_attempt(&mut self) -> Option<Box<Attempt>> {
        self.attempt.take()
    }

    /// Takes what the token function gave, without `Bearer `; `Err` holds its error message if it failed.
    ///
    /// Gives [`Step::Send`], or [`Step::Failed`] with [`ErrorCode::Credentials`] after `Err` or for a token that is no visible
    /// ASCII (RFC 6750 allows less). The token function is not asked again.
    pub fn token(&mut self, settings: &Settings, token: Result<&str, &str>) -> Step {
        let mut words = "the token function must give a string of visible ASCII characters".to_owned();
        match token {
            Ok(token) => {
                if let Some(header) = bearer(token) {
                    self.token = Some(header);
                    return self.send();
                }
            }
            Err(why) => words = ["the token function failed: ", &settings.clean(why, None)].concat(),
        }
        self.fail(Error::new(ErrorCode::Credentials, Some(self.operation), words))
    }

    /// Goes on after a wait, with a fresh token where one is asked for: [`Step::Token`] or [`Step::Send`].
    pub fn waited(&mut self, settings: &Settings) -> Step {
        self.start(settings)
    }

    /// Takes an answer, whatever its status. `now_ms` is since 1970, and counts where `Retry-After` is a date; `random` is from
    /// 0 up to 1, for jitter ([`decide`]).
    ///
    /// - 2xx with what the API promises: [`Step::Done`]. Without (no JSON, no `id`, no `target.kind`, no list `data`):
    ///   [`ErrorCode::InvalidResponse`]. A list's rows are not looked at. With a body that broke off: [`ErrorCode::Network`],
    ///   and [`Step::Wait`] where the operation may be repeated.
    /// - 301, 307 and 308 within the origin: [`Step::Send`], at most three times a call. Any other redirect:
    ///   [`ErrorCode::UnexpectedStatus`].
    /// - 401, the first of the call, where a token was asked for: [`Step::Token`].
    /// - 404 to a delete, after an attempt that may have done it: [`Step::Done`].
    /// - Else [`Step::Wait`] as [`decide`] has it, or [`Step::Failed`] with [`ErrorCode::of_status`].
    pub fn answered<D: Document>(
        &mut self,
        settings: &Settings,
        head: &impl Head,
        body: Body<'_, D>,
        now_ms: f64,
        random: f64,
    ) -> Step {
        let status = head.status();
        if settings.observed {
            let request_id = request_id(head, body, &self.cleaner(settings));
            let status = (status != 0).then_some(status);
            self.record(status, request_id, RateLimit::read(head));
        }
        match status {
            301 | 307 | 308 => {
                if let Some(url) = head.location(&self.url).filter(|url| settings.base.holds(url))
                    && self.redirects < REDIRECTS_MAX
                {
                    self.redirects += 1;
                    self.url = url;
                    return self.send();
                }
            }
            404 if self.unclear && self.operation == Operation::Delete => return Step::Done,
            401 if matches!(settings.authorization, Authorization::Asked) && !self.renewed => {
                self.renewed = true;
                self.note(ErrorCode::Unauthorized, Some(0.0));
                return Step::Token;
            }
            _ => {}
        }
        let Some(mut error) = unexpected::judge(self, settings, head, body) else { return Step::Done };
        error.retry_after_ms = told_wait_ms(head, error.rate_limit.as_ref(), now_ms);
        // A success whose body broke off counts as no answer.
        let complete = (error.code != ErrorCode::Network).then_some(status);
        self.unclear |= !matches!(complete, Some(..=407 | 409..=499));
        self.retry(settings, error, complete, random)
    }

    /// Takes the failure of an attempt: [`Step::Wait`] as [`decide`] has it, or [`Step::Failed`] with [`ErrorCode::Network`] or
    /// [`ErrorCode::Timeout`]. `random` is from 0 up to 1, for jitter.
    pub fn failed(&mut self, settings: &Settings, failure: Failure<'_>, random: f64) -> Step {
        let origin = settings.base.origin();
        let (code, mut words) = match failure {
            Failure::Timeout => {
                let within = decimal(settings.timeout_ms);
                (ErrorCode::Timeout, ["no complete answer from ", origin, " within ", &within, " ms"].concat())
            }
            Failure::Network { why } => {
                (ErrorCode::Network, ["no answer from ", origin, &self.because(settings, why)].concat())
            }
        };
        if code == ErrorCode::Network && settings.browser {
            words.push_str(
                ". Browsers do not say when CORS permission is missing, and Confluent's API gives none: point baseUrl at a \
                 server of the page's own origin, such as this package's Worker",
            );
        }
        let error = Error::new(code, Some(self.operation), words);
        if settings.observed {
            self.record(None, None, None);
        }
        // The caller decides how long to wait: a timeout ends the call.
        if code == ErrorCode::Timeout {
            return self.fail(error);
        }
        self.unclear = true;
        self.retry(settings, error, None, random)
    }

    /// The host's error message after a colon, or nothing if it has none.
    pub(super) fn because(&self, settings: &Settings, why: &str) -> String {
        if why.is_empty() { String::new() } else { [": ", &self.cleaner(settings)(why)].concat() }
    }

    /// A text without the secrets that this call was sent with, for callers that pass a whole answer on.
    #[cfg(feature = "client")]
    pub(crate) fn without_secrets(&self, settings: &Settings, text: String) -> String {
        settings.without_secrets(text, self.token.as_ref())
    }

    pub(super) fn cleaner<'a>(&'a self, settings: &'a Settings) -> impl Fn(&str) -> String + 'a {
        |text| settings.clean(text, self.token.as_ref())
    }

    /// `status` is that of a complete answer.
    fn retry(&mut self, settings: &Settings, mut error: Error, status: Option<u16>, random: f64) -> Step {
        let told = error.retry_after_ms;
        let verdict = decide(self.operation, status, self.retries, settings.max_retries, told, random);
        match verdict {
            Verdict::Retry(ms) => {
                self.retries += 1;
                self.note(error.code, Some(ms));
                Step::Wait(ms)
            }
            Verdict::GiveUp => self.fail(error),
            Verdict::ToldTooLong => {
                let seconds = decimal((told.unwrap_or(0.0) / 1000.0) as u32);
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
        let unclear = matches!(error.code, ErrorCode::ServerError | ErrorCode::Network | ErrorCode::Timeout);
        if unclear && !self.operation.is_repeatable() {
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
