//! Finds what the API would refuse before anything is sent: every problem at once, each with its location.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::limits::{DESCRIPTION_MAX, DISPLAY_NAME_MAX, ID_MAX, PAGE_SIZE_MAX, PAGE_SIZE_MIN, PAGE_TOKEN_MAX};
use super::{Document, Kind, Shape, characters, decimal, is_absolute_http_url, is_redacted};

/// Where in a request a problem lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemLocation {
    /// In the body or the options, as a JSON pointer (RFC 6901); empty for the whole.
    Pointer(String),
    /// In the path or query, by the parameter's name.
    Parameter(&'static str),
}

/// One thing that is wrong with a request or with options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The property or parameter to change.
    pub location: ProblemLocation,
    /// What it should be, in the API's own terms: a half sentence such as `must be at most 64 characters`. Never holds the
    /// refused value, which may be a secret.
    pub detail: String,
}

/// What a body is for, which decides what it must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `POST …/integrations`: name and target are required.
    Create,
    /// `PATCH …/integrations/{id}`: any property may be absent, but not all.
    Update,
    /// `POST …/integrations:test`: as for create.
    Test,
}

/// Checks the body of create, update or test and says all that is wrong at once; empty when all is well.
///
/// Checked are required properties, types, lengths ([`limits`](super::limits)), the target's kind ([`Kind`]) and that its URL
/// is absolute, http or https, and not redacted. Unknown properties are no problem (the API may know them). The caller must
/// have removed the read-only ones: otherwise they alone would count as a patch.
pub fn check_body<D: Document>(body: &D, purpose: Purpose) -> Vec<Problem> {
    let mut problems = Problems::default();
    if body.shape("") != Shape::Object {
        problems.property("", "must be an object");
        return problems.0;
    }
    let whole = purpose != Purpose::Update;
    check_text(body, "display_name", if whole { &NAME } else { &NAME_IF_GIVEN }, None, &mut problems);
    check_text(body, "description", &DESCRIPTION, None, &mut problems);
    match body.shape("target") {
        Shape::Absent if whole => problems.property("target", "is required"),
        Shape::Absent => {}
        Shape::Object => check_target(body, purpose, &mut problems),
        _ => problems.property("target", "must be an object"),
    }
    if !whole && body.len("") == 0 {
        problems.property("", "must not be empty");
    }
    problems.0
}

/// Checks an integration's id before it becomes a segment of a path: 1 to 255 characters, and no dot segment (RFC 3986),
/// which would lead elsewhere. Ids are opaque: nothing else is asked of them.
pub fn check_id(id: &str) -> Option<Problem> {
    let detail = match id {
        "" => "must not be empty",
        "." | ".." => "must not be a dot segment",
        _ if characters(id) > ID_MAX => "must be at most 255 characters",
        _ => return None,
    };
    Some(Problem { location: ProblemLocation::Parameter("id"), detail: detail.to_owned() })
}

/// Checks the query of list: an object, or absent; empty when all is well.
///
/// `page_size` is a whole number from 1 to 250, `page_token` 1 to 255 characters, `resource` and `resource_type` (edition
/// of 2026, an open set) at least one. Other properties are ignored and not sent.
pub fn check_list_query<D: Document>(query: &D) -> Vec<Problem> {
    let mut problems = Problems::default();
    if query.shape("") != Shape::Absent && query.shape("") != Shape::Object {
        problems.parameter("query", "must be an object");
        return problems.0;
    }
    if query.shape("page_size") != Shape::Absent && !is_page_size(query.number("page_size")) {
        problems.parameter("page_size", "must be a whole number from 1 to 250");
    }
    check_text(query, "page_token", &PAGE_TOKEN, Some("page_token"), &mut problems);
    for name in &["resource", "resource_type"] {
        check_text(query, name, &FILTER, Some(name), &mut problems);
    }
    problems.0
}

fn is_page_size(number: Option<f64>) -> bool {
    number.is_some_and(|n| n == f64::from(n as u32) && (PAGE_SIZE_MIN..=PAGE_SIZE_MAX).contains(&(n as u32)))
}

/// Collects all problems as they are found.
#[derive(Default)]
pub(crate) struct Problems(pub Vec<Problem>);

