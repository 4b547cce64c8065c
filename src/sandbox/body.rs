//! From a body's text to a document worth judging: media type, size, syntax, depth.

use serde_json::{Map, Value};

use super::exchange::Request;
use super::refusal::Refusal;
use crate::integration::limits::READ_ONLY;
use crate::integration::{Purpose, check_body};

/// Largest body.
pub(super) const BODY_MAX: usize = 64 * 1024;
/// Deepest nesting. Well below serde_json's own limit of 128, so that a saved state, where documents stand a few
/// levels deeper, can always be read again.
const DEPTH_MAX: usize = 64;

/// The fields of a body, the read-only ones left out as the API ignores them, checked for its purpose.
pub(super) fn read(request: &Request<'_>, purpose: Purpose) -> Result<Map<String, Value>, Refusal> {
    let media_type = (request.header)("content-type").unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::gateway(415, "The body must be sent as application/json."));
    }
    if request.body.len() > BODY_MAX {
        return Err(Refusal::gateway(413, "The body must be at most 64 KB."));
    }
    let mut body: Value = serde_json::from_str(request.body)
        .map_err(|error| Refusal::new(400, format!("The body is not valid JSON: {error}")))?;
    if !is_within(&body, DEPTH_MAX) {
        return Err(Refusal::new(400, "The body is nested too deeply."));
    }
    if let Value::Object(fields) = &mut body {
        fields.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    }
    let problems = check_body(&body, purpose);
    match body {
        Value::Object(fields) if problems.is_empty() => Ok(fields),
        // The API documents no 422 for test.
        _ => Err(Refusal::problems(if purpose == Purpose::Test { 400 } else { 422 }, problems)),
    }
}

fn is_within(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth > 0 && items.iter().all(|item| is_within(item, depth - 1)),
        Value::Object(fields) => depth > 0 && fields.values().all(|field| is_within(field, depth - 1)),
        _ => true,
    }
}
