//! What the response to a test says about the integration.

use super::candidate::Candidate;
use crate::client::Exchange;
use crate::integration::UrlSecrets;
use crate::integration::truncate;
use crate::protocol::{Error, ErrorCode, Field};
use crate::worker::relay::request_id;

/// The most bytes of the API's words that are stored.
const DETAIL_MAX: usize = 500;
/// The most problems of one response that are stored.
const PROBLEMS_MAX: usize = 3;
/// The platform's message when an event has sent all the requests that it may (50 on the free plan, 10,000 on others).
const TOO_MANY_REQUESTS: &str = "Too many subrequests";
/// The code of a test that was accepted for a target that has been retired.
pub const RETIRED: &str = "retired";

/// What a test says about its integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestVerdict {
    /// The API accepted the message, which does not mean that somebody saw it.
    Accepted,
    /// The API says that this integration, as it is, cannot be tested.
    Rejected,
    /// Nothing: the API is down, slow or over its limit, or our credentials are wrong.
    Inconclusive,
}

impl TestVerdict {
    /// The word that is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            TestVerdict::Accepted => "accepted",
            TestVerdict::Rejected => "rejected",
            TestVerdict::Inconclusive => "inconclusive",
        }
    }
}

/// The result of a test. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// What the test says about the integration.
    pub verdict: TestVerdict,
    /// The client's code for what went wrong, or [`RETIRED`].
    pub code: Option<&'static str>,
    /// The API's status, if it responded.
    pub status: Option<u16>,
    /// The API's words, with URLs redacted.
    pub detail: Option<String>,
    /// The API's id for the request.
    pub request_id: Option<String>,
}

impl TestOutcome {
    /// The outcome of an accepted test. `retired` says whether the target has been retired.
    pub fn accepted(retired: bool) -> TestOutcome {
        let code = retired.then_some(RETIRED);
        TestOutcome { verdict: TestVerdict::Accepted, code, status: Some(204), detail: None, request_id: None }
    }

    /// The outcome of testing an integration.
    pub fn of(exchange: &Exchange, candidate: &Candidate) -> TestOutcome {
        match &exchange.result {
            Ok(()) => TestOutcome {
                status: exchange.response.as_ref().map(|answer| answer.status),
                request_id: request_id(exchange).map(str::to_owned),
                ..TestOutcome::accepted(candidate.retired)
            },
            Err(error) => TestOutcome::failed(error, &candidate.secrets),
        }
    }

    fn failed(error: &Error, secrets: &UrlSecrets) -> TestOutcome {
        let verdict = match error.code {
            // The documented statuses for a target that cannot be tested. A body that this client refuses to send
            // (`invalid_request`) proves nothing: the API accepted it once.
            ErrorCode::BadRequest | ErrorCode::NotFound | ErrorCode::Unprocessable => TestVerdict::Rejected,
            _ => TestVerdict::Inconclusive,
        };
        TestOutcome {
            verdict,
            code: Some(error.code.as_str()),
            status: error.status,
            detail: Some(describe_error(error, secrets)),
            request_id: error.request_id.clone(),
        }
    }

    /// Whether the test was accepted, but the target has been retired.
    pub fn retired(&self) -> bool {
        self.code == Some(RETIRED)
    }

    /// Whether nothing was sent because the platform limits the requests of one event.
    pub fn is_unsent(exchange: &Exchange) -> bool {
        let error = exchange.result.as_ref().err();
        error.is_some_and(|error| error.code == ErrorCode::Network && error.message.contains(TOO_MANY_REQUESTS))
    }

    /// After how many seconds to try again, if the API did nothing because it is over its limit (429).
    pub fn retry_after_seconds(exchange: &Exchange) -> Option<u32> {
        let error = exchange.result.as_ref().err().filter(|error| error.code == ErrorCode::RateLimited)?;
        Some(error.retry_after_ms.map_or(60, |ms| (ms / 1000.0).ceil().clamp(1.0, 3600.0) as u32))
    }
}

