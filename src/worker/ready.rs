//! `GET /readyz`: whether the upstream responds. It is called at most twice a minute, however many callers ask.

use serde_json::json;

use super::response::ApiResponse;
use crate::protocol::Error;

/// How long a result is reused.
const REUSED_MS: f64 = 30_000.0;

/// The result of a check of the upstream.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// The upstream that was checked.
    pub upstream: String,
    /// When it was checked, in milliseconds since 1970.
    pub at_ms: f64,
    /// The client's error code if the check failed.
    pub error_code: Option<&'static str>,
    /// The status of the upstream's response, if there was one.
    pub status: Option<u16>,
}

impl Readiness {
    /// Creates the result of a check.
    pub fn new(upstream: String, at_ms: f64, error: Option<&Error>, status: Option<u16>) -> Readiness {
        Readiness { upstream, at_ms, error_code: error.map(|error| error.code.as_str()), status }
    }

    /// Returns whether the result is of this upstream, and recent enough to be reused.
    pub fn is_current(&self, upstream: &str, now_ms: f64) -> bool {
        self.upstream == upstream && (self.at_ms..self.at_ms + REUSED_MS).contains(&now_ms)
    }

    /// Returns the response. A failure is reported by its code alone: the details belong in the log.
    pub fn response(&self, now_ms: f64) -> ApiResponse {
        let age = ((now_ms - self.at_ms).max(0.0) / 1000.0) as u64;
        let body = json!({
            "status": if self.error_code.is_none() { "ok" } else { "failing" },
            "code": self.error_code,
            "upstream": self.upstream,
            "upstream_status": self.status,
            "checked_seconds_ago": age,
        });
        ApiResponse::json(if self.error_code.is_none() { 200 } else { 503 }, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ErrorCode;

    #[test]
    fn a_result_is_reused_for_half_a_minute_and_for_its_upstream_only() {
        let readiness = Readiness::new("a".into(), 1000.0, None, Some(200));
        for (upstream, now, current) in [
            ("a", 1000.0, true),
            ("a", 30_999.0, true),
            ("a", 31_000.0, false),
            ("b", 1000.0, false),
            ("a", 999.0, false),
        ] {
            assert_eq!(readiness.is_current(upstream, now), current, "{upstream} {now}");
        }
    }

    #[test]
    fn a_failure_is_reported_by_its_code() {
        let error = Error::new(ErrorCode::Unauthorized, None, "planted".to_owned());
        let response = Readiness::new("a".into(), 0.0, Some(&error), Some(401)).response(2500.0);
        let words = r#"{"status":"failing","code":"unauthorized","upstream":"a","upstream_status":401,"checked_seconds_ago":2}"#;
        assert_eq!((response.status, response.body.as_deref()), (503, Some(words)));
        assert_eq!(Readiness::new("a".into(), 0.0, None, Some(200)).response(0.0).status, 200);
    }
}