impl Problems {
    /// A problem with the property at a path: names joined by dots, as in [`Document`].
    pub fn property(&mut self, path: &str, detail: &str) {
        let mut pointer = String::new();
        for byte in path.bytes() {
            if pointer.is_empty() {
                pointer.push('/');
            }
            pointer.push(if byte == b'.' { '/' } else { char::from(byte) });
        }
        self.0.push(Problem { location: ProblemLocation::Pointer(pointer), detail: detail.to_owned() });
    }

    pub fn parameter(&mut self, name: &'static str, detail: &str) {
        self.0.push(Problem { location: ProblemLocation::Parameter(name), detail: detail.to_owned() });
    }
}

/// Limits on a string, in characters.
struct Length {
    required: bool,
    min: usize,
    max: usize,
}

static NAME: Length = Length { required: true, min: 1, max: DISPLAY_NAME_MAX };
static NAME_IF_GIVEN: Length = Length { required: false, ..NAME };
static DESCRIPTION: Length = Length { required: false, min: 0, max: DESCRIPTION_MAX };
static PAGE_TOKEN: Length = Length { required: false, min: 1, max: PAGE_TOKEN_MAX };
static FILTER: Length = Length { required: false, min: 1, max: usize::MAX };
static ANY: Length = Length { required: true, min: 0, max: usize::MAX };

/// Checks a string: a property of the body or, if `parameter` is given, that parameter of the query.
fn check_text<D: Document>(
    document: &D,
    path: &'static str,
    length: &Length,
    parameter: Option<&'static str>,
    problems: &mut Problems,
) {
    let too_long;
    let detail = match document.shape(path) {
        Shape::Text => match document.len(path) {
            actual if actual < length.min => "must not be empty",
            actual if actual > length.max => {
                too_long = ["must be at most ", &decimal(length.max as u32), " characters"].concat();
                &too_long
            }
            _ => return,
        },
        Shape::Absent if length.required => "is required",
        Shape::Absent => return,
        _ => "must be a string",
    };
    match parameter {
        Some(name) => problems.parameter(name, detail),
        None => problems.property(path, detail),
    }
}

fn check_target<D: Document>(body: &D, purpose: Purpose, problems: &mut Problems) {
    let Some(kind) = body.text("target.kind").map(|name| Kind::parse(&name)) else {
        return check_text(body, "target.kind", &ANY, None, problems);
    };
    if let Some(path) = kind.url_path() {
        match body.text(path) {
            Some(url) if is_redacted(&url) => problems.property(path, REDACTED),
            Some(url) if is_absolute_http_url(&url) => {}
            Some(_) => problems.property(path, "must be an absolute http or https URL"),
            None => check_text(body, path, &ANY, None, problems),
        }
    } else if kind != Kind::Unknown || purpose != Purpose::Update {
        problems.property("target.kind", "must be Slack, MsTeams or Webhook");
    } else if body.holds_redacted("target") {
        problems.property("target", REDACTED);
    }
}

const REDACTED: &str = "is a redacted URL: give the real one";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn pointers(body: &Value, purpose: Purpose) -> Vec<(String, String)> {
        check_body(body, purpose)
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
        for url in
            ["https://x/…abcd", "https://x/%e2%80%a6abcd", "https://x/%E2%80%A6abcd", "see https://x/… there", "…"]
        {
            let unknown = json!({"target": {"kind": "PagerDuty", "deep": [{"url": url}]}});
            assert_eq!(pointers(&unknown, Purpose::Update), [("/target".into(), REDACTED.into())], "{url}");
        }
        for text in ["and so on…", "…then", "https://x/a … b", "100%e2%80%a6", "https://x/a"] {
            let unknown = json!({"target": {"kind": "PagerDuty", "summary": text}});
            assert_eq!(pointers(&unknown, Purpose::Update), [], "{text}");
        }
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
        let names = |query: Value| -> Vec<ProblemLocation> {
            check_list_query(&query).into_iter().map(|p| p.location).collect()
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
            for problem in check_body(&body, Purpose::Create) {
                prop_assert!(!problem.detail.contains(&secret));
            }
        }
    }
}
