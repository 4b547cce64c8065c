//! A sandbox's options, and their check.

use std::fmt;

use serde_json::{Map, Value};

use super::arguments::without_read_only;
use super::{Credentials, RateLimitRule};
use crate::integration::schema::NEW_INTEGRATION;
use crate::integration::{IsUrl, ProblemLocation, check_body};

/// The default quota, in integrations. It is this library's own and leaves room for more than one page; Confluent sets a
/// quota for each organization.
pub const QUOTA_DEFAULT: u32 = 1_000;

/// A sandbox's options. `Debug` writes no secret. By default it requires no credentials and has no rate limit.
#[derive(Clone, Default)]
pub struct Options {
    /// The first integrations, oldest first: bodies of create, whose targets may be of any kind. By default there are a few
    /// realistic ones of every kind. They may exceed the quota and share names. Read-only properties are dropped.
    pub seed: Option<Vec<Value>>,
    /// If set, a request with other credentials or none gets 401 with `WWW-Authenticate`.
    pub credentials: Option<Credentials>,
    /// The quota `integrations_per_org`: a create beyond it gets 402. The default is [`QUOTA_DEFAULT`]; with 0, every create
    /// gets 402.
    pub quota: Option<u32>,
    /// If set, a request beyond the limit gets 429 with `Retry-After`, and every response has `X-RateLimit-*`.
    pub rate_limit: Option<RateLimitRule>,
    /// The URL parser that decides whether a target's URL is one. The default is the `url` crate's, with the feature `client`;
    /// without it, only what [`is_absolute_http_url`](crate::integration::is_absolute_http_url) finds is rejected.
    pub is_url: Option<IsUrl>,
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

/// An option or a fault that is invalid. It never holds the invalid value, which may be a secret. `Display` writes the field
/// and the detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOption {
    /// The option's name in JavaScript, such as `seed[2].target.webhook_url` or `rateLimit.windowSeconds`.
    pub field: String,
    /// What it must be: the rest of a sentence, such as `must be more than 0`.
    pub detail: String,
}

impl InvalidOption {
    /// Describes an invalid option. `detail` must not hold its value.
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> InvalidOption {
        InvalidOption { field: field.into(), detail: detail.into() }
    }
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.detail)
    }
}

impl std::error::Error for InvalidOption {}

impl Options {
    /// Checks all options.
    ///
    /// # Errors
    /// The first option that is invalid.
    pub(super) fn check(&self) -> Result<(), InvalidOption> {
        if let Some(rule) = self.rate_limit
            && !(rule.window_seconds > 0.0 && rule.window_seconds.is_finite())
        {
            return Err(InvalidOption::new("rateLimit.windowSeconds", "must be more than 0"));
        }
        let seed = self.seed.as_deref().unwrap_or_default();
        seed.iter().enumerate().try_for_each(|(index, body)| seed_fields(body, index, self.is_url()).map(|_| ()))
    }

    /// Returns the URL parser.
    pub(super) fn is_url(&self) -> IsUrl {
        #[cfg(feature = "client")]
        let default = crate::integration::is_url;
        #[cfg(not(feature = "client"))]
        let default = crate::integration::is_absolute_http_url;
        self.is_url.unwrap_or(default)
    }
}

/// Returns a seed's fields as they are stored. Unlike the body of a request, a seed may have a kind that clients cannot write.
///
/// # Errors
/// The first problem of the seed.
pub(super) fn seed_fields(body: &Value, index: usize, is_url: IsUrl) -> Result<Map<String, Value>, InvalidOption> {
    let has_kind = body.pointer("/target/kind").and_then(Value::as_str).is_some_and(|kind| !kind.is_empty());
    for problem in check_body(body, &NEW_INTEGRATION, is_url) {
        match problem.location {
            ProblemLocation::Pointer(pointer) if pointer == "/target/kind" && has_kind => {}
            ProblemLocation::Pointer(pointer) => {
                return Err(InvalidOption::new(format!("seed[{index}]{}", pointer.replace('/', ".")), problem.detail));
            }
            ProblemLocation::Parameter(name) => return Err(InvalidOption::new(name, problem.detail)),
        }
    }
    match without_read_only(body.clone(), &NEW_INTEGRATION) {
        Value::Object(fields) => Ok(fields),
        _ => Err(InvalidOption::new(format!("seed[{index}]"), "must be an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn invalid_field(options: Options) -> Option<String> {
        options.check().err().map(|invalid| invalid.field)
    }

    #[test]
    fn invalid_option_is_named_by_its_field() {
        let seed = |body: Value| Options { seed: Some(vec![body]), ..Options::default() };
        assert_eq!(invalid_field(Options::default()), None);
        assert_eq!(invalid_field(seed(json!(7))).as_deref(), Some("seed[0]"));
        assert_eq!(invalid_field(seed(json!({"target": {}}))).as_deref(), Some("seed[0].display_name"));
        assert_eq!(
            invalid_field(seed(json!({"display_name": "x", "target": {"kind": "Slack", "webhook_url": 1}}))).as_deref(),
            Some("seed[0].target.webhook_url")
        );
        assert_eq!(
            invalid_field(seed(json!({"display_name": "x", "target": {"kind": ""}}))).as_deref(),
            Some("seed[0].target.kind")
        );
        for kind in ["RoleEmail", "InApp", "Beacon"] {
            assert_eq!(invalid_field(seed(json!({"display_name": "x", "target": {"kind": kind}}))), None);
        }
        for window_seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let rate_limit = Some(RateLimitRule { limit: 1, window_seconds });
            let field = invalid_field(Options { rate_limit, ..Options::default() });
            assert_eq!(field.as_deref(), Some("rateLimit.windowSeconds"));
        }
    }

    #[test]
    fn debug_writes_the_number_of_seeds_and_no_secret() {
        let seed = Some(vec![json!({"target": {"url": "https://h.example/secret"}})]);
        let text = format!("{:?}", Options { seed, ..Options::default() });
        assert!(text.contains("seed: Some(1)") && !text.contains("secret"), "{text}");
    }
}
