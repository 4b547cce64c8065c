//! Reads a request's arguments, its body and its query, and checks them against the schemas of its operation.

use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::encoding::query_value;
use super::exchange::SandboxRequest;
use crate::integration::schema::ValueRule;
use crate::integration::{IsUrl, Property, Schema, check_body, check_query};
use crate::protocol::Operation;

/// The largest body, in bytes.
pub(super) const BODY_MAX: usize = 64 * 1024;
/// The deepest nesting. It is well below serde_json's own limit of 128, so that a saved state, where documents are nested a
/// few levels deeper, can always be read.
const DEPTH_MAX: usize = 64;

/// Returns the fields of an operation's body without the read-only ones, which the API ignores.
///
/// # Errors
/// 415, 413 or 400 if the body cannot be read; 422 with an entry for each invalid field, 400 of a test.
pub(super) fn read_body(
    request: &SandboxRequest<'_>,
    operation: &Operation,
    is_url: IsUrl,
) -> Result<Map<String, Value>, ApiError> {
    let Some(schema) = operation.body else {
        return Ok(Map::new());
    };
    let media_type = (request.header)("content-type").unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(ApiError::gateway(415, "The body must be sent as application/json."));
    }
    if request.body.len() > BODY_MAX {
        return Err(ApiError::gateway(413, "The body must be at most 64 KB."));
    }
    let body: Value = serde_json::from_str(request.body)
        .map_err(|error| ApiError::new(400, format!("The body is not valid JSON: {error}")))?;
    if !is_nested_at_most(&body, DEPTH_MAX) {
        return Err(ApiError::new(400, "The body is nested too deeply."));
    }
    let body = without_read_only(body, schema);
    let problems = check_body(&body, schema, is_url);
    match body {
        Value::Object(fields) if problems.is_empty() => Ok(fields),
        _ => Err(ApiError::problems(operation.invalid_body_status(), problems)),
    }
}

/// Removes the fields that the API ignores in a body.
pub(super) fn without_read_only(mut body: Value, schema: &Schema) -> Value {
    if let Value::Object(fields) = &mut body {
        fields.retain(|name, _| !schema.read_only.contains(&name.as_str()));
    }
    body
}

/// Returns the parameters of a query that its operation has.
///
/// # Errors
/// 400 with an entry for each invalid parameter.
pub(super) fn read_query(operation: &Operation, query: &str) -> Result<Map<String, Value>, ApiError> {
    let value_of = |parameter: &Property| {
        let text = query_value(query, parameter.name)?;
        // Other spellings of a number than digits stay strings, which `check_query` rejects.
        let is_digits = !text.is_empty() && text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit());
        match parameter.value {
            ValueRule::PageSize if is_digits => text.parse::<u32>().ok().map(Value::from),
            _ => Some(Value::String(text)),
        }
    };
    let given = operation.query.iter().filter_map(|parameter| Some((parameter.name.to_owned(), value_of(parameter)?)));
    let query = Value::Object(given.collect());
    let problems = check_query(&query, operation.query);
    match query {
        Value::Object(query) if problems.is_empty() => Ok(query),
        _ => Err(ApiError::problems(400, problems)),
    }
}

fn is_nested_at_most(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth > 0 && items.iter().all(|item| is_nested_at_most(item, depth - 1)),
        Value::Object(fields) => depth > 0 && fields.values().all(|field| is_nested_at_most(field, depth - 1)),
        _ => true,
    }
}
