//! The API's error responses. Their bodies occur in three shapes, so all three occur here: `errors[]` for what the API itself
//! rejects, an object with `error` for unknown paths, and an object with `error_code` for what a gateway rejects.

use serde_json::{Value, json};

use super::exchange::Header;
use crate::integration::{Problem, ProblemLocation};

/// An error response of the API.
#[derive(Debug)]
pub(super) struct ApiError {
    pub status: u16,
    pub headers: Vec<Header>,
    body: ErrorBody,
}

#[derive(Debug)]
enum ErrorBody {
    /// `errors[]`: each entry's detail and location.
    Errors(Vec<(String, Option<ProblemLocation>)>),
    /// `error`, about this path.
    UnknownPath(String),
    /// `error_code` and `message`.
    Gateway(&'static str),
}

/// Returns the `code` and the `title` of a status.
fn code_and_title(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("bad_request", "Bad Request"),
        401 => ("unauthorized", "Unauthorized"),
        402 => ("quota_exceeded", "Quota Exceeded"),
        403 => ("forbidden", "Forbidden"),
        404 => ("resource_not_found", "Not Found"),
        409 => ("resource_already_exists", "Conflict"),
        422 => ("invalid_field", "Unprocessable Entity"),
        429 => ("rate_limit_exceeded", "Too Many Requests"),
        _ => ("internal_error", "Error"),
    }
}

impl ApiError {
    /// Creates an error with one entry in `errors[]`.
    pub fn new(status: u16, detail: impl Into<String>) -> ApiError {
        ApiError::with_errors(status, vec![(detail.into(), None)])
    }

    /// Creates an error with one entry that points at a property of the body.
    pub fn at(status: u16, pointer: &str, detail: impl Into<String>) -> ApiError {
        ApiError::with_errors(status, vec![(detail.into(), Some(ProblemLocation::Pointer(pointer.to_owned())))])
    }

    /// Creates an error with one entry for each problem. The details name the locations too, for readers who see nothing else.
    pub fn problems(status: u16, problems: Vec<Problem>) -> ApiError {
        let errors = problems.into_iter().map(|Problem { location, detail }| {
            let name = match &location {
                ProblemLocation::Pointer(pointer) if pointer.is_empty() => "the body".to_owned(),
                ProblemLocation::Pointer(pointer) => pointer.trim_start_matches('/').replace('/', "."),
                ProblemLocation::Parameter(name) => (*name).to_owned(),
            };
            (format!("{name} {detail}"), Some(location))
        });
        ApiError::with_errors(status, errors.collect())
    }

    /// Creates the 404 of a path that the API does not have.
    pub fn unknown_path(path: &str) -> ApiError {
        ApiError { status: 404, headers: Vec::new(), body: ErrorBody::UnknownPath(path.to_owned()) }
    }

    /// Creates the error of a gateway, which rejects a request before it reaches the API.
    pub fn gateway(status: u16, message: &'static str) -> ApiError {
        ApiError { status, headers: Vec::new(), body: ErrorBody::Gateway(message) }
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> ApiError {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn with_errors(status: u16, errors: Vec<(String, Option<ProblemLocation>)>) -> ApiError {
        ApiError { status, headers: Vec::new(), body: ErrorBody::Errors(errors) }
    }

    /// Returns the JSON body for the request with this id at this time.
    pub fn to_json(&self, request_id: &str, timestamp: &str) -> Value {
        let (code, title) = code_and_title(self.status);
        match &self.body {
            ErrorBody::Errors(errors) => {
                let errors = errors.iter().map(|(detail, location)| {
                    let mut entry = json!({
                        "id": request_id, "status": self.status.to_string(), "code": code, "title": title, "detail": detail,
                    });
                    match location {
                        Some(ProblemLocation::Pointer(pointer)) => entry["source"] = json!({ "pointer": pointer }),
                        Some(ProblemLocation::Parameter(name)) => entry["source"] = json!({ "parameter": name }),
                        None => {}
                    }
                    entry
                });
                json!({ "errors": errors.collect::<Vec<_>>() })
            }
            ErrorBody::UnknownPath(path) => json!({
                "status": self.status.to_string(),
                "error": {
                    "code": code.to_uppercase(),
                    "message": "There is nothing at this path.",
                    "timestamp": timestamp,
                    "path": path,
                    "suggestion": "Integrations are at /notifications/v1/integrations.",
                },
                "requestId": request_id,
            }),
            ErrorBody::Gateway(message) => json!({ "error_code": self.status, "message": message }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_becomes_an_entry_with_its_location() {
        let problems = vec![
            Problem { location: ProblemLocation::Pointer("/target/url".into()), detail: "is required".into() },
            Problem { location: ProblemLocation::Pointer(String::new()), detail: "must be an object".into() },
            Problem { location: ProblemLocation::Parameter("page_size"), detail: "must be a number".into() },
        ];
        let body = ApiError::problems(422, problems).to_json("r-1", "");
        assert_eq!(
            body["errors"][0],
            json!({
                "id": "r-1", "status": "422", "code": "invalid_field", "title": "Unprocessable Entity",
                "detail": "target.url is required", "source": {"pointer": "/target/url"},
            })
        );
        assert_eq!(body["errors"][1]["detail"], "the body must be an object");
        assert_eq!(body["errors"][1]["source"], json!({"pointer": ""}));
        assert_eq!(body["errors"][2]["source"], json!({"parameter": "page_size"}));
    }
}