/// The API's own words about what is wrong, or else the client's, fit to be stored and reported.
pub fn describe_error(error: &Error, secrets: &UrlSecrets) -> String {
    let said = error.errors.iter().filter_map(|problem| problem.get(Field::Detail).or(problem.get(Field::Title)));
    let said = said.take(PROBLEMS_MAX).collect::<Vec<_>>().join("; ");
    let words = if said.is_empty() { &error.message } else { &said };
    truncate(&secrets.redact(words), DETAIL_MAX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::HttpResponse;
    use crate::protocol::ErrorDetail;

    fn candidate(retired: bool) -> Candidate {
        Candidate { retired, ..Candidate::unread("n-1".to_owned()) }
    }

    fn failed(code: ErrorCode, status: Option<u16>, words: &str) -> Exchange {
        let mut error = Error::new(code, None, words.to_owned());
        error.status = status;
        error.request_id = Some("r-1".to_owned());
        Exchange { result: Err(error), response: None }
    }

    #[test]
    fn only_400_404_and_422_reject_an_integration() {
        use ErrorCode::*;
        for (code, verdict) in [
            (InvalidRequest, TestVerdict::Inconclusive),
            (BadRequest, TestVerdict::Rejected),
            (NotFound, TestVerdict::Rejected),
            (Unprocessable, TestVerdict::Rejected),
            (Unauthorized, TestVerdict::Inconclusive),
            (QuotaExceeded, TestVerdict::Inconclusive),
            (Forbidden, TestVerdict::Inconclusive),
            (RateLimited, TestVerdict::Inconclusive),
            (ServerError, TestVerdict::Inconclusive),
            (UnexpectedStatus, TestVerdict::Inconclusive),
            (InvalidResponse, TestVerdict::Inconclusive),
            (Network, TestVerdict::Inconclusive),
            (Timeout, TestVerdict::Inconclusive),
            (Internal, TestVerdict::Inconclusive),
        ] {
            let outcome = TestOutcome::of(&failed(code, Some(400), "words"), &candidate(false));
            assert_eq!((outcome.verdict, outcome.code), (verdict, Some(code.as_str())));
            assert_eq!((outcome.status, outcome.request_id.as_deref()), (Some(400), Some("r-1")));
        }
    }

    #[test]
    fn an_accepted_test_has_the_response_s_status_and_names_a_retired_target() {
        let headers = vec![("x-request-id".to_owned(), "up-1".to_owned())];
        let answer = Some(HttpResponse { status: 204, headers, body: String::new() });
        let exchange = Exchange { result: Ok(()), response: answer };
        let outcome = TestOutcome::of(&exchange, &candidate(false));
        assert_eq!((outcome.verdict, outcome.code, outcome.status), (TestVerdict::Accepted, None, Some(204)));
        assert_eq!(outcome.request_id.as_deref(), Some("up-1"));
        assert!(TestOutcome::of(&exchange, &candidate(true)).retired());
    }

    #[test]
    fn the_detail_is_redacted_and_truncated() {
        let long = format!("https://hooks.slack.com/services/secretsecreta1b2 is gone{}", "é".repeat(1000));
        let detail = TestOutcome::of(&failed(ErrorCode::BadRequest, None, &long), &candidate(false)).detail.unwrap();
        assert!(detail.starts_with("https://hooks.slack.com/…a1b2 is gone") && detail.len() <= DETAIL_MAX, "{detail}");
    }

    #[test]
    fn the_detail_is_the_api_s_words_without_status_and_request_id() {
        let mut exchange = failed(ErrorCode::BadRequest, Some(400), "400 gone, and more (request id r-1)");
        let Err(error) = &mut exchange.result else { panic!() };
        let said = |field, text: &str| ErrorDetail::default().with(field, text);
        error.errors = vec![said(Field::Detail, "gone"), said(Field::Title, "and more"), said(Field::Pointer, "/x")];
        assert_eq!(TestOutcome::of(&exchange, &candidate(false)).detail.as_deref(), Some("gone; and more"));
    }

    #[test]
    fn a_request_over_the_platform_s_limit_is_unsent() {
        for (words, unsent) in [("Too many subrequests by single Worker invocation.", true), ("reset", false)] {
            assert_eq!(TestOutcome::is_unsent(&failed(ErrorCode::Network, None, words)), unsent);
        }
        assert!(!TestOutcome::is_unsent(&failed(ErrorCode::BadRequest, Some(400), TOO_MANY_REQUESTS)));
    }

    #[test]
    fn only_a_rate_limited_test_is_tried_again() {
        let wait = |code, ms: Option<f64>| {
            let mut exchange = failed(code, None, "");
            if let Err(error) = &mut exchange.result {
                error.retry_after_ms = ms;
            }
            TestOutcome::retry_after_seconds(&exchange)
        };
        assert_eq!(wait(ErrorCode::RateLimited, None), Some(60));
        assert_eq!(wait(ErrorCode::RateLimited, Some(1_200.0)), Some(2));
        assert_eq!(wait(ErrorCode::RateLimited, Some(0.0)), Some(1));
        assert_eq!(wait(ErrorCode::RateLimited, Some(1e12)), Some(3600));
        for code in [ErrorCode::ServerError, ErrorCode::Network, ErrorCode::Timeout, ErrorCode::BadRequest] {
            assert_eq!(wait(code, Some(1.0)), None);
        }
    }
}
