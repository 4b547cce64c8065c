//! Test messages: what is recorded of each, and what is posted where one is posted for real.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::integration::{Kind, Target};

/// A test message that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// When, RFC 3339.
    pub at: String,
    /// The integration's name.
    pub display_name: String,
    /// Where it went.
    pub target: Target,
}

impl Delivery {
    /// The body to post to the target: what Slack and Teams show as a message, and the same for any other endpoint.
    pub fn message(&self) -> Value {
        let text = format!("Test message for the integration \"{}\", sent by a sandbox.", self.display_name);
        match self.target.kind() {
            Kind::Slack | Kind::MsTeams => json!({ "text": text }),
            _ => json!({ "text": text, "display_name": self.display_name, "sent_at": self.at }),
        }
    }
}

/// Whether a host, as a parsed URL names it, is this machine.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "localhost.",
            "localhost.example",
            "127.0.0.1.example",
            "127.example",
            "128.0.0.1",
            "0.0.0.0",
            "10.0.0.1",
            "[::ffff:7f00:1]",
            "[::]",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
