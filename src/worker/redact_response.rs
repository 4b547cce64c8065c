//! Redacts webhook URLs for callers without the scope `admin`: in integrations, lists, deliveries and errors.

use serde_json::Value;

use crate::integration::{Kind, redact_text};

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
