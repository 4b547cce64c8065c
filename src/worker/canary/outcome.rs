//! What the response to a test says about the integration.

use super::choice::Chosen;
use super::secrets::Secrets;
use crate::client::Exchange;
use crate::integration::truncate;
use crate::protocol::{Error, ErrorCode, Field};
use crate::worker::relay::request_id;

/// How much of the API's words is kept, in bytes.
const DETAIL_MAX: usize = 500;
/// How many of the API's problems are kept.
const SAID_MAX: usize = 3;
/// How the platform says so (50 requests per event on the free plan, 10,000 on others).
const TOO_MANY: &str = "Too many subrequests";
/// The code of a test that was accepted for a target that has been retired.
pub const RETIRED: &str = "retired";

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The API accepted the message. Whether somebody saw it, nobody says.
    Accepted,
    /// The API says that this integration, as it is, cannot be tested.
    Refused,
    /// It says nothing about the integration: the API is down, slow or over its limit, or our credentials are wrong.
    Unclear,
}

impl Verdict {
    /// As it is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Refused => "refused",
            Verdict::Unclear => "unclear",
        }
    }
}

/// The result of a test. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it says about the integration.
    pub verdict: Verdict,
    /// The client's code for what went wrong, or [`RETIRED`].
    pub code: Option<&'static str>,
    /// The API's status, if it responded.
    pub status: Option<u16>,
    /// The API's words, with URLs redacted.
    pub detail: Option<String>,
    /// The API's id for the request.
    pub request_id: Option<String>,
}

impl Outcome {
    /// A test that was accepted. `retired`: whether the target has been.
    pub fn accepted(retired: bool) -> Outcome {
        let code = retired.then_some(RETIRED);
        Outcome { verdict: Verdict::Accepted, code, status: Some(204), detail: None, request_id: None }
    }

    /// The result of testing an integration.
    pub fn of(exchange: &Exchange, chosen: &Chosen) -> Outcome {
        match &exchange.result {
            Ok(()) => Outcome {
                status: exchange.response.as_ref().map(|answer| answer.status),
                request_id: request_id(exchange).map(str::to_owned),
                ..Outcome::accepted(chosen.retired)
            },
            Err(error) => Outcome::failed(error, &chosen.secrets),
        }
    }

    fn failed(error: &Error, secrets: &Secrets) -> Outcome {
        let verdict = match error.code {
            // The documented ones for a target that cannot be tested. A body that this client refuses to send (`invalid_request`)
            // proves nothing: the API accepted it once.
            ErrorCode::BadRequest | ErrorCode::NotFound | ErrorCode::Unprocessable => Verdict::Refused,
            _ => Verdict::Unclear,
        };
        Outcome {
            verdict,
            code: Some(error.code.as_str()),
            status: error.status,
            detail: Some(words(error, secrets)),
            request_id: error.request_id.clone(),
        }
    }

    /// Whether the target has been retired, though the test was accepted.
    pub fn retired(&self) -> bool {
        self.code == Some(RETIRED)
    }

    /// Whether nothing was sent because the platform limits the requests of one event.
    pub fn is_unsent(exchange: &Exchange) -> bool {
        let error = exchange.result.as_ref().err();
        error.is_some_and(|error| error.code == ErrorCode::Network && error.message.contains(TOO_MANY))
    }

    /// In how many seconds to try again, if the API did nothing for want of time (429).
    pub fn again_in(exchange: &Exchange) -> Option<u32> {
        let error = exchange.result.as_ref().err().filter(|error| error.code == ErrorCode::RateLimited)?;
        Some(error.retry_after_ms.map_or(60, |ms| (ms / 1000.0).ceil().clamp(1.0, 3600.0) as u32))
    }
}

