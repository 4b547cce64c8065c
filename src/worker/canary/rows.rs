//! The rows of the database, and what the page is shown of them. They hold no secret.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::health::Health;

/// What is known of integrations that are to be tested, by id; `None` if the database cannot say.
pub type KnownHealth = Option<HashMap<String, KnownRow>>;

/// What is known of one integration.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownRow {
    /// The id of the integration.
    pub id: String,
    /// Its name.
    pub name: String,
    health: Option<String>,
    /// When it was last tested; empty if it never was.
    pub at: String,
    /// When the scheduled run began from which a result is due; empty if none is.
    pub due_since: String,
}

impl KnownRow {
    /// Whether the integration is known to be failing.
    pub fn is_failing(&self) -> bool {
        self.health.as_deref() == Some(Health::Failing.name())
    }
}

/// The health of one integration, without the test.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct HealthRow {
    /// The id of the integration.
    pub id: String,
    /// The health: [`Health::name`]. `None` if no test has been decisive.
    pub health: Option<String>,
    /// Since when it has been so.
    pub since: Option<String>,
    /// When the test was that decided it last.
    pub health_at: Option<String>,
}

impl HealthRow {
    /// Adds the fields that there are to an object.
    pub fn write(&self, object: &mut Value) {
        for (field, value) in [("health", &self.health), ("since", &self.since), ("health_at", &self.health_at)] {
            if let Some(value) = value {
                object[field] = value.as_str().into();
            }
        }
    }
}

/// An integration whose health is another than the operator was last notified of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthChange {
    /// The id of the integration.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The kind of its target.
    pub kind: String,
    /// The health: [`Health::name`].
    pub health: String,
    /// The test that decided it.
    #[serde(flatten)]
    pub last_test: TestRow,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestRow {
    /// The run.
    pub run: String,
    /// When the response came, as RFC 3339.
    pub at: String,
    /// What caused it: [`Trigger::name`](super::records::Trigger::name).
    pub trigger: String,
    /// What it says: [`TestVerdict::name`](super::outcome::TestVerdict::name).
    pub result: String,
    /// The code, status, words and request id of the response, if it had them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// An integration with its health and its last test.
#[derive(Clone, Debug, Deserialize)]
pub struct ResultRow {
    name: String,
    kind: String,
    unreported: u8,
    #[serde(flatten)]
    health: HealthRow,
    #[serde(flatten)]
    last_test: TestRow,
}

impl ResultRow {
    /// The row as the page is shown it.
    pub fn to_json(&self) -> Value {
        let mut row = json!({"id": self.health.id, "name": self.name, "kind": self.kind});
        self.health.write(&mut row);
        row["last_test"] = json!(self.last_test);
        row
    }

    /// Whether the operator was last notified of another health, and no event is reporting the change.
    pub fn is_unreported(&self) -> bool {
        self.unreported != 0
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    /// Its id.
    pub run: String,
    /// When it began, as RFC 3339.
    pub at: String,
    /// What caused it: [`Trigger::name`](super::records::Trigger::name).
    pub trigger: String,
    /// How many integrations there were.
    pub total: usize,
    /// How many of them are tested.
    pub selected: usize,
    /// How many of those were neither tested nor queued, because time or requests ran out.
    pub not_reached: usize,
    /// Why the run could not be carried out, and the words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_values_of_a_row_are_left_out() {
        let row = json!({
            "id": "n-1", "name": "on call", "kind": "Slack", "health": null, "since": null, "health_at": null, "unreported": 0,
            "run": "r", "at": "now", "trigger": "test", "result": "inconclusive", "code": "timeout", "status": null,
            "detail": "No answer.", "request_id": null,
        });
        let last_test = json!({
            "run": "r", "at": "now", "trigger": "test", "result": "inconclusive", "code": "timeout",
            "detail": "No answer.",
        });
        let row: ResultRow = serde_json::from_value(row).unwrap();
        assert_eq!(row.to_json(), json!({"id": "n-1", "name": "on call", "kind": "Slack", "last_test": last_test}));
        assert!(!row.is_unreported());
    }

    #[test]
    fn a_row_shows_the_health_since_when_and_when_it_was_last_decided() {
        let row = json!({
            "id": "n-1", "name": "on call", "kind": "Slack", "health": "failing", "since": "a", "health_at": "b",
            "unreported": 1, "run": "r", "at": "c", "trigger": "schedule", "result": "inconclusive",
        });
        let row: ResultRow = serde_json::from_value(row).unwrap();
        let shown = row.to_json();
        assert_eq!(
            (&shown["health"], &shown["since"], &shown["health_at"]),
            (&json!("failing"), &json!("a"), &json!("b"))
        );
        assert!(row.is_unreported());
    }
}
