//! Maps methods and paths to routes. Anything not listed here does not exist.

use percent_encoding::percent_decode_str;

use super::response::ApiResponse;
use crate::integration::check_id;
use crate::protocol::{ErrorDetail, Field, Method, Operation};

/// The destination of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// A file of the page, if there is one at that path.
    Asset,
    /// `GET /healthz`: whether this Worker runs. It calls nothing else.
    Health,
    /// `GET /readyz`: whether Confluent responds, as of at most half a minute ago.
    Ready,
    /// `GET /session`: who the caller is, and how to sign in.
    Session,
    /// `POST /session`: a cookie for a token.
    SignIn,
    /// `DELETE /session`: removes the cookie.
    SignOut,
    /// `POST /canary/test/{id}`: reads a saved integration and sends its test.
    TestOne(String),
    /// `POST /canary/run`: tests every integration now.
    RunCanary,
    /// `POST /canary/webhook:test`: sends a test message to the operator's own webhook.
    TestWebhook,
    /// `GET /canary/results`: the result of each integration's last test.
    Results,
    /// `GET /canary/results/{id}`: the latest tests of one integration.
    ResultsOfOne(String),
    /// An operation of the API, with the id if its path holds one, and else an empty text.
    Operation(&'static Operation, String),
    /// `GET /sandbox/deliveries`: the test messages that the sandbox recorded.
    Deliveries,
    /// `POST /sandbox/reset`: puts the sandbox back into its initial state.
    Reset,
}

impl Route {
    /// Returns whether it is one of the page's files or the health check, which any site may link to.
    pub fn is_static(&self) -> bool {
        matches!(self, Route::Asset | Route::Health)
    }

    /// Returns whether it changes nothing.
    pub fn is_read(&self) -> bool {
        match self {
            Route::Asset | Route::Health | Route::Ready | Route::Session | Route::Deliveries => true,
            Route::Results | Route::ResultsOfOne(_) => true,
            Route::Operation(operation, _) => operation.method == Method::Get,
            Route::SignIn | Route::SignOut | Route::Reset => false,
            Route::TestOne(_) | Route::RunCanary | Route::TestWebhook => false,
        }
    }

    /// Returns whether it takes a body. Without one there is no content type to demand.
    pub fn takes_body(&self) -> bool {
        match self {
            Route::Operation(operation, _) => operation.body.is_some(),
            // Reset ignores its body. It requires the content type, since no cross-site form can send that.
            Route::SignIn | Route::Reset => true,
            _ => false,
        }
    }

    /// Returns its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Route::Asset => "page",
            Route::Health => "health",
            Route::Ready => "ready",
            Route::Session => "session",
            Route::SignIn => "sign-in",
            Route::SignOut => "sign-out",
            Route::TestOne(_) => "test-one",
            Route::RunCanary => "run-canary",
            Route::TestWebhook => "test-webhook",
            Route::Results => "results",
            Route::ResultsOfOne(_) => "results-of-one",
            Route::Operation(operation, _) => operation.name,
            Route::Deliveries => "deliveries",
            Route::Reset => "reset",
        }
    }
}

/// Returns the route of a request under the path that this Worker is mounted on, or the error response.
///
/// `path` is as the URL standard normalized it: dot segments, encoded ones too, are already resolved.
pub fn find(method: &str, path: &str) -> Result<Route, ApiResponse> {
    let at_path: Vec<_> =
        Operation::ALL.into_iter().filter_map(|known| Some((known, known.match_path(path)?))).collect();
    let with_method = at_path.iter().find(|(known, _)| known.method.as_str() == method);
    // The id is that of the operation called: of two whose paths match, each may find another.
    if let Some((_, segment)) = with_method.or(at_path.first()) {
        let id = if segment.is_empty() { String::new() } else { id_of(segment)? };
        let allowed: Vec<_> = at_path.iter().map(|(known, _)| known.method.as_str()).collect();
        return match with_method {
            Some((operation, _)) => Ok(Route::Operation(operation, id)),
            None => Err(not_allowed(&allowed)),
        };
    }
    if let Some(segment) = path.strip_prefix("/canary/test/").filter(|segment| is_segment(segment)) {
        return only(method, &["POST"], Route::TestOne(id_of(segment)?));
    }
    if let Some(segment) = path.strip_prefix("/canary/results/").filter(|segment| is_segment(segment)) {
        return only(method, &["GET"], Route::ResultsOfOne(id_of(segment)?));
    }
    match path {
        "/canary/run" => only(method, &["POST"], Route::RunCanary),
        "/canary/webhook:test" => only(method, &["POST"], Route::TestWebhook),
        "/canary/results" => only(method, &["GET"], Route::Results),
        "/session" => match method {
            "GET" => Ok(Route::Session),
            "POST" => Ok(Route::SignIn),
            "DELETE" => Ok(Route::SignOut),
            _ => Err(not_allowed(&["GET", "POST", "DELETE"])),
        },
        "/readyz" => only(method, &["GET", "HEAD"], Route::Ready),
        "/healthz" => only(method, &["GET", "HEAD"], Route::Health),
        "/sandbox/deliveries" => only(method, &["GET"], Route::Deliveries),
        "/sandbox/reset" => only(method, &["POST"], Route::Reset),
        "/" => only(method, &["GET", "HEAD"], Route::Asset),
        // No files are looked up under the API's own paths.
        _ if ["/notifications/", "/sandbox/", "/canary/"].iter().any(|space| path.starts_with(space)) => {
            Err(not_found())
        }
        _ if matches!(method, "GET" | "HEAD") => Ok(Route::Asset),
        _ => Err(not_found()),
    }
}

/// Returns the response for an unknown path.
pub fn not_found() -> ApiResponse {
    ApiResponse::error(404, "not_found", "There is nothing at this path.")
}

fn is_segment(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}

fn id_of(segment: &str) -> Result<String, ApiResponse> {
    let id = decode(segment).ok_or_else(|| bad_id("is not percent-encoded UTF-8"))?;
    match check_id(&id) {
        Some(problem) => Err(bad_id(&problem.detail)),
        None => Ok(id),
    }
}

/// Decodes a segment once: an id that was encoded twice stays encoded once, as the API would read it.
fn decode(segment: &str) -> Option<String> {
    let mut rest = segment.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        if !rest.get(at + 1..at + 3)?.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = &rest[at + 3..];
    }
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

fn bad_id(detail: &str) -> ApiResponse {
    let detail = ErrorDetail::default().with(Field::Detail, detail).with(Field::Parameter, "id");
    ApiResponse::errors(400, "invalid_request", [detail])
}

fn only(method: &str, allowed: &[&str], route: Route) -> Result<Route, ApiResponse> {
    if allowed.contains(&method) { Ok(route) } else { Err(not_allowed(allowed)) }
}

fn not_allowed(allowed: &[&str]) -> ApiResponse {
    ApiResponse::error(405, "method_not_allowed", "This path does not take this method; the header Allow says which.")
        .with_header("allow", allowed.join(", "))
}

#[cfg(test)]
mod tests;
