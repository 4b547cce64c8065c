//! Test messages: what is recorded of each, and the body that is posted when one is sent over the network.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::integration::{Kind, Target};

/// A test message that was accepted and recorded. Whether anybody has seen it is unknown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify), tsify(rename = "DeliveryFields"))]
pub struct Delivery {
    /// When it was requested: RFC 3339 in UTC, with milliseconds.
    pub at: String,
    /// The integration's name, from the body of the request. The integration need not be saved.
    pub display_name: String,
    /// The target, as the request had it. Its URL is a secret.
    #[cfg_attr(feature = "_wasm-sandbox", tsify(type = "WritableTarget"))]
    pub target: Target,
}

impl Delivery {
    /// Returns the JSON body to post to the target: what Slack and Teams show as a message, and for any other endpoint the same
    /// with name and time. Confluent does not document the body that it posts.
    pub fn message(&self) -> Value {
        let text = format!("Test message for the integration \"{}\", sent by a sandbox.", self.display_name);
        match self.target.kind() {
            Kind::Slack | Kind::MsTeams => json!({ "text": text }),
            _ => json!({ "text": text, "display_name": self.display_name, "sent_at": self.at }),
        }
    }
}
