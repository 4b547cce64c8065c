//! What the answer to a test says of the integration.

use super::choice::Chosen;
use super::secrets::Secrets;
use crate::client::Exchange;
use crate::integration::clip;
use crate::protocol::{Error, ErrorCode, Field};
use crate::worker::relay::request_id;

/// Most that is kept of the API's words, in bytes.
const DETAIL_MAX: usize = 500;
/// So many of the API's problems are kept.
const SAID_MAX: usize = 3;
/// The platform's words (50 requests an event on the free plan, 10,000 on others).
const TOO_MANY: &str = "Too many subrequests";
/// The code of a test that was accepted for a target that has been retired.
pub const RETIRED: &str = "retired";

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The API took the message; that somebody saw it, nobody says.
    Accepted,
    /// The API says that this integration cannot be tested as it is.
    Refused,
    /// Nothing of the integration: the API is down, slow or over its limit, or our credentials are bad.
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

/// What came of a test. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it says of the integration.
    pub verdict: Verdict,
    /// The client's code for what went wrong, or [`RETIRED`].
    pub code: Option<&'static str>,
    /// The API's status, where it answered.
    pub status: Option<u16>,
    /// The API's words, URLs in them redacted.
    pub detail: Option<String>,
    /// What the API calls the request.
    pub request_id: Option<String>,
}

impl Outcome {
    /// A test that was accepted. `retired`: whether the target has been.
    pub fn accepted(retired: bool) -> Outcome {
        let code = retired.then_some(RETIRED);
        Outcome { verdict: Verdict::Accepted, code, status: Some(204), detail: None, request_id: None }
    }

    /// What came of testing an integration.
    pub fn of(exchange: &Exchange, chosen: &Chosen) -> Outcome {
        match &exchange.result {
            Ok(()) => Outcome {
                status: exchange.answer.as_ref().map(|answer| answer.status),
                request_id: request_id(exchange).map(str::to_owned),
                ..Outcome::accepted(chosen.retired)
            },
            Err(error) => Outcome::failed(error, &chosen.secrets),
        }
    }

    fn failed(error: &Error, secrets: &Secrets) -> Outcome {
        let verdict = match error.code {
            // The documented ones for what is tested. What this client would not even send, the API once took.
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

    /// Whether nothing was sent, since the platform lets one event send only so much: that is no answer of anybody's.
    pub fn is_unsent(exchange: &Exchange) -> bool {
        let error = exchange.result.as_ref().err();
        error.is_some_and(|error| error.code == ErrorCode::Network && error.message.contains(TOO_MANY))
    }

    /// Whether it is worth to be tried again soon, and after how many seconds: nothing was done, the API had no time.
    pub fn again_in(exchange: &Exchange) -> Option<u32> {
        let error = exchange.result.as_ref().err().filter(|error| error.code == ErrorCode::RateLimited)?;
        Some(error.retry_after_ms.map_or(60, |ms| (ms / 1000.0).ceil().clamp(1.0, 3600.0) as u32))
    }
}

/// What the API says is wrong, else the client's own words, as they may be stored and told.
pub fn words(error: &Error, secrets: &Secrets) -> String {
    let said = error.errors.iter().filter_map(|problem| problem.get(Field::Detail).or(problem.get(Field::Title)));
    let said = said.take(SAID_MAX).collect::<Vec<_>>().join("; ");
    let words = if said.is_empty() { &error.message } else { &said };
    clip(&secrets.taken_out_of(words), DETAIL_MAX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Incoming;
    use crate::protocol::ErrorDetail;

    fn chosen(retired: bool) -> Chosen {
        Chosen { retired, ..Chosen::unread("n-1".to_owned()) }
    }

    fn failed(code: ErrorCode, status: Option<u16>, words: &str) -> Exchange {
        let mut error = Error::new(code, None, words.to_owned());
        error.status = status;
        error.request_id = Some("r-1".to_owned());
        Exchange { result: Err(error), answer: None }
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
        let answer = Some(Incoming { status: 204, headers, body: String::new() });
        let exchange = Exchange { result: Ok(()), answer };
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
