//! Finds what the API would refuse before anything is sent: every problem at once, each with its location.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::limits::{ID_MAX, PAGE_SIZE_MAX, PAGE_SIZE_MIN, PAGE_TOKEN_MAX};
use super::problem::{Problem, ProblemLocation, Problems};
use super::schema::{Property, Schema, ValueRule};
use super::url::IsUrl;
use super::{Document, JsonType, Kind, characters, contains_redacted_url, is_redacted, u32_to_string};

/// Checks a body against its schema. Returns all problems at once; an empty list if there are none.
///
/// Checked are required properties, types, lengths ([`limits`](super::limits)), the target's kind ([`Kind`]) and that its
/// URL is absolute, http or https, and not redacted. Unknown properties are allowed, since the API may know them. The
/// caller must have removed those of [`Schema::read_only`]; otherwise they would count as properties of a patch.
/// `is_url` asks the host's URL parser, by the WHATWG URL standard: what it refuses is refused.
pub fn check_body<D: Document>(body: &D, schema: &Schema, is_url: IsUrl) -> Vec<Problem> {
    let mut problems = Problems::default();
    problems.check_body(body, schema, is_url);
    problems.0
}

/// Checks a resource's id before it becomes a segment of a path: 1 to 255 characters, and no dot segment (RFC 3986),
/// which would lead to another path. Ids are opaque: nothing else is checked. Returns `None` if the id is valid.
pub fn check_id(id: &str) -> Option<Problem> {
    let detail = match id {
        "" => "must not be empty",
        "." | ".." => "must not be a dot segment",
        _ if characters(id) > ID_MAX => "must be at most 255 characters",
        _ => return None,
    };
    Some(Problem { location: ProblemLocation::Parameter("id"), detail: detail.to_owned() })
}

/// Checks a query, an object or absent, against the parameters of an operation. Returns all problems at once; an empty
/// list if there are none. Other properties are ignored and not sent.
pub fn check_query<D: Document>(query: &D, parameters: &'static [Property]) -> Vec<Problem> {
    let mut problems = Problems::default();
    problems.check_query(query, parameters);
    problems.0
}

impl Problems {
    pub fn check_body<D: Document>(&mut self, body: &D, schema: &Schema, is_url: IsUrl) {
        if body.json_type("") != JsonType::Object {
            return self.property("", "must be an object");
        }
        for Property { name, required, value } in schema.properties {
            let required = *required && !schema.is_patch;
            if !matches!(value, ValueRule::Target) {
                self.check_value(body, name, required, value, None);
                continue;
            }
            match body.json_type(name) {
                JsonType::Object => self.check_target(body, schema.is_patch, is_url),
                JsonType::Absent if !required => {}
                JsonType::Absent => self.property(name, REQUIRED),
                _ => self.property(name, "must be an object"),
            }
        }
        if schema.is_patch && body.len("") == 0 {
            self.property("", "must not be empty");
        }
    }

    pub fn check_query<D: Document>(&mut self, query: &D, parameters: &'static [Property]) {
        match query.json_type("") {
            JsonType::Absent => {}
            JsonType::Object => {
                for Property { name, required, value } in parameters {
                    self.check_value(query, name, *required, value, Some(name));
                }
            }
            _ => self.parameter("query", "must be an object"),
        }
    }

    /// Checks the value at `path`: a property of a body or, if `parameter` is given, that parameter of a query. A target is
    /// not checked here, but by [`Problems::check_target`].
    fn check_value<D: Document>(
        &mut self,
        document: &D,
        path: &'static str,
        required: bool,
        rule: &ValueRule,
        parameter: Option<&'static str>,
    ) {
        // Of a string; a number has none.
        let lengths = match rule {
            ValueRule::Text { min, max } => Some((*min, *max)),
            ValueRule::PageToken => Some((1, PAGE_TOKEN_MAX)),
            ValueRule::PageSize => None,
            ValueRule::Target => return,
        };
        let too_long;
        let detail = match (document.json_type(path), lengths) {
            (JsonType::Absent, _) if !required => return,
            (JsonType::Absent, _) => REQUIRED,
            (_, None) if is_page_size(document.number(path)) => return,
            (_, None) => "must be a whole number from 1 to 250",
            (JsonType::String, Some((min, max))) => match document.len(path) {
                length if length < min => "must not be empty",
                length if length > max => {
                    too_long = ["must be at most ", &u32_to_string(max as u32), " characters"].concat();
                    &too_long
                }
                _ => return,
            },
            (_, Some(_)) => "must be a string",
        };
        match parameter {
            Some(name) => self.parameter(name, detail),
            None => self.property(path, detail),
        }
    }

