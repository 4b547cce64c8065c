//! What the API would refuse, found before it is asked: every problem at once, each with its place.

use super::limits::{DESCRIPTION_MAX, DISPLAY_NAME_MAX, ID_MAX, PAGE_SIZE_MAX, PAGE_SIZE_MIN, PAGE_TOKEN_MAX};
use super::{Document, Kind, Shape, is_absolute_http_url, is_redacted};

/// Where in a request a problem lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body, as a JSON pointer (RFC 6901).
    Pointer(String),
    /// In the path or query, by the parameter's name.
    Parameter(&'static str),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, in the API's own terms. Never holds the refused value, which may be a secret.
    pub detail: String,
}

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `POST …/integrations`
    Create,
    /// `PATCH …/integrations/{id}`
    Update,
    /// `POST …/integrations:test`
    Test,
}

/// Checks the body of create, update or test; empty when all is well.
///
/// Unknown properties are no problem (the API may know them). The read-only ones are expected to be gone.
pub fn check_body<D: Document>(body: &D, purpose: Purpose) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    if body.shape("") != Shape::Object {
        found.body("", "must be an object");
        return found.0;
    }
    let whole = purpose != Purpose::Update;
    found.text(body, "display_name", whole, DISPLAY_NAME_MAX);
    found.text(body, "description", false, DESCRIPTION_MAX);
    match body.shape("target") {
        Shape::Absent if whole => found.body("/target", "is required"),
        Shape::Absent => {}
        Shape::Object => found.target(body, purpose),
        _ => found.body("/target", "must be an object"),
    }
    if !whole && body.len("") == 0 {
        found.body("", "must give at least one of display_name, description and target");
    }
    found.0
}

/// Checks an integration's id before it becomes a segment of a path.
pub fn check_id(id: &str) -> Option<Problem> {
    let detail = match id {
        "" => "must not be empty",
        "." | ".." => "must not be a dot segment",
        _ if id.chars().count() > ID_MAX => "must be at most 255 characters",
        _ => return None,
    };
    Some(Problem { place: Place::Parameter("id"), detail: detail.to_owned() })
}

/// Checks the query of list.
pub fn check_list_query<D: Document>(query: &D) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    if query.shape("") != Shape::Absent && query.shape("") != Shape::Object {
        found.parameter("query", "must be an object");
        return found.0;
    }
    match query.shape("page_size") {
        Shape::Absent => {}
        Shape::Number if is_page_size(query.number("page_size")) => {}
        _ => found.parameter("page_size", "must be a whole number from 1 to 250"),
    }
    for name in ["page_token", "resource", "resource_type"] {
        match query.shape(name) {
            Shape::Absent => {}
            Shape::Text => {
                let text = query.text(name).unwrap_or_default();
                if text.is_empty() {
                    found.parameter(name, "must not be empty");
                } else if name == "page_token" && text.chars().count() > PAGE_TOKEN_MAX {
                    found.parameter(name, "must be at most 255 characters");
                }
            }
            _ => found.parameter(name, "must be a string"),
        }
    }
    found.0
}

fn is_page_size(number: Option<f64>) -> bool {
    number.is_some_and(|n| n == f64::from(n as u32) && (PAGE_SIZE_MIN..=PAGE_SIZE_MAX).contains(&(n as u32)))
}

struct Found(Vec<Problem>);

impl Found {
    fn body(&mut self, pointer: &str, detail: &str) {
        self.0.push(Problem { place: Place::Pointer(pointer.to_owned()), detail: detail.to_owned() });
    }

    fn parameter(&mut self, name: &'static str, detail: &str) {
        self.0.push(Problem { place: Place::Parameter(name), detail: detail.to_owned() });
    }

    fn text<D: Document>(&mut self, body: &D, name: &str, required: bool, max: usize) {
        let pointer = ["/", name].concat();
        match body.shape(name) {
            Shape::Absent if required => self.body(&pointer, "is required"),
            Shape::Absent => {}
            Shape::Text => {
                let length = body.text(name).unwrap_or_default().chars().count();
                if length == 0 && name == "display_name" {
                    self.body(&pointer, "must not be empty");
                } else if length > max {
                    let detail = ["must be at most ", &max.to_string(), " characters"].concat();
                    self.body(&pointer, &detail);
                }
            }
            _ => self.body(&pointer, "must be a string"),
        }
    }

    fn target<D: Document>(&mut self, body: &D, purpose: Purpose) {
        let kind = match body.shape("target.kind") {
            Shape::Text => Kind::parse(&body.text("target.kind").unwrap_or_default()),
            Shape::Absent => return self.body("/target/kind", "is required"),
            _ => return self.body("/target/kind", "must be a string"),
        };
        match kind.url_field() {
            Some(field) => self.url(body, field),
            None if kind != Kind::Unknown => {
                self.body("/target/kind", "cannot be written: Confluent itself makes targets of this kind")
            }
            None if purpose != Purpose::Update => {
                self.body("/target/kind", "must be Slack, MsTeams or Webhook");
            }
            None if body.mentions("target", "…") || body.mentions("target", "%E2%80%A6") => {
                self.body("/target", REDACTED);
            }
            None => {}
        }
    }

