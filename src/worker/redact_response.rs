//! Redacts webhook URLs for callers without the scope `admin`: in integrations, lists, deliveries and errors.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::client::read_json;
use crate::integration::{Kind, redact_text};

/// Stands for a value that cannot be read here.
const UNREADABLE: &str = "…";
/// How deep a value is looked for that makes the rest unreadable: page, rows, row, target, property.
const DEPTH_MAX: u32 = 5;

/// Reads a body. A value that is nested too deeply, or a number beyond every range, becomes `…`, so that one odd row does not cost
/// the list. Returns `None` if the body is no JSON.
pub fn read_readable(body: &str) -> Option<Value> {
    read_json(body).ok().or_else(|| read_parts(serde_json::from_str(body).ok()?, DEPTH_MAX))
}

fn read_parts(raw: &RawValue, depth: u32) -> Option<Value> {
    if let Ok(value) = read_json(raw.get()) {
        return Some(value);
    }
    let read = |part: &RawValue| {
        let value = depth.checked_sub(1).and_then(|depth| read_parts(part, depth));
        value.unwrap_or_else(|| Value::from(UNREADABLE))
    };
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        return Some(items.into_iter().map(read).collect());
    }
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    Some(fields.into_iter().map(|(name, field)| (name, read(field))).collect())
}

/// Redacts every webhook URL in a document. The API's own `metadata` stays unchanged.
pub fn redact(value: &mut Value) {
    match value {
        Value::String(text) => *text = redact_text(text),
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "metadata" => {}
                    "target" => redact_target(field),
                    _ => redact(field),
                }
            }
        }
        _ => {}
    }
}

fn redact_target(target: &mut Value) {
    let kind = target.get("kind").and_then(Value::as_str).map_or(Kind::Unknown, Kind::parse);
    let Value::Object(fields) = target else { return redact_strings(target) };
    for (name, field) in fields {
        match field {
            Value::String(_) if name == "kind" => redact(field),
            Value::String(text) if kind.secret_field() == Some(name) => *text = kind.redact(text),
            // Only a newer release knows which of its fields is secret.
            _ if kind == Kind::Unknown => redact_strings(field),
            // A user by reference: the link is the API's own.
            _ if !kind.is_writable() => {}
            _ => redact(field),
        }
    }
}

fn redact_strings(value: &mut Value) {
    match value {
        Value::String(text) => *text = "…".to_owned(),
        Value::Array(items) => items.iter_mut().for_each(redact_strings),
        Value::Object(fields) => fields.values_mut().for_each(redact_strings),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::schema::INTEGRATION_PATCH;
    use crate::integration::{check_body, is_url};
    use proptest::prelude::*;
    use serde_json::json;

    const URL: &str = "https://hooks.slack.com/services/T00/B00/secretsecreta1b2";

    #[test]
    fn a_value_that_cannot_be_read_costs_itself_alone() {
        let deep = ["[".repeat(200), "]".repeat(200)].concat();
        for odd in ["1e999", "-1e999", &deep, &format!("{{\"a\":{deep}}}")] {
            let row = |target: &str| format!(r#"{{"id":"n-1","x":{odd},"target":{target}}}"#);
            let good = r#"{"id":"n-2","target":{"kind":"Slack"}}"#;
            let body = format!(
                r#"{{"data":[{},{good}],"metadata":{{"next":"n"}}}}"#,
                row(&format!(r#"{{"kind":"Slack","y":{odd}}}"#))
            );
            let value = read_readable(&body).unwrap();
            assert_eq!((&value["data"][1]["id"], &value["metadata"]["next"]), (&json!("n-2"), &json!("n")), "{odd}");
            assert_eq!(
                (&value["data"][0]["id"], &value["data"][0]["target"]["kind"]),
                (&json!("n-1"), &json!("Slack"))
            );
            let text = value.to_string();
            assert!(text.contains(UNREADABLE) && !text.contains("e999") && !text.contains("[[[[[["), "{text}");
        }
        // One that only its place makes too deep is kept.
        let deep = ["[".repeat(126), "]".repeat(126)].concat();
        let value = read_readable(&format!(r#"{{"data":[{{"x":{deep}}}]}}"#)).unwrap();
        assert_eq!(value["data"][0]["x"].to_string(), deep);
        for broken in ["", "{", r#"{"a":1e999"#, "x"] {
            assert_eq!(read_readable(broken), None, "{broken}");
        }
    }

    fn redacted(mut value: Value) -> Value {
        redact(&mut value);
        value
    }

    #[test]
    fn a_webhook_url_keeps_its_host_and_last_characters() {
        let integration = |url: &str| {
            json!({
                "id": "n-1", "metadata": {"self": "https://api.confluent.cloud/notifications/v1/integrations/n-1"},
                "display_name": "on call", "target": {"kind": "Slack", "webhook_url": url},
            })
        };
        let shown = integration("https://hooks.slack.com/…a1b2");
        assert_eq!(redacted(integration(URL)), shown);
        assert_eq!(redacted(json!({"data": [integration(URL)]})), json!({"data": [shown]}));
        assert_eq!(
            redacted(json!({"data": [{"at": "now", "display_name": "x", "target": {"kind": "Webhook", "url": URL}}]})),
            json!({"data": [{"at": "now", "display_name": "x", "target": {"kind": "Webhook", "url": "https://hooks.slack.com/…a1b2"}}]})
        );
    }

    #[test]
    fn urls_in_other_places_are_redacted_too() {
        for value in [
            json!({"description": format!("posts to {URL}")}),
            json!({"errors": [{"detail": format!("{URL} is no URL"), "source": {"pointer": "/x"}}]}),
            json!({"target": {"kind": "Slack", "webhook_url": [URL]}}),
            json!({"target": {"kind": "Webhook", "webhook_url": URL}}),
            json!({"target": {"kind": "Beacon", "deep": [{"key": "secretsecret"}]}}),
            json!({"target": {"kind": 7, "key": "secretsecret"}}),
            json!({"target": "secretsecret"}),
            json!({"target": ["secretsecret"]}),
        ] {
            assert!(!redacted(value.clone()).to_string().contains("secretsecret"), "{value}");
        }
    }

    #[test]
    fn fields_without_secrets_are_unchanged() {
        for value in [
            json!({"target": {"kind": "RoleEmail", "role_name": "OrganizationAdmin"}}),
            json!({"target": {"kind": "InApp", "user": {"id": "u-1", "related": "https://api.confluent.cloud/iam/v2/users/u-1"}}}),
            json!({"metadata": {"next": "https://api.confluent.cloud/notifications/v1/integrations?page_token=abc"}}),
            json!([1, null, true, "text"]),
        ] {
            assert_eq!(redacted(value.clone()), value);
        }
    }

    #[test]
    fn a_redacted_target_cannot_be_saved() {
        for target in [json!({"kind": "Slack", "webhook_url": URL}), json!({"kind": "Beacon", "key": "secret"})] {
            let body = redacted(json!({"display_name": "x", "target": target}));
            assert!(!check_body(&body, &INTEGRATION_PATCH, is_url).is_empty(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_url_is_left_in_any_place(path in prop::collection::vec("(target|data|deep|kind|url|webhook_url)", 0..6)) {
            let mut value = json!(URL);
            for name in path.iter().rev() {
                value = json!({name: value, "list": [1]});
            }
            prop_assert!(!redacted(value).to_string().contains("secretsecret"));
        }
    }
}
