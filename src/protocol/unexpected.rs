//! Turns answers other than the promised success into an [`Error`] without secrets.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Body, Call, Error, ErrorCode, ErrorDetail, Head, Operation, RateLimit, Settings, error_body};
use crate::integration::{Document, Shape, clip, decimal};

/// How much of a body that is no JSON an error keeps, in bytes.
const BODY_KEPT: usize = 2_048;
/// How much of it is searched for secrets: more than what is kept plus the longest secret.
const CLEANED_MAX: usize = 65_536;
/// No secret is longer: servers take no longer header.
const SECRET_MAX: usize = 8_192;

/// What is wrong with an answer; none where it is the success that the API promises.
pub(super) fn judge<D: Document>(
    call: &Call,
    settings: &Settings,
    head: &impl Head,
    body: Body<'_, D>,
) -> Option<Error> {
    let (base, clean) = (&settings.base, &call.cleaner(settings));
    let status = head.status();
    let mut code = ErrorCode::of_status(status);
    let (mut errors, mut words, mut location) = (Vec::new(), String::new(), None);
    if let Body::Broken(why) = body {
        words = ["the answer broke off", &call.because(settings, why)].concat();
    }
    if let 200..=299 = status {
        let wrong = match body {
            Body::Broken(_) => "",
            // Such as a proxy's login page. A 204 has no body, whatever came.
            Body::Text(_) if status != 204 => "the body is not JSON",
            _ if !call.operation().has_answer() => return None,
            Body::Json(answer) => lacks(call.operation(), answer)?,
            Body::Empty | Body::Text(_) => "the body is empty",
        };
        code = ErrorCode::Network;
        if !wrong.is_empty() {
            code = ErrorCode::InvalidResponse;
            words = [wrong, ": something between here and the API may have answered"].concat();
        }
    } else {
        if let Body::Json(document) = body {
            errors = error_body::read(document, clean);
        }
        if status == 409 || code == ErrorCode::UnexpectedStatus {
            location = head.location(call.url());
        }
        if matches!(status, 0 | 300..=303 | 305..=399) {
            // If a browser hides the target, or there is none, the origin named is the one that was asked.
            let (to, origin) = location.as_deref().map_or(("from ", base.origin()), |url| ("to ", origin_of(url)));
            words = ["a redirect ", to, &clean(origin), ", not followed"].concat();
        }
        say(&errors, &mut words);
    }
    if words.is_empty() {
        words.push_str(code.as_str());
    }
    let mut error = Error::new(code, Some(call.operation()), words);
    if status != 0 {
        error.status = Some(status);
        error.message = [&decimal(status.into()), " ", &error.message].concat();
    }
    error.request_id = request_id(head, body, clean);
    error.rate_limit = RateLimit::read(head);
    error.errors = errors;
    if let Body::Text(text) = body {
        // Cleaned before it is cut: half a secret would not be recognized. Nor would the half that may end what is cleaned,
        // if the text goes on there.
        let cleaned = clean(clip(text, CLEANED_MAX));
        let unsure = if text.len() < CLEANED_MAX { 0 } else { SECRET_MAX };
        error.body = Some(clip(&cleaned, BODY_KEPT.min(cleaned.len().saturating_sub(unsure))).to_owned());
    }
    if status == 409 {
        error.location = location.map(|url| {
            // Paths on our own origin are not webhooks, but may contain one.
            let own = if base.holds(&url) { base.origin() } else { "" };
            [own, &clean(url.get(own.len()..).unwrap_or(""))].concat()
        });
    }
    Some(error)
}

/// What a success lacks of what the API promises; rows of a list are not looked at, so that one odd row spoils no page.
fn lacks<D: Document>(operation: Operation, answer: &D) -> Option<&'static str> {
    if operation == Operation::List {
        return (answer.shape("data") != Shape::List).then_some("the body has no list `data`");
    }
    if answer.shape("id") != Shape::Text || answer.len("id") == 0 {
        return Some("the body has no `id`");
    }
    (answer.shape("target.kind") != Shape::Text).then_some("the body has no `target` with a `kind`")
}

/// Whether a text can be a request id: a short word. Anything else is ignored, since ids go into messages and logs.
pub(crate) fn is_request_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The request id of the header, else of an error body.
pub(super) fn request_id<D: Document>(
    head: &impl Head,
    body: Body<'_, D>,
    clean: &dyn Fn(&str) -> String,
) -> Option<String> {
    let found = head.header("x-request-id").or_else(|| match body {
        Body::Json(document) if head.status() >= 300 => document.text("requestId"),
        _ => None,
    })?;
    (is_request_id(&found) && clean(&found) == found).then_some(found)
}

/// The first few problems' own words, with their places.
fn say(errors: &[ErrorDetail], out: &mut String) {
    for error in errors.iter().take(3) {
        let Some(words) = error.words() else { continue };
        let before = if out.is_empty() { "" } else { "; " };
        let (at, place) = error.place().map_or(("", ""), |place| (" at ", place));
        *out = [out, before, words, at, place].concat();
    }
}

/// Scheme, host and port of an absolute, normalised URL.
fn origin_of(url: &str) -> &str {
    let mut slashes = 0;
    let end = url.bytes().position(|byte| {
        slashes += u8::from(byte == b'/');
        slashes == 3
    });
    end.and_then(|end| url.get(..end)).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::super::Request;
    use super::super::answer::tests::TestHead;
    use super::*;
    use serde_json::{Value, json};

    fn failed(status: u16, location: &'static str, body: Body<'_, Value>) -> Error {
        let settings = Settings::read(&json!({"credentials": {"token": "secret-secret"}}), None, false).unwrap();
        let call = Call::new(&settings, Operation::Create, Request::new(Operation::Create, "", String::new()));
        let head = TestHead { location: Some(location), ..TestHead::new(status, &[]) };
        judge(&call, &settings, &head, body).unwrap()
    }

    #[test]
    fn a_location_is_told_without_secrets() {
        for (location, told) in [
            ("https://api.confluent.cloud/notifications/v1/integrations/n-1", None),
            ("https://api.confluent.cloud/n-1?token=secret-secret", Some("https://api.confluent.cloud/n-1?token=…")),
            (
                "https://api.confluent.cloud/%3Ehttps://hooks.example/secret-path",
                Some("https://api.confluent.cloud/%3Ehttps://hooks.example/…"),
            ),
        ] {
            assert_eq!(failed(409, location, Body::Empty).location.as_deref(), Some(told.unwrap_or(location)));
        }
        for status in [409, 302] {
            let foreign = failed(status, "https://secret-secret.example/n-1", Body::Empty);
            assert!(!format!("{foreign:?}").contains("secret-secret"), "{foreign:?}");
        }
    }

    #[test]
    fn half_a_secret_at_the_end_of_what_is_cleaned_is_not_kept() {
        let before = format!("https://h/{} ", "a".repeat(CLEANED_MAX - 10 - 1 - 8));
        for more in ["", "and so on"] {
            let whole = format!("{before}secret-secret{more}");
            // As long as what JavaScript hands over, and longer.
            for body in [&whole[..CLEANED_MAX], &whole] {
                let error = failed(502, "https://h/", Body::Text(body));
                assert!(!error.body.as_deref().unwrap().contains("secret"), "{:?}", error.body);
            }
        }
    }
}