/// The API's own words about what is wrong, or else the client's, fit to be stored and reported.
pub fn words(error: &Error, secrets: &Secrets) -> String {
    let said = error.errors.iter().filter_map(|problem| problem.get(Field::Detail).or(problem.get(Field::Title)));
    let said = said.take(SAID_MAX).collect::<Vec<_>>().join("; ");
    let words = if said.is_empty() { &error.message } else { &said };
    truncate(&secrets.taken_out_of(words), DETAIL_MAX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::HttpResponse;
    use crate::protocol::ErrorDetail;

    fn chosen(retired: bool) -> Chosen {
        Chosen { retired, ..Chosen::unread("n-1".to_owned()) }
    }

    fn failed(code: ErrorCode, status: Option<u16>, words: &str) -> Exchange {
        let mut error = Error::new(code, None, words.to_owned());
        error.status = status;
        error.request_id = Some("r-1".to_owned());
        Exchange { result: Err(error), response: None }
    }

    #[test]
    fn what_the_api_says_of_the_integration_counts_and_what_it_says_of_itself_does_not() {
        use ErrorCode::*;
        for (code, verdict) in [
            (InvalidRequest, Verdict::Unclear),
            (BadRequest, Verdict::Refused),
            (NotFound, Verdict::Refused),
            (Unprocessable, Verdict::Refused),
            (Unauthorized, Verdict::Unclear),
            (QuotaExceeded, Verdict::Unclear),
            (Forbidden, Verdict::Unclear),
            (RateLimited, Verdict::Unclear),
            (ServerError, Verdict::Unclear),
            (UnexpectedStatus, Verdict::Unclear),
            (InvalidResponse, Verdict::Unclear),
            (Network, Verdict::Unclear),
            (Timeout, Verdict::Unclear),
            (Internal, Verdict::Unclear),
        ] {
            let outcome = Outcome::of(&failed(code, Some(400), "words"), &chosen(false));
            assert_eq!((outcome.verdict, outcome.code), (verdict, Some(code.as_str())));
            assert_eq!((outcome.status, outcome.request_id.as_deref()), (Some(400), Some("r-1")));
        }
    }

    #[test]
    fn accepted_is_by_its_answer_and_names_what_was_retired() {
        let headers = vec![("x-request-id".to_owned(), "up-1".to_owned())];
        let answer = Some(HttpResponse { status: 204, headers, body: String::new() });
        let exchange = Exchange { result: Ok(()), response: answer };
        let outcome = Outcome::of(&exchange, &chosen(false));
        assert_eq!((outcome.verdict, outcome.code, outcome.status), (Verdict::Accepted, None, Some(204)));
        assert_eq!(outcome.request_id.as_deref(), Some("up-1"));
        assert!(Outcome::of(&exchange, &chosen(true)).retired());
    }

    #[test]
    fn words_lose_their_secrets_and_do_not_go_on_for_ever() {
        let long = format!("https://hooks.slack.com/services/secretsecreta1b2 is gone{}", "é".repeat(1000));
        let detail = Outcome::of(&failed(ErrorCode::BadRequest, None, &long), &chosen(false)).detail.unwrap();
        assert!(detail.starts_with("https://hooks.slack.com/…a1b2 is gone") && detail.len() <= DETAIL_MAX, "{detail}");
    }

    #[test]
    fn the_api_s_words_come_without_what_is_kept_beside_them() {
        let mut exchange = failed(ErrorCode::BadRequest, Some(400), "400 gone, and more (request id r-1)");
        let Err(error) = &mut exchange.result else { panic!() };
        let said = |field, text: &str| ErrorDetail::default().with(field, text);
        error.errors = vec![said(Field::Detail, "gone"), said(Field::Title, "and more"), said(Field::Pointer, "/x")];
        assert_eq!(Outcome::of(&exchange, &chosen(false)).detail.as_deref(), Some("gone; and more"));
    }

    #[test]
    fn what_the_platform_did_not_send_is_told_from_what_got_no_answer() {
        for (words, unsent) in [("Too many subrequests by single Worker invocation.", true), ("reset", false)] {
            assert_eq!(Outcome::is_unsent(&failed(ErrorCode::Network, None, words)), unsent);
        }
        assert!(!Outcome::is_unsent(&failed(ErrorCode::BadRequest, Some(400), TOO_MANY)));
    }

    #[test]
    fn only_what_was_not_done_is_tried_again() {
        let wait = |code, ms: Option<f64>| {
            let mut exchange = failed(code, None, "");
            if let Err(error) = &mut exchange.result {
                error.retry_after_ms = ms;
            }
            Outcome::again_in(&exchange)
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
