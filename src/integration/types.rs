//! The API's data types as structs, for Rust programs; the TypeScript declarations are generated from the same structs.
//!
//! Unknown properties are kept in `extra` and written back, as Confluent asks of a client. The client's artifact
//! uses only the declarations: there, responses stay JavaScript values. `debug.rs` says what `Debug` shows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Kind;

/// A saved integration.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify), tsify(rename = "IntegrationFields"))]
pub struct Integration {
    /// Always `notifications/v1`; written by the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "\"notifications/v1\""))]
    pub api_version: Option<String>,
    /// Always `Integration`; written by the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "\"Integration\""))]
    pub kind: Option<String>,
    /// Opaque, at most 255 characters; written by the API.
    pub id: String,
    /// Links and times; written by the API, which promises them inside lists only.
    #[cfg_attr(feature = "_wasm-client-types", tsify(optional, type = "Readonly<Metadata>"))]
    pub metadata: Metadata,
    /// The name people see, unique in the organization, at most 64 characters.
    pub display_name: String,
    /// What it is for, at most 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where notifications go. Its URL is a secret.
    pub target: Target,
    /// Properties newer than this release.
    #[cfg_attr(feature = "_wasm-client-types", serde(skip))]
    #[cfg_attr(not(feature = "_wasm-client-types"), serde(flatten))]
    pub extra: Map<String, Value>,
}

/// What the API writes about an integration. Only `self` is always present; times are RFC 3339.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify))]
pub struct Metadata {
    /// The integration's own URI.
    #[serde(rename = "self")]
    pub self_link: String,
    /// The integration's Confluent Resource Name (CRN).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// When it was created, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// When it was deleted, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
    /// Properties newer than this release.
    #[cfg_attr(feature = "_wasm-client-types", serde(skip))]
    #[cfg_attr(not(feature = "_wasm-client-types"), serde(flatten))]
    pub extra: Map<String, Value>,
}

/// The body of create and test. Other properties are sent as they are, so that a property of a newer API can be used
/// without a release of this library.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify), tsify(rename = "NewIntegrationFields"))]
pub struct NewIntegration {
    /// The name people see, unique in the organization, 1 to 64 characters.
    pub display_name: String,
    /// What it is for, at most 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where notifications are to go.
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "WritableTarget"))]
    pub target: Target,
    /// Properties newer than this release.
    #[cfg_attr(feature = "_wasm-client-types", serde(skip))]
    #[cfg_attr(not(feature = "_wasm-client-types"), serde(flatten))]
    pub extra: Map<String, Value>,
}

/// The body of update: only the fields given are sent; an empty one is refused.
///
/// A target of a kind newer than this release may be written back as it was read;
/// RoleEmail, UserEmail and InApp may not.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify))]
pub struct IntegrationPatch {
    /// A new name, 1 to 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// A new description, at most 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A new target.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "WritableTarget | UnknownTarget"))]
    pub target: Option<Target>,
    /// Properties newer than this release.
    #[cfg_attr(feature = "_wasm-client-types", serde(skip))]
    #[cfg_attr(not(feature = "_wasm-client-types"), serde(flatten))]
    pub extra: Map<String, Value>,
}

/// One page of integrations, as the API sent it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify), tsify(rename = "IntegrationPageFields"))]
pub struct IntegrationPage {
    /// The integrations of this page.
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "readonly Integration[]"))]
    pub data: Vec<Integration>,
    /// Links to other pages.
    #[cfg_attr(not(feature = "_wasm-client-types"), serde(default))]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "Readonly<PageMetadata>"))]
    pub metadata: PageMetadata,
}

/// Links to other pages of a list. Only the `page_token` of `next` is ever used: the host in these links is not
/// followed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify))]
pub struct PageMetadata {
    /// The first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "string | null"))]
    pub first: Option<String>,
    /// The last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "string | null"))]
    pub last: Option<String>,
    /// The previous page; null or absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "string | null"))]
    pub prev: Option<String>,
    /// The next page; null or absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-client-types", tsify(type = "string | null"))]
    pub next: Option<String>,
    /// How many integrations there are in all. It may be inaccurate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_size: Option<f64>,
}

