//! Faults: what goes wrong next, as told by the test that wants to see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::exchange::{Answer, Header};
use super::options::BadOption;

/// How one answer goes wrong. Each is used up by one request, in the order given, whatever that request would have got.
///
/// As JSON it is `"network"`, `"stall"`, `"truncate"`, or the object of a [`StatusFault`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fault {
    /// The connection breaks before the request does anything.
    Network,
    /// The request does nothing and no answer ever comes.
    Stall,
    /// The request does what it does, and the connection breaks halfway through the answer's body: see
    /// [`Answer::cut`].
    Truncate,
    /// The request does nothing and this is the answer, such as a proxy's.
    #[serde(untagged)]
    Status(StatusFault),
}

/// An answer in place of the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify))]
pub struct StatusFault {
    /// The status, 200 to 599. 204, 205 and 304 have no body, whatever is given.
    pub status: u16,
    /// Headers, over those of the same name that every answer has (X-Request-Id, X-RateLimit-*).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional, type = "Record<string, string>"))]
    pub headers: BTreeMap<String, String>,
    /// The body. Without one the answer has none. Where the headers say no Content-Type, it is JSON if it begins like it, else
    /// plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional))]
    pub body: Option<String>,
    /// Whether the connection breaks halfway through the body: see [`Answer::cut`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "_wasm-sandbox", tsify(optional))]
    pub truncate: bool,
}

impl Fault {
    /// Whether it can be played.
    pub(super) fn check(&self) -> Result<(), BadOption> {
        match self {
            Fault::Status(fault) if !(200..=599).contains(&fault.status) => {
                Err(BadOption::new("fault.status", "must be from 200 to 599"))
            }
            _ => Ok(()),
        }
    }
}

impl StatusFault {
    /// The answer, on top of the headers that every answer has.
    pub(super) fn answer(self, mut headers: Vec<Header>) -> Answer {
        let replaced = |name: &str| self.headers.keys().any(|given| given.eq_ignore_ascii_case(name));
        headers.retain(|(name, _)| !replaced(name));
        if let Some(body) = &self.body
            && !replaced("content-type")
        {
            let looks_like_json = body.trim_start().starts_with(['{', '[']);
            let kind = if looks_like_json { "application/json" } else { "text/plain; charset=utf-8" };
            headers.push(("Content-Type".into(), kind.to_owned()));
        }
        headers.extend(self.headers.into_iter().map(|(name, value)| (name.into(), value)));
        let body = self.body.filter(|_| !matches!(self.status, 204 | 205 | 304));
        Answer { status: self.status, headers, body, cut: self.truncate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faults_are_written_as_javascript_writes_them() {
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
    fn given_headers_replace_those_of_every_answer() {
        let fault = StatusFault {
            status: 500,
            headers: [("x-request-id".to_owned(), "mine".to_owned())].into(),
            body: Some("<html>".into()),
            truncate: false,
        };
        let answer = fault.answer(vec![("X-Request-Id".into(), "other".into())]);
        assert_eq!(answer.header("X-Request-Id"), Some("mine"));
        assert_eq!(answer.headers.len(), 2);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    }
}
