//! Test messages: what is recorded of each, and what is posted where one is posted for real.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::integration::{Kind, Target};

/// A test message that was accepted and recorded, which does not mean that anybody has seen it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify), tsify(rename = "DeliveryFields"))]
pub struct Delivery {
    /// When it was asked for, RFC 3339 in UTC, to the millisecond.
    pub at: String,
    /// The integration's name, from the body of test: the integration need not be saved.
    pub display_name: String,
    /// Where it goes, as it came. Its URL is a secret.
    #[cfg_attr(feature = "_wasm-sandbox", tsify(type = "WritableTarget"))]
    pub target: Target,
}

impl Delivery {
    /// The body to post to the target as JSON: what Slack and Teams show as a message, and the same with name and time for any
    /// other endpoint. Confluent does not document its own.
    pub fn message(&self) -> Value {
        let text = format!("Test message for the integration \"{}\", sent by a sandbox.", self.display_name);
        match self.target.kind() {
            Kind::Slack | Kind::MsTeams => json!({ "text": text }),
            _ => json!({ "text": text, "display_name": self.display_name, "sent_at": self.at }),
        }
    }
}
