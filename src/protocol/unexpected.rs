//! Answers that are not what was hoped for: what they say, as an [`Error`] without secrets.

use super::{Base, Body, Error, ErrorCode, ErrorDetail, Head, Operation, RateLimit, error_body};
use crate::integration::{Document, Shape, redact_text, redact_url};

/// How much of a body that is no JSON an error keeps, in bytes.
const BODY_KEPT: usize = 2_048;
/// How much of it is searched for secrets: more than is kept and any secret is long.
const CLEANED_MAX: usize = 65_536;

/// What an answer that is no success says. `clean` takes secrets out of a text.
pub(super) fn failure<D: Document>(
    operation: Operation,
    base: &Base,
    head: &impl Head,
    body: Body<'_, D>,
    clean: &dyn Fn(&str) -> String,
) -> Error {
    let status = head.status();
    let code = ErrorCode::of_status(status);
    let errors = match body {
        Body::Json(document) => error_body::read(document, clean),
        _ => Vec::new(),
    };
    let words = match status {
        0 => [base.origin(), " redirects, and a browser does not show where to: not followed"].concat(),
        300..=399 => match head.location() {
            Some(url) if base.holds(&url) => "a redirect too many, or of a kind that is not followed".to_owned(),
            Some(url) => ["a redirect to another origin is not followed: ", &origin_of(&url)].concat(),
            None => code.words().to_owned(),
        },
        _ => said(&errors).unwrap_or_else(|| code.words().to_owned()),
    };
    let location = head.location().filter(|_| status == 409);
    let location = location.map(|url| if base.holds(&url) { url } else { redact_text(&url) });
    Error { errors, location, ..answered(code, operation, head, body, &words, clean) }
}

/// A success whose body is not what the API promises.
pub(super) fn success<D: Document>(
    operation: Operation,
    head: &impl Head,
    body: Body<'_, D>,
    wrong: &str,
    clean: &dyn Fn(&str) -> String,
) -> Error {
    let words = [wrong, ": something between here and the API may have answered"].concat();
    answered(ErrorCode::InvalidResponse, operation, head, body, &words, clean)
}

fn answered<D: Document>(
    code: ErrorCode,
    operation: Operation,
    head: &impl Head,
    body: Body<'_, D>,
    words: &str,
    clean: &dyn Fn(&str) -> String,
) -> Error {
    let status = head.status();
    let request_id = request_id(head, body, clean);
    let mut message = if status == 0 { String::new() } else { [&status.to_string(), " "].concat() };
    message.push_str(words);
    if let Some(id) = &request_id {
        message.push_str(" (request id ");
        message.push_str(id);
        message.push(')');
    }
    Error {
        status: (status != 0).then_some(status),
        request_id,
        rate_limit: RateLimit::read(head),
        body: match body {
            // Cleaned before it is cut: half a secret would not be known for one.
            Body::Text(text) => Some(clip(&clean(text.get(..CLEANED_MAX).unwrap_or(text))).to_owned()),
            _ => None,
        },
        ..Error::new(code, Some(operation), message)
    }
}

/// What a success lacks of what the API promises; rows of a list are not looked at, so that one odd row spoils no page.
pub(super) fn lacks<D: Document>(operation: Operation, answer: &D) -> Option<&'static str> {
    if operation == Operation::List {
        return (answer.shape("data") != Shape::List).then_some("the body has no list `data`");
    }
    if answer.text("id").is_none_or(|id| id.is_empty()) {
        return Some("the body has no `id`");
    }
    (answer.shape("target.kind") != Shape::Text).then_some("the body has no `target` with a `kind`")
}

/// The request id of the header, else of an error body. An id is a short word: anything else is none, since it goes
/// into messages and logs.
pub(super) fn request_id<D: Document>(
    head: &impl Head,
    body: Body<'_, D>,
    clean: &dyn Fn(&str) -> String,
) -> Option<String> {
    let found = head.header("x-request-id").or_else(|| match body {
        Body::Json(document) if head.status() >= 300 => document.text("requestId"),
        _ => None,
    })?;
    let is_word = |id: &str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:/+=".contains(&b));
    (!found.is_empty() && found.len() <= 128 && is_word(&found) && clean(&found) == found).then_some(found)
}

/// The first few problems' own words, with their places.
fn said(errors: &[ErrorDetail]) -> Option<String> {
    let mut out = String::new();
    for error in errors.iter().filter(|error| error.words().is_some()).take(3) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(error.words().unwrap_or_default());
        if let Some(place) = error.pointer.as_deref().or(error.parameter.as_deref()) {
            out.push_str(" at ");
            out.push_str(place);
        }
    }
    (!out.is_empty()).then_some(out)
}

fn clip(text: &str) -> &str {
    (text.len().min(BODY_KEPT).saturating_sub(3)..=BODY_KEPT).rev().find_map(|end| text.get(..end)).unwrap_or(text)
}

fn origin_of(url: &str) -> String {
    let shown = redact_url(url);
    shown.trim_end_matches(|c| c != '/').trim_end_matches('/').to_owned()
}