/// The query of list. All parameters are optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify))]
pub struct ListQuery {
    /// How many integrations a page has, 1 to 250; the API's default is 100. It counts for the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// The token of a later page: opaque, from the page before it, at most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
    /// Only integrations for this resource (2026 edition of the API).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Only integrations for resources of this type: ORGANIZATION, ENVIRONMENT, CLUSTER, CONNECTOR, TOPIC, … The set
    /// is open (2026 edition of the API).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
}

/// A reference to a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-client-types", derive(tsify::Tsify))]
pub struct GlobalObjectReference {
    /// The user's id, such as `u-a1b2c3`.
    pub id: String,
    /// The user's URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<String>,
    /// The user's Confluent Resource Name (CRN).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
}

/// Where notifications go. It holds every field as it came, known or not; [`Target::kind`] returns its kind.
///
/// `Debug` shows the kind and a redacted URL: a webhook URL is a secret.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Target(Map<String, Value>);

impl Target {
    /// Creates a target for a Slack channel's incoming webhook. Nothing is checked here: [`check_body`](super::check_body)
    /// does that.
    pub fn slack(webhook_url: impl Into<String>) -> Target {
        Target::writable(Kind::Slack, webhook_url.into())
    }

    /// Creates a target for a Microsoft Teams channel's webhook, unchecked.
    pub fn ms_teams(webhook_url: impl Into<String>) -> Target {
        Target::writable(Kind::MsTeams, webhook_url.into())
    }

    /// Creates a target for any other HTTP endpoint, unchecked.
    pub fn webhook(url: impl Into<String>) -> Target {
        Target::writable(Kind::Webhook, url.into())
    }

    fn writable(kind: Kind, secret: String) -> Target {
        let mut fields = Map::new();
        fields.insert("kind".into(), kind.name().into());
        if let Some(field) = kind.secret_field() {
            fields.insert(field.into(), secret.into());
        }
        Target(fields)
    }

    /// Returns the kind of this target; [`Kind::Unknown`] if `kind` is missing or newer than this release.
    pub fn kind(&self) -> Kind {
        Kind::parse(self.kind_name())
    }

    /// Returns the kind's name on the wire, also of a kind that this release does not know; empty if there is none.
    pub fn kind_name(&self) -> &str {
        self.0.get("kind").and_then(Value::as_str).unwrap_or("")
    }

    /// Returns the webhook URL, a secret. Returns `None` if the kind has none.
    pub fn url(&self) -> Option<&str> {
        self.0.get(self.kind().url_field()?)?.as_str()
    }

    /// Returns every field, `kind` among them, as it came and in that order. Its URL is a secret.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Map<String, Value>> for Target {
    fn from(fields: Map<String, Value>) -> Target {
        Target(fields)
    }
}

#[cfg(all(test, not(feature = "_wasm-client-types")))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_kinds_and_properties_are_written_as_they_were_read() {
        let wire = json!({
            "api_version": "notifications/v1", "kind": "Integration", "id": "n-1",
            "metadata": {"self": "https://api.confluent.cloud/x", "region": "eu"},
            "display_name": "pager", "target": {"kind": "Beacon", "routing_key": "k", "deep": [1, null]},
            "muted": false
        });
        let read: Integration = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(read.target.kind(), Kind::Unknown);
        assert_eq!(serde_json::to_value(&read).unwrap(), wire);
    }

    #[test]
    fn debug_never_shows_a_webhook_url() {
        let target = Target::slack("https://hooks.slack.com/services/T/B/secret-secret");
        let shown = format!("{target:?}");
        assert!(shown.contains("hooks.slack.com") && !shown.contains("secret-s"), "{shown}");
    }
}
