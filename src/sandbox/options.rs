//! What a sandbox starts with, and the check that it makes sense.

use std::fmt;

use serde_json::{Map, Value};

use super::{Credentials, RateLimit};
use crate::integration::limits::READ_ONLY;
use crate::integration::{ProblemLocation, Purpose, check_body};

/// The quota where none is given, in integrations. It is this library's, so that more pages than one can be tried; Confluent
/// sets an organization's own.
pub const QUOTA_DEFAULT: u32 = 1_000;

/// What a sandbox starts with. `Debug` shows no secret. The defaults demand no credentials and limit no rate.
#[derive(Clone, Default)]
pub struct Options {
    /// Integrations to start with, oldest first, as bodies of create, here of any kind; without, a realistic handful. They
    /// may be more than the quota, and share names. Read-only properties are dropped.
    pub seed: Option<Vec<Value>>,
    /// Where given, requests with other credentials, or none, get 401 with `WWW-Authenticate`.
    pub credentials: Option<Credentials>,
    /// The quota `integrations_per_org`; create over it gets 402. [`QUOTA_DEFAULT`] where absent; 0 lets none be created.
    pub quota: Option<u32>,
    /// Where given, more requests get 429 with `Retry-After`, and every answer has `X-RateLimit-*`.
    pub rate_limit: Option<RateLimit>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("seed", &self.seed.as_ref().map(Vec::len))
            .field("credentials", &self.credentials)
            .field("quota", &self.quota)
            .field("rate_limit", &self.rate_limit)
            .finish()
    }
}

/// An option or a fault that makes no sense. Never holds a refused value, which may be a secret. `Display` writes the field
/// and the detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadOption {
    /// Which, by its name in JavaScript, such as `seed[2].target.webhook_url` or `rateLimit.windowSeconds`.
    pub field: String,
    /// What it should be: a half sentence such as `must be more than 0`.
    pub detail: String,
}

impl BadOption {
    /// Says that an option makes no sense. `detail` must not hold its value.
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> BadOption {
        BadOption { field: field.into(), detail: detail.into() }
    }
}

impl fmt::Display for BadOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.detail)
    }
}

impl std::error::Error for BadOption {}

impl Options {
    /// The first thing that is wrong with them.
    pub(super) fn check(&self) -> Result<(), BadOption> {
        if let Some(rule) = self.rate_limit
            && !(rule.window_seconds > 0.0 && rule.window_seconds.is_finite())
        {
            return Err(BadOption::new("rateLimit.windowSeconds", "must be more than 0"));
        }
        let seed = self.seed.as_deref().unwrap_or_default();
        seed.iter().enumerate().try_for_each(|(index, body)| seed_fields(body, index).map(|_| ()))
    }
}

/// A seed's fields, as they are stored. Unlike a request, it may hold a kind that only Confluent makes.
pub(super) fn seed_fields(body: &Value, index: usize) -> Result<Map<String, Value>, BadOption> {
    let known = body.pointer("/target/kind").and_then(Value::as_str).is_some_and(|kind| !kind.is_empty());
    for problem in check_body(body, Purpose::Create) {
        match problem.location {
            ProblemLocation::Pointer(pointer) if pointer == "/target/kind" && known => {}
            ProblemLocation::Pointer(pointer) => {
                return Err(BadOption::new(format!("seed[{index}]{}", pointer.replace('/', ".")), problem.detail));
            }
            ProblemLocation::Parameter(name) => return Err(BadOption::new(name, problem.detail)),
        }
    }
    let mut fields = body.as_object().cloned().unwrap_or_default();
    fields.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(options: Options) -> Option<String> {
        options.check().err().map(|bad| bad.field)
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let seed = |body: Value| Options { seed: Some(vec![body]), ..Options::default() };
        assert_eq!(field(Options::default()), None);
        assert_eq!(field(seed(json!(7))).as_deref(), Some("seed[0]"));
        assert_eq!(field(seed(json!({"target": {}}))).as_deref(), Some("seed[0].display_name"));
        assert_eq!(
            field(seed(json!({"display_name": "x", "target": {"kind": "Slack", "webhook_url": 1}}))).as_deref(),
            Some("seed[0].target.webhook_url")
        );
        assert_eq!(
            field(seed(json!({"display_name": "x", "target": {"kind": ""}}))).as_deref(),
            Some("seed[0].target.kind")
        );
        for kind in ["RoleEmail", "InApp", "PagerDuty"] {
            assert_eq!(field(seed(json!({"display_name": "x", "target": {"kind": kind}}))), None);
        }
        for window_seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let rate_limit = Some(RateLimit { limit: 1, window_seconds });
            let bad = field(Options { rate_limit, ..Options::default() });
            assert_eq!(bad.as_deref(), Some("rateLimit.windowSeconds"));
        }
    }

    #[test]
    fn debug_counts_the_seed() {
        let seed = Some(vec![json!({"target": {"url": "https://h.example/secret"}})]);
        let shown = format!("{:?}", Options { seed, ..Options::default() });
        assert!(shown.contains("seed: Some(1)") && !shown.contains("secret"), "{shown}");
    }
}
