//! The default first integrations of a sandbox: a few realistic ones of every kind.
//!
//! Their hosts cannot exist (RFC 2606), except those of the three Teams URLs, whose service is recognized by the host: one is
//! retired, one may have moved, one is current.

use serde_json::{Map, Value, json};

const DAY_MS: u64 = 86_400_000;

/// Returns the fields of each integration with its age in milliseconds, oldest first.
pub(super) fn default_seed() -> Vec<(u64, Map<String, Value>)> {
    let (alice, bob) = ("u-a1x9k2", "u-b7m3q5");
    let reference = |id: &str| {
        json!({
            "id": id,
            "related": format!("https://api.confluent.cloud/iam/v2/users/{id}"),
            "resource_name": format!("crn://confluent.cloud/user={id}"),
        })
    };
    let seeds = [
        (
            1_210,
            json!({
                "display_name": "Organization admins",
                "target": {"kind": "RoleEmail", "role_name": "OrganizationAdmin"},
            }),
        ),
        (1_204, json!({"display_name": "E-mail to Alice", "target": {"kind": "UserEmail", "user": alice}})),
        (
            893,
            json!({
                "display_name": "Platform team (old connector)",
                "description": "Made in 2023. Does anybody still get these?",
                "target": {
                    "kind": "MsTeams",
                    "webhook_url": "https://contoso.webhook.office.com/webhookb2/5c2f1d7e-0000-4000-8000-9b1e6a3d2f40@3e8a9c10-0000-4000-8000-7d5b2c4f6e81/IncomingWebhook/sandbox0000000000000000000000000/c41d7b92-0000-4000-8000-2a6f8e0d5b13",
                },
            }),
        ),
        (
            412,
            json!({
                "display_name": "Data engineering (workflow)",
                "description": "A Teams workflow from before the move",
                "target": {
                    "kind": "MsTeams",
                    "webhook_url": "https://prod-42.westeurope.logic.azure.com:443/workflows/00000000000000000000000000000000/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=sandbox-sandbox-sandbox-sandbox-sandbox",
                },
            }),
        ),
        (
            230,
            json!({
                "display_name": "On call",
                "description": "Goes to #kafka-on-call, read day and night",
                "target": {
                    "kind": "Slack",
                    "webhook_url": "https://hooks.slack.example/services/T00000000/B00000001/sandboxsandboxsandbox001",
                },
            }),
        ),
        (
            140,
            json!({
                "display_name": "Payments team",
                "description": "Connectors and Flink statements of the payments environment",
                "target": {
                    "kind": "MsTeams",
                    "webhook_url": "https://default00000000000040008000000000000000.00.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/00000000000000000000000000000000/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=sandbox-sandbox-sandbox-sandbox-sandbox",
                },
            }),
        ),
        (
            75,
            json!({
                "display_name": "Incident bridge",
                "description": "Opens a ticket for whatever is critical",
                "target": {"kind": "Webhook", "url": "https://incidents.example/hooks/confluent?token=sandbox-sandbox-sandbox"},
            }),
        ),
        (60, json!({"display_name": "E-mail to Bob", "target": {"kind": "UserEmail", "user": reference(bob)}})),
        (60, json!({"display_name": "Console, for Bob", "target": {"kind": "InApp", "user": reference(bob)}})),
        (
            21,
            json!({
                "display_name": "Pager",
                "description": "A kind newer than this software",
                "target": {
                    "kind": "Beacon",
                    "routing_key": "sandbox0000000000000000000000000",
                    "severity": {"critical": "page", "warning": "ticket", "info": null},
                    "tags": ["kafka", "eu-west-1"],
                },
            }),
        ),
        (
            3,
            json!({
                "display_name": "Staging, to be moved",
                "target": {"kind": "Webhook", "url": "http://alerts.staging.invalid/confluent"},
            }),
        ),
    ];
    seeds
        .into_iter()
        .filter_map(|(days, body)| match body {
            Value::Object(fields) => Some((days * DAY_MS, fields)),
            _ => None,
        })
        .collect()
}
