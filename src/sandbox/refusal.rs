//! Refusals, and the bodies that the API puts them in. Three shapes occur in the wild, so all three occur here:
//! `errors[]` for what the API itself refuses, one with `error` for paths that lead nowhere, and one with
//! `error_code` for what a gateway before it refuses.

use serde_json::{Value, json};

use super::exchange::Header;
use crate::integration::{Problem, ProblemLocation};

/// A request that is not granted.
#[derive(Debug)]
pub(super) struct Refusal {
    pub status: u16,
    pub headers: Vec<Header>,
    words: Words,
}

#[derive(Debug)]
enum Words {
    /// `errors[]`: each entry's detail and place.
    Entries(Vec<(String, Option<ProblemLocation>)>),
    /// `error`, about a path.
    Path(String),
    /// `error_code` and `message`.
    Gateway(&'static str),
}

/// A status's `code` and `title`.
fn names(status: u16) -> (&'static str, &'static str) {
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

impl Refusal {
    /// One entry in `errors[]`.
    pub fn new(status: u16, detail: impl Into<String>) -> Refusal {
        Refusal::entries(status, vec![(detail.into(), None)])
    }

    /// One entry that points at a property of the body.
    pub fn at(status: u16, pointer: &str, detail: impl Into<String>) -> Refusal {
        Refusal::entries(status, vec![(detail.into(), Some(ProblemLocation::Pointer(pointer.to_owned())))])
    }

    /// One entry a problem. Each detail names the place too, for readers who see nothing else.
    pub fn problems(status: u16, problems: Vec<Problem>) -> Refusal {
        let entries = problems.into_iter().map(|Problem { location, detail }| {
            let name = match &location {
                ProblemLocation::Pointer(pointer) if pointer.is_empty() => "the body".to_owned(),
                ProblemLocation::Pointer(pointer) => pointer.trim_start_matches('/').replace('/', "."),
                ProblemLocation::Parameter(name) => (*name).to_owned(),
            };
            (format!("{name} {detail}"), Some(location))
        });
        Refusal::entries(status, entries.collect())
    }

    /// A path that the API does not have.
    pub fn no_such_path(path: &str) -> Refusal {
        Refusal { status: 404, headers: Vec::new(), words: Words::Path(path.to_owned()) }
    }

    /// What a gateway refuses before the API is asked.
    pub fn gateway(status: u16, message: &'static str) -> Refusal {
        Refusal { status, headers: Vec::new(), words: Words::Gateway(message) }
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Refusal {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn entries(status: u16, entries: Vec<(String, Option<ProblemLocation>)>) -> Refusal {
        Refusal { status, headers: Vec::new(), words: Words::Entries(entries) }
    }

    /// The body, for the request of this id at this time.
    pub fn body(&self, request_id: &str, at: &str) -> Value {
        let (code, title) = names(self.status);
        match &self.words {
            Words::Entries(entries) => {
                let entries = entries.iter().map(|(detail, place)| {
                    let mut entry = json!({
                        "id": request_id, "status": self.status.to_string(), "code": code, "title": title, "detail": detail,
                    });
                    match place {
                        Some(ProblemLocation::Pointer(pointer)) => entry["source"] = json!({ "pointer": pointer }),
                        Some(ProblemLocation::Parameter(name)) => entry["source"] = json!({ "parameter": name }),
                        None => {}
                    }
                    entry
                });
                json!({ "errors": entries.collect::<Vec<_>>() })
            }
            Words::Path(path) => json!({
                "status": self.status.to_string(),
                "error": {
                    "code": code.to_uppercase(),
                    "message": "There is nothing at this path.",
                    "timestamp": at,
                    "path": path,
                    "suggestion": "Integrations are at /notifications/v1/integrations.",
                },
                "requestId": request_id,
            }),
            Words::Gateway(message) => json!({ "error_code": self.status, "message": message }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_is_an_entry_with_its_place() {
        let problems = vec![
            Problem { location: ProblemLocation::Pointer("/target/url".into()), detail: "is required".into() },
            Problem { location: ProblemLocation::Pointer(String::new()), detail: "must be an object".into() },
            Problem { location: ProblemLocation::Parameter("page_size"), detail: "must be a number".into() },
        ];
        let body = Refusal::problems(422, problems).body("r-1", "");
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