    fn check_target<D: Document>(&mut self, body: &D, in_patch: bool, is_url: IsUrl) {
        let Some(kind) = body.text("target.kind").map(|name| Kind::parse(&name)) else {
            return self.check_value(body, "target.kind", true, &NOT_EMPTY, None);
        };
        if let Some(path) = kind.secret_path().filter(|_| kind.is_writable()) {
            self.check_secret(body, path, kind.secret_is_url().then_some(is_url));
        } else if kind != Kind::Unknown || !in_patch {
            self.property("target.kind", "must be Slack, MsTeams or Webhook");
        } else if contains_redacted_url(&body.strings("target")) {
            self.property("target", REDACTED);
        }
    }

    /// Checks the secret at `path`: a URL if `is_url` is given, and else a key.
    fn check_secret<D: Document>(&mut self, body: &D, path: &'static str, is_url: Option<IsUrl>) {
        match (body.text(path), is_url) {
            (Some(secret), _) if is_redacted(&secret) => self.property(path, REDACTED),
            (Some(url), Some(is_url)) => {
                if !is_url(&url) {
                    self.property(path, "must be an absolute http or https URL");
                }
                self.1 = Some(url);
            }
            _ => self.check_value(body, path, true, &NOT_EMPTY, None),
        }
    }
}

fn is_page_size(number: Option<f64>) -> bool {
    number.is_some_and(|n| n == f64::from(n as u32) && (PAGE_SIZE_MIN..=PAGE_SIZE_MAX).contains(&(n as u32)))
}

static NOT_EMPTY: ValueRule = ValueRule::Text { min: 1, max: usize::MAX };
const REQUIRED: &str = "is required";
const REDACTED: &str = "is redacted: give the real value";

#[cfg(test)]
mod tests {
    use super::super::is_url;
    use super::super::schema::{INTEGRATION_PATCH, INTEGRATION_QUERY, NEW_INTEGRATION};
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn pointers(body: &Value, schema: &Schema) -> Vec<(String, String)> {
        check_body(body, schema, is_url)
            .into_iter()
            .map(|problem| match problem.location {
                ProblemLocation::Pointer(pointer) => (pointer, problem.detail),
                ProblemLocation::Parameter(name) => panic!("{name} is not in the body"),
            })
            .collect()
    }

    fn slack(url: &str) -> Value {
        json!({"display_name": "on call", "target": {"kind": "Slack", "webhook_url": url}})
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let body = json!({"display_name": "x".repeat(65), "description": 7, "target": {"kind": "Webhook"}});
        assert_eq!(
            pointers(&body, &NEW_INTEGRATION),
            [
                ("/display_name".into(), "must be at most 64 characters".into()),
                ("/description".into(), "must be a string".into()),
                ("/target/url".into(), "is required".into()),
            ]
        );
        assert_eq!(
            pointers(&json!({}), &NEW_INTEGRATION),
            [("/display_name".into(), "is required".into()), ("/target".into(), "is required".into()),]
        );
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let body = json!({"display_name": "é".repeat(64), "description": "🚀".repeat(128), "target": {"kind": "Webhook", "url": "https://h"}});
        assert_eq!(pointers(&body, &NEW_INTEGRATION), []);
    }

    #[test]
    fn kinds_that_only_confluent_creates_are_refused() {
        for schema in [&NEW_INTEGRATION, &INTEGRATION_PATCH] {
            for kind in ["RoleEmail", "UserEmail", "InApp"] {
                let body = json!({"display_name": "x", "target": {"kind": kind, "user": "u-1", "role_name": "r"}});
                assert_eq!(pointers(&body, schema)[0].0, "/target/kind", "{kind}");
            }
        }
    }

    #[test]
    fn an_unknown_kind_is_accepted_by_update_only() {
        let body = json!({"display_name": "x", "target": {"kind": "Beacon", "key": "k"}});
        assert_eq!(pointers(&body, &NEW_INTEGRATION)[0].0, "/target/kind");
        assert_eq!(pointers(&body, &INTEGRATION_PATCH), []);
    }

