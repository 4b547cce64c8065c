//! A response as a plain value, and the Worker's own errors in the API's error shape.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::protocol::{ErrorDetail, Field};

/// A response, before the headers common to all are added.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiResponse {
    /// The HTTP status.
    pub status: u16,
    /// Additional headers; names in lower case.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// JSON, if there is a body.
    pub body: Option<String>,
    /// Whether it is an error that this Worker made, and not the API's.
    pub is_own_error: bool,
}

impl ApiResponse {
    /// Creates a response without a body.
    pub fn empty(status: u16) -> ApiResponse {
        ApiResponse { status, headers: Vec::new(), body: None, is_own_error: false }
    }

    /// Creates a response of JSON that is already text.
    pub fn json_text(status: u16, body: String) -> ApiResponse {
        let headers = vec![("content-type".into(), "application/json".to_owned())];
        ApiResponse { status, headers, body: Some(body), is_own_error: false }
    }

    /// Creates a response of JSON.
    pub fn json(status: u16, body: &Value) -> ApiResponse {
        ApiResponse::json_text(status, body.to_string())
    }

    /// Creates an error response: `code` for programs, `detail` for people.
    pub fn error(status: u16, code: &str, detail: &str) -> ApiResponse {
        ApiResponse::errors(status, code, [ErrorDetail::default().with(Field::Detail, detail)])
    }

    /// Creates an error response with one entry per problem. The details name the places too, for readers who see nothing else.
    pub fn errors(status: u16, code: &str, details: impl IntoIterator<Item = ErrorDetail>) -> ApiResponse {
        let errors: Vec<Value> = details
            .into_iter()
            .map(|problem| {
                let code = problem.get(Field::Code).unwrap_or(code);
                let mut entry = json!({"status": status.to_string(), "code": code, "title": title(status)});
                if let Some(detail) = problem.get(Field::Detail) {
                    entry["detail"] = named(&problem, detail).into();
                }
                if let Some(pointer) = problem.get(Field::Pointer) {
                    entry["source"] = json!({"pointer": pointer});
                } else if let Some(parameter) = problem.get(Field::Parameter) {
                    entry["source"] = json!({"parameter": parameter});
                }
                entry
            })
            .collect();
        ApiResponse { is_own_error: true, ..ApiResponse::json(status, &json!({"errors": errors})) }
    }

    /// Adds the request's id to each entry of an error that this Worker made, as the API's own errors have it.
    pub fn with_request_id(mut self, request_id: &str) -> ApiResponse {
        let body = self.body.as_deref().filter(|_| self.is_own_error).and_then(|body| serde_json::from_str(body).ok());
        if let Some(mut body) = body {
            let body: &mut Value = &mut body;
            for entry in body["errors"].as_array_mut().into_iter().flatten() {
                entry["id"] = request_id.into();
            }
            self.body = Some(body.to_string());
        }
        self
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> ApiResponse {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns a header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A problem's detail after the name of its place, which it continues as a sentence.
fn named(problem: &ErrorDetail, detail: &str) -> String {
    let name = match (problem.get(Field::Pointer), problem.get(Field::Parameter)) {
        (Some(""), _) => "the body".to_owned(),
        (Some(pointer), _) => pointer.trim_start_matches('/').replace('/', "."),
        (None, Some(parameter)) => parameter.to_owned(),
        (None, None) => return detail.to_owned(),
    };
    format!("{name} {detail}")
}

/// The name of a status in RFC 9110 and RFC 6585.
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_api_s_shape() {
        let response = ApiResponse::error(403, "forbidden", "no").with_header("x-more", "1");
        assert_eq!((response.status, response.header("content-type")), (403, Some("application/json")));
        assert_eq!(response.header("x-more"), Some("1"));
        let body: Value = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"errors": [{"status": "403", "code": "forbidden", "title": "Forbidden", "detail": "no"}]})
        );
        let with_id = response.with_request_id("r-1").body.unwrap();
        assert_eq!(serde_json::from_str::<Value>(&with_id).unwrap()["errors"][0]["id"], "r-1");
        // The API's own stay as they came.
        let relayed = ApiResponse::json_text(400, r#"{"errors": [{}]}"#.to_owned()).with_request_id("r-1");
        assert_eq!(relayed.body.as_deref(), Some(r#"{"errors": [{}]}"#));
    }

    #[test]
    fn each_problem_names_its_pointer_or_parameter() {
        let at = |pointer: &str| ErrorDetail::default().with(Field::Detail, "is wrong").with(Field::Pointer, pointer);
        let parameter = ErrorDetail::default().with(Field::Parameter, "page_size");
        let response = ApiResponse::errors(422, "invalid_request", [at("/target/url"), at(""), parameter]);
        let body: Value = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"errors": [
                {"status": "422", "code": "invalid_request", "title": "Unprocessable Content", "detail": "target.url is wrong", "source": {"pointer": "/target/url"}},
                {"status": "422", "code": "invalid_request", "title": "Unprocessable Content", "detail": "the body is wrong", "source": {"pointer": ""}},
                {"status": "422", "code": "invalid_request", "title": "Unprocessable Content", "source": {"parameter": "page_size"}},
            ]})
        );
    }
}
