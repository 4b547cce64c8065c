//! Reads the API's three forms of error body into one: `errors[]`, `error{}`, and `error_code` with `message`.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ErrorDetail, Field};
use crate::integration::{Document, DocumentPath, JsonType, truncate, u32_to_string};

/// How many entries of a body are read.
const ENTRIES_MAX: usize = 100;
/// How much of a text is kept, in bytes.
const TEXT_MAX: usize = 1_000;

/// The properties in which an entry may have each field; the first one counts.
const PROPERTIES: [(Field, &str); 11] = [
    (Field::Id, "id"),
    (Field::Status, "status"),
    (Field::Code, "code"),
    (Field::Code, "error_code"),
    (Field::Title, "title"),
    (Field::Title, "error"),
    (Field::Detail, "detail"),
    (Field::Detail, "message"),
    (Field::Pointer, "source.pointer"),
    (Field::Parameter, "source.parameter"),
    (Field::Suggestion, "suggestion"),
];

/// Reads a body of any of the three forms; an empty list if it names no problem. `redact` removes secrets from a text.
pub(super) fn read<D: Document>(body: &D, redact: &dyn Fn(&str) -> String) -> Vec<ErrorDetail> {
    let entries = if body.json_type("errors") == JsonType::Array { body.len("errors").min(ENTRIES_MAX) } else { 0 };
    let nested = body.json_type("error") == JsonType::Object;
    let mut details = Vec::new();
    for index in 0..entries.max(1) {
        let at = |path| match (entries, nested) {
            (0, false) => DocumentPath { top: "", index: None, path },
            (0, true) => DocumentPath { top: "error", index: None, path },
            _ => DocumentPath { top: "errors", index: Some(index), path },
        };
        let mut detail = ErrorDetail::default();
        if entries > 0 {
            // An entry may also be a text.
            detail.set(Field::Detail, text(body, at(""), redact));
        }
        for (field, path) in &PROPERTIES {
            detail.set(*field, text(body, at(path), redact));
        }
        if let Some(more) = text(body, at("details"), redact) {
            detail.append_to_detail(more);
        }
        if !detail.fields().is_empty() {
            details.push(detail);
        }
    }
    details
}

/// Returns a text, or a number as text.
fn text<D: Document>(body: &D, place: DocumentPath, redact: &dyn Fn(&str) -> String) -> Option<String> {
    let text = match body.text(place) {
        Some(text) => text,
        None => u32_to_string(body.number(place).filter(|number| *number >= 0.0)? as u32),
    };
    // Redacted before it is truncated: half a secret would not be recognized.
    let text = redact(&text);
    let text = truncate(&text, TEXT_MAX);
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn details(body: &Value) -> Vec<ErrorDetail> {
        read(body, &|text| text.to_owned())
    }

    #[test]
    fn each_form_of_error_body_is_read_into_the_same_fields() {
        let many = details(&json!({"errors": [
            {"id": "e1", "status": "422", "code": "c", "title": "t", "detail": "d", "source": {"pointer": "/target/webhook_url"}, "error_code": 40001, "message": "m"},
            {"error_code": 40002, "message": "m2", "source": {"parameter": "page_size"}},
            "a bare sentence",
            {}, null, 7.0
        ]}));
        assert_eq!(many.len(), 4);
        assert_eq!((many[0].get(Field::Code), many[0].get(Field::Detail)), (Some("c"), Some("d")));
        assert_eq!(many[0].get(Field::Pointer), Some("/target/webhook_url"));
        assert_eq!(
            (many[1].get(Field::Code), many[1].summary(), many[1].get(Field::Parameter)),
            (Some("40002"), Some("m2"), Some("page_size"))
        );
        assert_eq!(many[2].summary(), Some("a bare sentence"));

        let nested = details(
            &json!({"status": "404", "error": {"code": "RESOURCE_NOT_FOUND", "message": "gone", "details": "n-1", "suggestion": "list them"}, "requestId": "r"}),
        );
        assert_eq!(
            (nested[0].get(Field::Code), nested[0].summary(), nested[0].get(Field::Suggestion)),
            (Some("RESOURCE_NOT_FOUND"), Some("gone: n-1"), Some("list them"))
        );

        let flat = details(&json!({"error_code": 40403, "message": "no"}));
        assert_eq!((flat[0].get(Field::Code), flat[0].summary()), (Some("40403"), Some("no")));
    }

    #[test]
    fn a_body_without_a_problem_gives_no_details() {
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!({"errors": []}),
            json!({"errors": {}}),
            json!({"error": null}),
            json!({"message": ""}),
            json!("text"),
        ] {
            assert_eq!(details(&body), [], "{body}");
        }
        assert_eq!(details(&json!({"errors": vec![json!({"detail": "x".repeat(5000)}); 500]})).len(), ENTRIES_MAX);
    }

    proptest! {
        #[test]
        fn no_body_panics_and_every_text_is_redacted(keys in prop::collection::vec(("(errors|error|message|detail|code|source|pointer)", "[a-z]{1,8}"), 0..6)) {
            let mut body = json!({});
            for (key, value) in &keys {
                body[key] = json!([{key: value, "message": value}]);
            }
            for detail in read(&body, &|_| "redacted".to_owned()) {
                for (_, text) in detail.fields() {
                    prop_assert_eq!(text, "redacted");
                }
            }
        }
    }
}
