//! Faults: how the next requests fail, as a test has asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::exchange::{Header, SandboxResponse};
use super::options::InvalidOption;

/// How one request fails. Each request uses up one fault, in the order given, whatever its response would have been.
///
/// As JSON it is `"network"`, `"stall"`, `"truncate"`, or the object of a [`StatusFault`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The connection breaks before the request has any effect.
    Network,
    /// The request has no effect and no response ever arrives.
    Stall,
    /// The request takes effect, and the connection breaks halfway through the body of its response: see
    /// [`SandboxResponse::truncated`].
    Truncate,
    /// The request has no effect and gets this response, such as a proxy's.
    #[serde(untagged)]
    Status(StatusFault),
}

/// A response in place of the API's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify), tsify(hashmap_as_object))]
pub struct StatusFault {
    /// The status, 200 to 599. With 204, 205 and 304 the response has no body, even if one is given.
    pub status: u16,
    /// Headers. They replace those of the same name that every response has (X-Request-Id, X-RateLimit-*).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional))]
    pub headers: BTreeMap<String, String>,
    /// The body; without it, the response has none. If the headers have no Content-Type, the response gets that of JSON for a
    /// body that starts with a brace or a bracket, and that of plain text for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional))]
    pub body: Option<String>,
    /// Whether the connection breaks halfway through the body. Without a body, nothing arrives at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional))]
    pub truncate: bool,
}

impl Fault {
    /// Checks that a driver can send it.
    pub(super) fn check(&self) -> Result<(), InvalidOption> {
        match self {
            Fault::Status(fault) if !(200..=599).contains(&fault.status) => {
                Err(InvalidOption::new("fault.status", "must be from 200 to 599"))
            }
            _ => Ok(()),
        }
    }
}

impl StatusFault {
    /// Returns the response, given the headers that every response has.
    pub(super) fn into_response(self, mut headers: Vec<Header>) -> SandboxResponse {
        let replaced = |name: &str| self.headers.keys().any(|given| given.eq_ignore_ascii_case(name));
        headers.retain(|(name, _)| !replaced(name));
        if let Some(body) = &self.body
            && !replaced("content-type")
        {
            let looks_like_json = body.trim_start().starts_with(['{', '[']);
            let media_type = if looks_like_json { "application/json" } else { "text/plain; charset=utf-8" };
            headers.push(("Content-Type".into(), media_type.to_owned()));
        }
        headers.extend(self.headers.into_iter().map(|(name, value)| (name.into(), value)));
        let body = self.body.filter(|_| !matches!(self.status, 204 | 205 | 304));
        SandboxResponse { status: self.status, headers, body, truncated: self.truncate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faults_have_the_json_of_the_javascript_api() {
        let faults: Vec<Fault> =
            serde_json::from_value(json!(["network", "stall", "truncate", {"status": 503, "body": "down"}])).unwrap();
        let down = StatusFault { status: 503, headers: BTreeMap::new(), body: Some("down".into()), truncate: false };
        assert_eq!(faults, [Fault::Network, Fault::Stall, Fault::Truncate, Fault::Status(down)]);
        assert_eq!(
            serde_json::to_value(&faults).unwrap(),
            json!(["network", "stall", "truncate", {"status": 503, "body": "down"}])
        );
        for odd in [json!("crash"), json!({}), json!({"status": "503"}), json!(null), json!({"status": -1})] {
            assert!(serde_json::from_value::<Fault>(odd).is_err());
        }
    }

    #[test]
    fn given_headers_replace_those_of_every_response() {
        let fault = StatusFault {
            status: 500,
            headers: [("x-request-id".to_owned(), "mine".to_owned())].into(),
            body: Some("<html>".into()),
            truncate: false,
        };
        let response = fault.into_response(vec![("X-Request-Id".into(), "other".into())]);
        assert_eq!(response.header("X-Request-Id"), Some("mine"));
        assert_eq!(response.headers.len(), 2);
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    }
}
