//! Checks whether a response is the success that the API documents, and makes an [`Error`] without secrets of any other.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    Body, Error, ErrorCode, ErrorDetail, Operation, RateLimit, RequiredProperty, ResponseHead, Settings, error_body,
};
use crate::integration::{Document, JsonType, truncate, u32_to_string};

/// How much of a body that is not JSON an error keeps, in bytes.
const BODY_MAX: usize = 2_048;
/// How much of such a body is searched for secrets: more than what is kept plus the longest secret.
const REDACTED_MAX: usize = 65_536;
/// The longest secret: servers accept no longer header.
const SECRET_MAX: usize = 8_192;

/// Returns what is wrong with a response. Returns `None` if it is the success that the API documents.
pub(super) fn check_response<D: Document>(
    operation: &'static Operation,
    url: &str,
    settings: &Settings,
    redact: &dyn Fn(&str) -> String,
    head: &impl ResponseHead,
    body: Body<'_, D>,
) -> Option<Error> {
    let base = &settings.base;
    let status = head.status();
    let mut code = ErrorCode::of_status(status);
    let (mut errors, mut message, mut location) = (Vec::new(), String::new(), None);
    if let Body::Truncated(why) = body {
        message = ["the answer broke off", &because(why, redact)].concat();
    }
    if let 200..=299 = status {
        let mut missing = "";
        let problem = match body {
            Body::Truncated(_) => "",
            // Such as a proxy's login page. A 204 has no body, whatever the host read.
            Body::Text(_) if status != 204 => "the body is not JSON",
            Body::Json(document) => {
                missing = missing_field(operation.response?, document)?;
                "the body has no "
            }
            _ if !operation.has_response_body() => return None,
            Body::Empty | Body::Text(_) => "the body is empty",
        };
        code = ErrorCode::Network;
        if !problem.is_empty() {
            code = ErrorCode::InvalidResponse;
            message = [problem, missing, ": something between here and the API may have answered"].concat();
        }
    } else {
        if let Body::Json(document) = body {
            errors = error_body::read(document, redact);
        }
        if status == 409 || code == ErrorCode::UnexpectedStatus {
            location = head.location(url);
        }
        if matches!(status, 0 | 300..=303 | 305..=399) {
            // If a browser hides the redirect's target, or there is none, the error names the origin that the request
            // went to.
            let (to, origin) = location.as_deref().map_or(("from ", base.origin()), |url| ("to ", origin_of(url)));
            message = ["a redirect ", to, &redact(origin), ", not followed"].concat();
        }
        append_details(&errors, &mut message);
    }
    if message.is_empty() {
        message.push_str(code.as_str());
    }
    let mut error = Error::new(code, Some(operation), message);
    if status != 0 {
        error.status = Some(status);
        error.message = [&u32_to_string(status.into()), " ", &error.message].concat();
    }
    error.request_id = request_id(head, body, redact);
    error.rate_limit = RateLimit::read(head);
    error.errors = errors;
    if let Body::Text(text) = body {
        // Redacted before it is truncated: half a secret would not be recognized. Neither would half a secret at the end
        // of the part that is searched, so that end is not kept if the text may continue there.
        let redacted = redact(truncate(text, REDACTED_MAX));
        let unsure = if text.len() < REDACTED_MAX { 0 } else { SECRET_MAX };
        error.body = Some(truncate(&redacted, BODY_MAX.min(redacted.len().saturating_sub(unsure))).to_owned());
    }
    if status == 409 {
        error.location = location.map(|url| {
            // A path on our own origin is not a webhook, but may contain one.
            let own = if base.is_same_origin(&url) { base.origin() } else { "" };
            [own, &redact(url.get(own.len()..).unwrap_or(""))].concat()
        });
    }
    Some(error)
}

/// Returns the host's error message after a colon, redacted; an empty text if there is none.
pub(super) fn because(why: &str, redact: &dyn Fn(&str) -> String) -> String {
    if why.is_empty() { String::new() } else { [": ", &redact(why)].concat() }
}

/// Returns the property that the body of a success lacks. Returns `None` if it has all that the API documents.
fn missing_field<D: Document>(required: &[RequiredProperty], document: &D) -> Option<&'static str> {
    let is_missing = |(path, json_type): &&RequiredProperty| {
        document.json_type(path) != *json_type || (*json_type == JsonType::String && document.len(path) == 0)
    };
    required.iter().find(is_missing).map(|(path, _)| *path)
}

/// Returns whether a text can be a request id: a short word. Anything else is ignored, since ids are part of messages and
/// logs.
pub(crate) fn is_request_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the request id of the header, else of an error body.
pub(super) fn request_id<D: Document>(
    head: &impl ResponseHead,
    body: Body<'_, D>,
    redact: &dyn Fn(&str) -> String,
) -> Option<String> {
    let found = head.header("x-request-id").or_else(|| match body {
        Body::Json(document) if head.status() >= 300 => document.text("requestId"),
        _ => None,
    })?;
    (is_request_id(&found) && redact(&found) == found).then_some(found)
}

/// Appends the first few problems in the API's own words, with their locations.
fn append_details(errors: &[ErrorDetail], out: &mut String) {
    for error in errors.iter().take(3) {
        let Some(summary) = error.summary() else { continue };
        let before = if out.is_empty() { "" } else { "; " };
        let (at, location) = error.location().map_or(("", ""), |location| (" at ", location));
        *out = [out, before, summary, at, location].concat();
    }
}

/// Returns scheme, host and port of an absolute, normalized URL.
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
    use super::super::integrations;
    use super::super::response::tests::TestHead;
    use super::*;
    use serde_json::{Value, json};

    fn failed(status: u16, location: &'static str, body: Body<'_, Value>) -> Error {
        let settings = Settings::read(&json!({"credentials": {"token": "secret-secret"}}), None, false).unwrap();
        let head = TestHead { location: Some(location), ..TestHead::new(status, &[]) };
        let url = "https://api.confluent.cloud/notifications/v1/integrations";
        check_response(&integrations::CREATE, url, &settings, &|text| settings.redact(text, None), &head, body).unwrap()
    }

    #[test]
    fn secrets_in_a_location_are_redacted() {
        for (location, redacted) in [
            ("https://api.confluent.cloud/notifications/v1/integrations/n-1", None),
            ("https://api.confluent.cloud/n-1?token=secret-secret", Some("https://api.confluent.cloud/n-1?token=…")),
            (
                "https://api.confluent.cloud/%3Ehttps://hooks.example/secret-path",
                Some("https://api.confluent.cloud/%3Ehttps://hooks.example/…"),
            ),
        ] {
            assert_eq!(failed(409, location, Body::Empty).location.as_deref(), Some(redacted.unwrap_or(location)));
        }
        for status in [409, 302] {
            let foreign = failed(status, "https://secret-secret.example/n-1", Body::Empty);
            assert!(!format!("{foreign:?}").contains("secret-secret"), "{foreign:?}");
        }
    }

    #[test]
    fn half_a_secret_at_the_end_of_the_searched_text_is_not_kept() {
        let before = format!("https://h/{} ", "a".repeat(REDACTED_MAX - 10 - 1 - 8));
        for more in ["", "and so on"] {
            let whole = format!("{before}secret-secret{more}");
            // As long as the text that JavaScript passes, and longer.
            for body in [&whole[..REDACTED_MAX], &whole] {
                let error = failed(502, "https://h/", Body::Text(body));
                assert!(!error.body.as_deref().unwrap().contains("secret"), "{:?}", error.body);
            }
        }
    }
}