    fn url<D: Document>(&mut self, body: &D, field: &str) {
        let path = ["target.", field].concat();
        let pointer = ["/target/", field].concat();
        match body.shape(&path) {
            Shape::Absent => self.body(&pointer, "is required"),
            Shape::Text => {
                let url = body.text(&path).unwrap_or_default();
                if is_redacted(&url) {
                    self.body(&pointer, REDACTED);
                } else if !is_absolute_http_url(&url) {
                    self.body(&pointer, "must be an absolute http or https URL");
                }
            }
            _ => self.body(&pointer, "must be a string"),
        }
    }
}

const REDACTED: &str = "is a redacted URL, shown in place of the real one: give the real one";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn pointers(body: &Value, purpose: Purpose) -> Vec<(String, String)> {
        check_body(body, purpose)
            .into_iter()
            .map(|problem| match problem.place {
                Place::Pointer(pointer) => (pointer, problem.detail),
                Place::Parameter(name) => panic!("{name} is not in the body"),
            })
            .collect()
    }

    fn slack(url: &str) -> Value {
        json!({"display_name": "on call", "target": {"kind": "Slack", "webhook_url": url}})
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let body = json!({"display_name": "x".repeat(65), "description": 7, "target": {"kind": "Webhook"}});
        assert_eq!(
            pointers(&body, Purpose::Create),
            [
                ("/display_name".into(), "must be at most 64 characters".into()),
                ("/description".into(), "must be a string".into()),
                ("/target/url".into(), "is required".into()),
            ]
        );
        assert_eq!(
            pointers(&json!({}), Purpose::Test),
            [("/display_name".into(), "is required".into()), ("/target".into(), "is required".into()),]
        );
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let body = json!({"display_name": "é".repeat(64), "description": "🚀".repeat(128), "target": {"kind": "Webhook", "url": "https://h"}});
        assert_eq!(pointers(&body, Purpose::Create), []);
    }

    #[test]
    fn kinds_that_cannot_be_written_are_refused_and_unknown_ones_only_updated() {
        for purpose in [Purpose::Create, Purpose::Update, Purpose::Test] {
            for kind in ["RoleEmail", "UserEmail", "InApp"] {
                let body = json!({"display_name": "x", "target": {"kind": kind, "user": "u-1", "role_name": "r"}});
                assert_eq!(pointers(&body, purpose)[0].0, "/target/kind", "{kind}");
            }
            let unknown = json!({"display_name": "x", "target": {"kind": "PagerDuty", "key": "k"}});
            assert_eq!(pointers(&unknown, purpose).is_empty(), purpose == Purpose::Update);
        }
    }

    #[test]
    fn a_redacted_url_is_never_written() {
        for url in [
            "https://hooks.slack.com/…a1b2",
            "https://hooks.slack.com/%E2%80%A6a1b2",
            "https://hooks.slack.com/%e2%80%a6",
        ] {
            for purpose in [Purpose::Create, Purpose::Update, Purpose::Test] {
                assert_eq!(pointers(&slack(url), purpose), [("/target/webhook_url".into(), REDACTED.into())]);
            }
        }
        let unknown = json!({"target": {"kind": "PagerDuty", "deep": {"url": "https://x/…abcd"}}});
        assert_eq!(pointers(&unknown, Purpose::Update), [("/target".into(), REDACTED.into())]);
        let name = json!({"display_name": "and so on…", "target": {"kind": "Webhook", "url": "https://h"}});
        assert_eq!(pointers(&name, Purpose::Create), []);
    }

    #[test]
    fn an_empty_patch_is_refused_and_odd_bodies_are() {
        assert_eq!(pointers(&json!({}), Purpose::Update)[0].0, "");
        for odd in [json!(null), json!([]), json!("x"), json!(1)] {
            assert_eq!(pointers(&odd, Purpose::Update), [(String::new(), "must be an object".into())]);
        }
        assert_eq!(pointers(&json!({"display_name": null}), Purpose::Update)[0].0, "/display_name");
        assert_eq!(pointers(&json!({"target": []}), Purpose::Update)[0].0, "/target");
    }

    #[test]
    fn ids_that_would_leave_their_segment_are_refused() {
        for id in ["", ".", "..", &"x".repeat(256)] {
            assert!(check_id(id).is_some(), "{id}");
        }
        for id in ["a", "...", "%2e%2e", "é", &"é".repeat(255)] {
            assert!(check_id(id).is_none(), "{id}");
        }
    }

    #[test]
    fn the_list_query_is_checked_by_parameter() {
        let names = |query: Value| -> Vec<Place> { check_list_query(&query).into_iter().map(|p| p.place).collect() };
        assert_eq!(names(json!({"page_size": 250, "page_token": "t", "resource": "r", "resource_type": "TOPIC"})), []);
        for size in [json!(0), json!(251), json!(1.5), json!(-1), json!("5"), json!(null), json!(1e99)] {
            assert_eq!(names(json!({"page_size": size})), [Place::Parameter("page_size")]);
        }
        assert_eq!(names(json!({"page_token": "x".repeat(256)})), [Place::Parameter("page_token")]);
        assert_eq!(
            names(json!({"page_token": "", "resource": 1})),
            [Place::Parameter("page_token"), Place::Parameter("resource")]
        );
        assert_eq!(names(json!([])), [Place::Parameter("query")]);
    }

    proptest! {
        #[test]
        fn no_problem_repeats_the_refused_value(secret in "[a-z]{12,30}") {
            let body = json!({"display_name": 1, "target": {"kind": "Slack", "webhook_url": secret}});
            for problem in check_body(&body, Purpose::Create) {
                prop_assert!(!problem.detail.contains(&secret));
            }
        }
    }
}
