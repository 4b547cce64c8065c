//! The API's three shapes of error body, read into one: `errors[]`, `error{}`, and `error_code` with `message`.

use super::ErrorDetail;
use crate::integration::{Document, Shape};

/// No answer needs more entries than this to be understood.
const ENTRIES_MAX: usize = 100;
/// Nor longer texts, in characters.
const TEXT_MAX: usize = 1_000;

/// Reads whichever shape came; empty where the body says nothing. `clean` takes secrets out of a text.
pub(super) fn read<D: Document>(body: &D, clean: &dyn Fn(&str) -> String) -> Vec<ErrorDetail> {
    let read = |doc: &D, path: &str| -> Option<String> {
        let text = match doc.text(path) {
            Some(text) => text,
            None => whole_number(doc.number(path)?),
        };
        // Cleaned before it is cut: half a secret would not be known for one.
        let text = clean(text.trim());
        let text = if text.len() > TEXT_MAX { text.chars().take(TEXT_MAX).collect() } else { text };
        (!text.is_empty()).then_some(text)
    };
    let entries = body.len("errors").min(ENTRIES_MAX);
    if body.shape("errors") == Shape::List && entries > 0 {
        let entry = |index| {
            let item = body.item("errors", index);
            ErrorDetail {
                id: read(&item, "id"),
                status: read(&item, "status"),
                code: read(&item, "code").or_else(|| read(&item, "error_code")),
                title: read(&item, "title"),
                // An entry may also be a bare sentence.
                detail: read(&item, "detail").or_else(|| read(&item, "message")).or_else(|| read(&item, "")),
                pointer: read(&item, "source.pointer"),
                parameter: read(&item, "source.parameter"),
                suggestion: read(&item, "suggestion"),
            }
        };
        return (0..entries).map(entry).filter(|detail| *detail != ErrorDetail::default()).collect();
    }
    let nested = body.shape("error") == Shape::Object;
    let at = |name: &'static str, nested_name: &'static str| read(body, if nested { nested_name } else { name });
    let detail = ErrorDetail {
        code: at("error_code", "error.code"),
        title: if nested { None } else { read(body, "error") },
        detail: match (at("message", "error.message"), at("details", "error.details")) {
            (Some(message), Some(details)) => Some([&message, ": ", &details].concat()),
            (message, details) => message.or(details),
        },
        suggestion: at("suggestion", "error.suggestion"),
        ..ErrorDetail::default()
    };
    if detail == ErrorDetail::default() { Vec::new() } else { vec![detail] }
}

fn whole_number(number: f64) -> String {
    if number < 0.0 { ["-", &whole_number(-number)].concat() } else { (number as u64).to_string() }
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
    fn the_three_shapes_become_one() {
        let many = details(&json!({"errors": [
            {"id": "e1", "status": "422", "code": "c", "title": "t", "detail": "d", "source": {"pointer": "/target/webhook_url"}, "error_code": 40001, "message": "m"},
            {"error_code": 40002, "message": "m2", "source": {"parameter": "page_size"}},
            "a bare sentence",
            {}, null, 7.0
        ]}));
        assert_eq!(many.len(), 4);
        assert_eq!((many[0].code.as_deref(), many[0].detail.as_deref()), (Some("c"), Some("d")));
        assert_eq!(many[0].pointer.as_deref(), Some("/target/webhook_url"));
        assert_eq!(
            (many[1].code.as_deref(), many[1].words(), many[1].parameter.as_deref()),
            (Some("40002"), Some("m2"), Some("page_size"))
        );
        assert_eq!(many[2].words(), Some("a bare sentence"));

        let nested = details(
            &json!({"status": "404", "error": {"code": "RESOURCE_NOT_FOUND", "message": "gone", "details": "n-1", "suggestion": "list them"}, "requestId": "r"}),
        );
        assert_eq!(
            (nested[0].code.as_deref(), nested[0].words(), nested[0].suggestion.as_deref()),
            (Some("RESOURCE_NOT_FOUND"), Some("gone: n-1"), Some("list them"))
        );

        let flat = details(&json!({"error_code": 40403, "message": "no"}));
        assert_eq!((flat[0].code.as_deref(), flat[0].words()), (Some("40403"), Some("no")));
    }

    #[test]
    fn bodies_that_say_nothing_give_nothing() {
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
        fn no_body_panics_and_every_text_is_cleaned(keys in prop::collection::vec(("(errors|error|message|detail|code|source|pointer)", "[a-z]{1,8}"), 0..6)) {
            let mut body = json!({});
            for (key, value) in &keys {
                body[key] = json!([{key: value, "message": value}]);
            }
            for detail in read(&body, &|_| "cleaned".to_owned()) {
                for text in [detail.code, detail.detail, detail.pointer, detail.title].into_iter().flatten() {
                    prop_assert_eq!(text, "cleaned");
                }
            }
        }
    }
}
