//! Reads and checks a request's body: media type, size, syntax, nesting depth, fields.

use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::exchange::SandboxRequest;
use crate::integration::check_body;
use crate::integration::limits::READ_ONLY;
use crate::protocol::{Operation, integrations};

/// The largest body, in bytes.
pub(super) const BODY_MAX: usize = 64 * 1024;
/// The deepest nesting. It is well below serde_json's own limit of 128, so that a saved state, where documents are nested a
/// few levels deeper, can always be read.
const DEPTH_MAX: usize = 64;

/// Returns the fields of a body, checked for its purpose, without the read-only ones, which the API ignores.
///
/// # Errors
/// 415, 413 or 400 if the body cannot be read; 422, or 400 of a test, if its fields are invalid.
pub(super) fn read_body(request: &SandboxRequest<'_>, operation: &Operation) -> Result<Map<String, Value>, ApiError> {
    let media_type = (request.header)("content-type").unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(ApiError::gateway(415, "The body must be sent as application/json."));
    }
    if request.body.len() > BODY_MAX {
        return Err(ApiError::gateway(413, "The body must be at most 64 KB."));
    }
    let mut body: Value = serde_json::from_str(request.body)
        .map_err(|error| ApiError::new(400, format!("The body is not valid JSON: {error}")))?;
    if !is_nested_at_most(&body, DEPTH_MAX) {
        return Err(ApiError::new(400, "The body is nested too deeply."));
    }
    if let Value::Object(fields) = &mut body {
        fields.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    }
    let problems = operation.body.map_or_else(Vec::new, |schema| check_body(&body, schema));
    match body {
        Value::Object(fields) if problems.is_empty() => Ok(fields),
        // The API documents no 422 for test.
        _ => Err(ApiError::problems(if operation == &integrations::TEST { 400 } else { 422 }, problems)),
    }
}

fn is_nested_at_most(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth > 0 && items.iter().all(|item| is_nested_at_most(item, depth - 1)),
        Value::Object(fields) => depth > 0 && fields.values().all(|field| is_nested_at_most(field, depth - 1)),
        _ => true,
    }
}
