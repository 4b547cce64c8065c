//! The saved integrations, in the order of their creation.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::random::word;
use super::time::rfc3339;
use crate::integration::Kind;
use crate::protocol::{RequestTarget, integrations};

/// One saved integration: the fields that its owner wrote, and those that the API adds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    /// Its number in the order of creation, which is never used again.
    pub seq: u64,
    pub id: String,
    created_ms: u64,
    updated_ms: u64,
    /// `display_name`, `description`, `target`, and any other field of its body.
    pub fields: Map<String, Value>,
}

impl Record {
    /// Returns the name of its target's kind, as the API writes it.
    pub fn kind_name(&self) -> &str {
        self.fields.get("target").and_then(|target| target["kind"].as_str()).unwrap_or("")
    }

    /// Returns whether Confluent made it, so that clients may not change it.
    pub fn is_read_only(&self) -> bool {
        let kind = Kind::parse(self.kind_name());
        kind != Kind::Unknown && !kind.is_writable()
    }

    /// Returns its URI.
    pub fn uri(&self, base_url: &str) -> String {
        base_url.to_owned() + &RequestTarget::new(&integrations::GET, &self.id, &Value::Null, None).path
    }

    /// Returns the integration as the API does, read-only fields included.
    pub fn to_json(&self, base_url: &str, organization: &str) -> Value {
        let mut integration = json!({
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
        if let Value::Object(all) = &mut integration {
            all.extend(self.fields.clone());
        }
        integration
    }

    fn has_name(&self, display_name: &str) -> bool {
        self.fields.get("display_name").and_then(Value::as_str) == Some(display_name)
    }
}

/// The integrations of one organization.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Store {
    next_seq: u64,
    records: Vec<Record>,
}

impl Store {
    /// Returns all integrations, oldest first.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns the integration with this id.
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Returns an integration with this name whose id is not `except`.
    pub fn find_by_name(&self, display_name: &str, except: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id != except && record.has_name(display_name))
    }

    /// Saves a new integration under a new id.
    pub fn insert(&mut self, fields: Map<String, Value>, now_ms: u64, random: &mut dyn FnMut() -> u64) -> &Record {
        let drawn = format!("int-{}", word(6, random));
        // An id that is taken gets a number: with a generator that repeats itself, drawing again might never end.
        let mut id = drawn.clone();
        for suffix in 1.. {
            if self.get(&id).is_none() {
                break;
            }
            id = format!("{drawn}{suffix}");
        }
        self.next_seq += 1;
        let record = Record { seq: self.next_seq, id, created_ms: now_ms, updated_ms: now_ms, fields };
        self.records.push(record);
        &self.records[self.records.len() - 1]
    }

    /// Replaces the given fields and keeps the others. `updated_at` always advances, even if the clock does not. Returns `None`
    /// if there is no integration with this id.
    pub fn update(&mut self, id: &str, fields: Map<String, Value>, now_ms: u64) -> Option<&Record> {
        let record = self.records.iter_mut().find(|record| record.id == id)?;
        record.fields.extend(fields);
        record.updated_ms = now_ms.max(record.updated_ms + 1);
        Some(record)
    }

    /// Deletes the integration with this id, if there is one.
    pub fn remove(&mut self, id: &str) {
        self.records.retain(|record| record.id != id);
    }

    /// Returns the size of all fields as JSON, in bytes.
    pub fn bytes(&self) -> usize {
        self.records.iter().map(|record| json_size(&record.fields)).sum()
    }
}

/// Returns the size of a document as JSON, in bytes.
pub(super) fn json_size(document: &impl Serialize) -> usize {
    serde_json::to_string(document).map_or(0, |text| text.len())
}
