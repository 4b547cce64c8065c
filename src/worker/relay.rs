//! The outcome of a call as a response to the caller: the API's body as it came, its headers by an allow-list, and
//! anything that is not the API's own response in the API's error shape.

use serde_json::Value;

use super::access::Scope;
use super::body_links::rewrite_body_links;
use super::links::{Bases, rewrite_link};
use super::redact_response::{read_readable, redact};
use super::response::ApiResponse;
use crate::client::{Exchange, HttpResponse, read_json};
use crate::integration::redact_text;
use crate::protocol::{Error, ErrorCode, ErrorDetail, Field, Operation, is_request_id};

/// The upstream's headers that are forwarded. Not `WWW-Authenticate`: its challenge is for this Worker's credentials,
/// and a browser must not ask its user for them. `Location` and the request id have rules of their own.
const FORWARDED_HEADERS: [&str; 4] = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// Returns the response to the caller.
pub fn relay(exchange: &Exchange, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    let response = exchange.response.as_ref();
    match (&exchange.result, response) {
        (Ok(()), Some(response)) => forward(response, !response.body.is_empty(), bases, scope),
        (Err(error), Some(response)) if response.status >= 400 && is_api_error(error) => {
            forward_error(error, response, bases, scope)
        }
        (Err(error), _) => call_failed(error),
        (Ok(()), None) => ApiResponse::error(502, "invalid_response", "The API gave no answer."),
    }
}

/// Returns the response to the caller of an operation: as [`relay`], but the body's links lead to this Worker, and an invalid
/// body has the status that the API documents for this operation.
pub fn relay_operation(operation: &Operation, exchange: &Exchange, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    match &exchange.result {
        Err(error) if error.code == ErrorCode::InvalidRequest => {
            invalid_request(error, operation.invalid_body_status())
        }
        Err(_) => relay(exchange, bases, scope),
        Ok(()) => {
            let mut response = relay(exchange, bases, scope);
            let collection = [bases.own, operation.collection()].concat();
            response.body = response.body.map(|body| rewrite_body_links(body, &collection));
            response
        }
    }
}

/// Returns the upstream's id for this request, for the log and the response.
pub fn request_id(exchange: &Exchange) -> Option<&str> {
    request_id_of(exchange.response.as_ref()?)
}

/// Returns the id by the same rule as for errors.
fn request_id_of(response: &HttpResponse) -> Option<&str> {
    response.header("x-request-id").filter(|id| is_request_id(id) && redact_text(id) == *id)
}

fn is_api_error(error: &Error) -> bool {
    !matches!(error.code, ErrorCode::Network | ErrorCode::Timeout | ErrorCode::InvalidResponse)
}

/// Forwards a response of the API's own, error or not.
fn forward(response: &HttpResponse, with_body: bool, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    let mut out = if !with_body {
        ApiResponse::empty(response.status)
    } else if scope == Scope::Admin {
        // Byte for byte. The content type is ours: whatever it came as, JSON is never rendered as a page.
        ApiResponse::json_text(response.status, response.body.clone())
    } else if let Some(mut value) = read_readable(&response.body) {
        redact(&mut value);
        ApiResponse::json(response.status, &value)
    } else {
        // What cannot be redacted is not forwarded.
        return ApiResponse::error(502, "invalid_response", "The API's answer cannot be read.");
    };
    let listed = FORWARDED_HEADERS.into_iter().filter_map(|name| Some((name, response.header(name)?)));
    let listed =
        listed.filter(|(_, value)| !value.is_empty()).chain(request_id_of(response).map(|id| ("x-request-id", id)));
    out.headers.extend(listed.map(|(name, value)| (name.into(), value.to_owned())));
    let location = response.header("location").filter(|_| matches!(response.status, 201 | 409));
    match location.and_then(|location| rewrite_link(location, bases)) {
        Some(location) => out.with_header("location", location),
        None => out,
    }
}

/// Forwards an error of the API's, with its own body if it has one.
fn forward_error(error: &Error, response: &HttpResponse, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    if let Ok(Value::Object(_)) = read_json(&response.body) {
        return forward(response, true, bases, scope);
    }
    let mut head = forward(response, false, bases, scope);
    let status = match response.status {
        // Something in between answered, but with a status that the API uses in the same sense.
        status if response.body.trim().is_empty() || status == 429 => status,
        _ => 502,
    };
    if status != response.status {
        // This response is ours, so it carries our id; theirs is in the message.
        head.headers.retain(|(name, _)| name != "x-request-id");
    }
    let own = ApiResponse::error(status, error.code.as_str(), &error.message);
    ApiResponse { headers: [own.headers, head.headers].concat(), ..own }
}

/// Returns the response if there was none from the API.
fn call_failed(error: &Error) -> ApiResponse {
    let status = match error.code {
        ErrorCode::InvalidRequest => return invalid_request(error, 422),
        ErrorCode::Timeout => 504,
        ErrorCode::Credentials | ErrorCode::Internal => 500,
        _ => 502,
    };
    let code = match error.code {
        code @ (ErrorCode::Timeout | ErrorCode::Credentials | ErrorCode::Internal) => code,
        code @ (ErrorCode::InvalidResponse | ErrorCode::UnexpectedStatus) => code,
        // A status without the rest of the response: the connection broke, and that is what the caller has to know.
        _ => ErrorCode::Network,
    };
    ApiResponse::error(status, code.as_str(), &redact_text(&error.message))
}

/// Returns the response to a request that was refused before anything was sent: 400 for path and query, and for body fields
/// the status that the API gives them.
fn invalid_request(error: &Error, invalid_body_status: u16) -> ApiResponse {
    let in_body = |detail: &ErrorDetail| detail.get(Field::Parameter).is_none();
    let status = if error.errors.iter().all(in_body) { invalid_body_status } else { 400 };
    ApiResponse::errors(status, error.code.as_str(), error.errors.iter().cloned())
}

#[cfg(test)]
mod tests;
