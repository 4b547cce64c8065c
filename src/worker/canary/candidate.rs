//! Which integrations are tested: all that a client may test, and by a run only those whose description does not opt out.

use serde_json::Value;

use crate::integration::UrlSecrets;
use crate::integration::{Kind, Retirement, retirement, truncate};

/// Excludes an integration when it is in the description, in upper or lower case.
const OPT_OUT: &str = "[no canary]";
/// How much of a name is kept, in bytes: four times the characters that the API allows.
const NAME_MAX: usize = 256;

/// Whether an integration's description says that it is to be tested by hand only.
pub fn opted_out(integration: &Value) -> bool {
    integration["description"].as_str().unwrap_or_default().to_ascii_lowercase().contains(OPT_OUT)
}

/// An integration that can be tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its `display_name`, with URLs redacted.
    pub name: String,
    /// The kind of its target, on the wire.
    pub kind: &'static str,
    /// Whether its target has been retired: a test may be accepted, and nothing arrives.
    pub retired: bool,
    /// The parts of its URL, or the key, that must not be repeated.
    pub secrets: UrlSecrets,
}

impl Candidate {
    /// One that could not be read: only its id is known.
    pub fn unread(id: String) -> Candidate {
        Candidate { id, name: String::new(), kind: "", retired: false, secrets: UrlSecrets::default() }
    }

    /// Reads an integration as the API sent it; `None` if it cannot be tested.
    pub fn of(integration: &Value) -> Option<Candidate> {
        let id = integration["id"].as_str().filter(|id| !id.is_empty())?;
        let target = &integration["target"];
        let kind = Kind::parse(target["kind"].as_str()?);
        let secret_field = Some(kind).filter(|kind| kind.is_writable())?.secret_field()?;
        let secret = target[secret_field].as_str().unwrap_or_default();
        let secrets = UrlSecrets::of(secret);
        let name = secrets.redact(integration["display_name"].as_str().unwrap_or_default());
        Some(Candidate {
            id: id.to_owned(),
            name: truncate(&name, NAME_MAX).to_owned(),
            kind: kind.name(),
            retired: retirement(secret) == Some(Retirement::Retired),
            secrets,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn slack(url: &str, description: &str) -> Value {
        let target = json!({"kind": "Slack", "webhook_url": url});
        json!({"id": "n-1", "display_name": "on call", "description": description, "target": target})
    }

    #[test]
    fn only_writable_kinds_are_candidates() {
        for (kind, field, candidate) in [
            ("Slack", "webhook_url", true),
            ("MsTeams", "webhook_url", true),
            ("Webhook", "url", true),
            ("RoleEmail", "role_name", false),
            ("UserEmail", "user", false),
            ("InApp", "user", false),
            ("Beacon", "url", false),
            ("slack", "webhook_url", false),
        ] {
            let row = json!({"id": "n-1", "display_name": "x", "target": {"kind": kind, field: "https://h.example/x"}});
            assert_eq!(Candidate::of(&row).map(|candidate| candidate.kind), candidate.then_some(kind));
        }
    }

    #[test]
    fn the_mark_in_a_description_opts_out_of_runs_alone() {
        for (description, out) in
            [("", false), ("no canary", false), ("[no canary]", true), ("paged at night, please [No Canary].", true)]
        {
            let row = slack("https://h.example", description);
            assert_eq!(opted_out(&row), out, "{description}");
            assert!(Candidate::of(&row).is_some());
        }
    }

    #[test]
    fn a_retired_target_is_recognized_by_its_url() {
        for (url, retired) in [
            ("https://contoso.webhook.office.com/webhookb2/x", true),
            ("https://prod-1.westeurope.logic.azure.com/workflows/x", false),
            ("https://hooks.slack.com/services/x", false),
        ] {
            assert_eq!(Candidate::of(&slack(url, "")).unwrap().retired, retired, "{url}");
        }
    }

    #[test]
    fn a_url_in_a_name_is_redacted() {
        let mut row = slack("https://h.example", "");
        row["display_name"] = json!("to https://hooks.slack.com/services/T0/B0/secretsecreta1b2");
        assert_eq!(Candidate::of(&row).unwrap().name, "to https://hooks.slack.com/…a1b2");
    }

    #[test]
    fn malformed_rows_are_no_candidates() {
        for row in [json!(null), json!(7), json!([]), json!({}), json!({"id": 1, "target": {"kind": "Slack"}})] {
            assert_eq!(Candidate::of(&row), None, "{row}");
        }
        for (field, value) in
            [("id", json!("")), ("id", json!(null)), ("target", json!("Slack")), ("target", json!({}))]
        {
            let mut row = slack("https://h.example", "");
            row[field] = value;
            assert_eq!(Candidate::of(&row), None, "{row}");
        }
        // What is wrong with the URL, the test will say.
        let no_url = json!({"id": "n-1", "target": {"kind": "Slack", "webhook_url": null}});
        assert_eq!(
            Candidate::of(&no_url).map(|candidate| (candidate.name, candidate.retired)),
            Some((String::new(), false))
        );
    }

    proptest! {
        #[test]
        fn only_the_mark_opts_out(description in any::<String>()) {
            let out = opted_out(&slack("https://h.example", &description));
            prop_assert_eq!(out, description.to_ascii_lowercase().contains("[no canary]"));
        }
    }
}
