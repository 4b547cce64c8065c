//! The integrations themselves, in the order of their creation.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::random::word;
use super::time::rfc3339;
use crate::integration::Kind;
use crate::protocol::COLLECTION;

/// One saved integration: what its owner gave, and what the API knows about it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its place in the order of creation, never used again.
    pub seq: u64,
    pub id: String,
    created_ms: u64,
    updated_ms: u64,
    /// `display_name`, `description`, `target`, and whatever else was given.
    pub fields: Map<String, Value>,
}

impl Record {
    /// The name of the target's kind on the wire.
    pub fn kind_name(&self) -> &str {
        self.fields.get("target").and_then(|target| target["kind"].as_str()).unwrap_or("")
    }

    /// Whether Confluent made it, and only Confluent may change it.
    pub fn is_confluents(&self) -> bool {
        let kind = Kind::parse(self.kind_name());
        kind != Kind::Unknown && !kind.is_writable()
    }

    /// Its own URI.
    pub fn uri(&self, base_url: &str) -> String {
        format!("{base_url}{COLLECTION}/{}", self.id)
    }

    /// The whole of it, as the API shows it.
    pub fn show(&self, base_url: &str, organization: &str) -> Value {
        let mut shown = json!({
            "api_version": "notifications/v1",
            "kind": "Integration",
            "id": self.id,
            "metadata": {
                "self": self.uri(base_url),
                "resource_name": format!("crn://confluent.cloud/organization={organization}/integration={}", self.id),
                "created_at": rfc3339(self.created_ms),
                "updated_at": rfc3339(self.updated_ms),
            },
        });
        if let Value::Object(all) = &mut shown {
            all.extend(self.fields.clone());
        }
        shown
    }

    fn is_named(&self, display_name: &str) -> bool {
        self.fields.get("display_name").and_then(Value::as_str) == Some(display_name)
    }
}

/// All of an organization's integrations.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Store {
    next_seq: u64,
    records: Vec<Record>,
}

impl Store {
    /// All, oldest first.
    pub fn all(&self) -> &[Record] {
        &self.records
    }

    pub fn get(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Who has this name, other than the one with the id `except`.
    pub fn named(&self, display_name: &str, except: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id != except && record.is_named(display_name))
    }

    pub fn insert(&mut self, fields: Map<String, Value>, now_ms: u64, random: &mut dyn FnMut() -> u64) -> &Record {
        let drawn = format!("int-{}", word(6, random));
        // Counted up if it is taken: with a source of randomness that repeats itself, drawing again might never end.
        let mut id = drawn.clone();
        for more in 1.. {
            if self.get(&id).is_none() {
                break;
            }
            id = format!("{drawn}{more}");
        }
        self.next_seq += 1;
        let record = Record { seq: self.next_seq, id, created_ms: now_ms, updated_ms: now_ms, fields };
        self.records.push(record);
        &self.records[self.records.len() - 1]
    }

    /// Replaces the fields given and keeps the others. `updated_at` always advances, however coarse the clock.
    pub fn update(&mut self, id: &str, fields: Map<String, Value>, now_ms: u64) -> Option<&Record> {
        let record = self.records.iter_mut().find(|record| record.id == id)?;
        record.fields.extend(fields);
        record.updated_ms = now_ms.max(record.updated_ms + 1);
        Some(record)
    }

    pub fn remove(&mut self, id: &str) {
        self.records.retain(|record| record.id != id);
    }

    /// The size of all that was given, as JSON.
    pub fn bytes(&self) -> usize {
        self.records.iter().map(|record| size(&record.fields)).sum()
    }
}

/// The size of a document, as JSON.
pub(super) fn size(fields: &impl Serialize) -> usize {
    serde_json::to_string(fields).map_or(0, |text| text.len())
}
