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
}

impl ApiResponse {
    /// Creates a response without a body.
    pub fn empty(status: u16) -> ApiResponse {
        ApiResponse { status, headers: Vec::new(), body: None }
    }

    /// Creates a response of JSON that is already text.
    pub fn json_text(status: u16, body: String) -> ApiResponse {
        let headers = vec![("content-type".into(), "application/json".to_owned())];
        ApiResponse { status, headers, body: Some(body) }
    }

    /// Creates a response of JSON.
    pub fn json(status: u16, body: &Value) -> ApiResponse {
        ApiResponse::json_text(status, body.to_string())
    }

    /// Creates an error response: `code` for programs, `detail` for people.
    pub fn error(status: u16, code: &str, detail: &str) -> ApiResponse {
        ApiResponse::errors(status, code, [ErrorDetail::default().with(Field::Detail, detail)])
    }

    /// Creates an error response with one entry per problem.
    pub fn errors(status: u16, code: &str, details: impl IntoIterator<Item = ErrorDetail>) -> ApiResponse {
        let errors: Vec<Value> = details
            .into_iter()
            .map(|problem| {
                let code = problem.get(Field::Code).unwrap_or(code);
                let mut entry = json!({"status": status.to_string(), "code": code});
                if let Some(detail) = problem.get(Field::Detail) {
                    entry["detail"] = detail.into();
                }
                if let Some(pointer) = problem.get(Field::Pointer) {
                    entry["source"] = json!({"pointer": pointer});
                } else if let Some(parameter) = problem.get(Field::Parameter) {
                    entry["source"] = json!({"parameter": parameter});
                }
                entry
            })
            .collect();
        ApiResponse::json(status, &json!({"errors": errors}))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_api_s_shape() {
        let response = ApiResponse::error(403, "forbidden", "no").with_header("x-more", "1");
        assert_eq!((response.status, response.header("content-type")), (403, Some("application/json")));
        assert_eq!(response.header("x-more"), Some("1"));
        let body: Value = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
        assert_eq!(body, json!({"errors": [{"status": "403", "code": "forbidden", "detail": "no"}]}));
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
                {"status": "422", "code": "invalid_request", "detail": "is wrong", "source": {"pointer": "/target/url"}},
                {"status": "422", "code": "invalid_request", "detail": "is wrong", "source": {"pointer": ""}},
                {"status": "422", "code": "invalid_request", "source": {"parameter": "page_size"}},
            ]})
        );
    }
}