    #[test]
    fn the_refusal_of_a_kind_names_each_kind_that_can_be_written() {
        let body = json!({"display_name": "x", "target": {"kind": "InApp"}});
        let detail = &pointers(&body, &NEW_INTEGRATION)[0].1;
        for kind in Kind::KNOWN {
            assert_eq!(detail.contains(kind.name()), kind.is_writable(), "{kind:?} in {detail}");
        }
    }

    #[test]
    fn a_redacted_url_is_refused() {
        for url in [
            "https://hooks.slack.com/…a1b2",
            "https://hooks.slack.com/%E2%80%A6a1b2",
            "https://hooks.slack.com/%e2%80%a6",
        ] {
            for schema in [&NEW_INTEGRATION, &INTEGRATION_PATCH] {
                assert_eq!(pointers(&slack(url), schema), [("/target/webhook_url".into(), REDACTED.into())]);
            }
        }
        for url in
            ["https://x/…abcd", "https://x/%e2%80%a6abcd", "https://x/%E2%80%A6abcd", "see https://x/… there", "…"]
        {
            let unknown = json!({"target": {"kind": "Beacon", "deep": [{"url": url}]}});
            assert_eq!(pointers(&unknown, &INTEGRATION_PATCH), [("/target".into(), REDACTED.into())], "{url}");
        }
        for text in ["and so on…", "…then", "https://x/a … b", "100%e2%80%a6", "https://x/a"] {
            let unknown = json!({"target": {"kind": "Beacon", "summary": text}});
            assert_eq!(pointers(&unknown, &INTEGRATION_PATCH), [], "{text}");
        }
        let name = json!({"display_name": "and so on…", "target": {"kind": "Webhook", "url": "https://h"}});
        assert_eq!(pointers(&name, &NEW_INTEGRATION), []);
    }

    #[test]
    fn a_key_must_be_a_string_that_is_neither_empty_nor_redacted() {
        for (target, detail) in [
            (json!({}), Some("is required")),
            (json!({"key": 1}), Some("must be a string")),
            (json!({"key": ""}), Some("must not be empty")),
            (json!({"key": "…"}), Some(REDACTED)),
            (json!({"key": "k"}), None),
        ] {
            let mut problems = Problems::default();
            problems.check_secret(&json!({"target": target}), "target.key", None);
            let details: Vec<_> = problems.0.iter().map(|problem| problem.detail.as_str()).collect();
            assert_eq!(details, Vec::from_iter(detail), "{target}");
        }
    }

    #[test]
    fn a_patch_that_is_empty_or_no_object_is_refused() {
        assert_eq!(pointers(&json!({}), &INTEGRATION_PATCH)[0].0, "");
        for odd in [json!(null), json!([]), json!("x"), json!(1)] {
            assert_eq!(pointers(&odd, &INTEGRATION_PATCH), [(String::new(), "must be an object".into())]);
        }
        assert_eq!(pointers(&json!({"display_name": null}), &INTEGRATION_PATCH)[0].0, "/display_name");
        assert_eq!(pointers(&json!({"target": []}), &INTEGRATION_PATCH)[0].0, "/target");
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
    fn each_query_parameter_is_checked() {
        let names = |query: Value| -> Vec<ProblemLocation> {
            check_query(&query, &INTEGRATION_QUERY).into_iter().map(|p| p.location).collect()
        };
        assert_eq!(names(json!({"page_size": 250, "page_token": "t", "resource": "r", "resource_type": "TOPIC"})), []);
        for size in [json!(0), json!(251), json!(1.5), json!(-1), json!("5"), json!(null), json!(1e99)] {
            assert_eq!(names(json!({"page_size": size})), [ProblemLocation::Parameter("page_size")]);
        }
        assert_eq!(names(json!({"page_token": "x".repeat(256)})), [ProblemLocation::Parameter("page_token")]);
        assert_eq!(
            names(json!({"page_token": "", "resource": 1})),
            [ProblemLocation::Parameter("page_token"), ProblemLocation::Parameter("resource")]
        );
        assert_eq!(names(json!([])), [ProblemLocation::Parameter("query")]);
    }

    proptest! {
        #[test]
        fn no_problem_repeats_the_refused_value(secret in "[a-z]{12,30}") {
            let body = json!({"display_name": 1, "target": {"kind": "Slack", "webhook_url": secret}});
            for problem in check_body(&body, &NEW_INTEGRATION, is_url) {
                prop_assert!(!problem.detail.contains(&secret));
            }
        }
    }
}
