//! `GET /readyz`: whether the upstream answers. It is asked at most twice a minute, however many callers want to know.

use serde_json::json;

use super::response::ApiResponse;
use crate::protocol::Error;

/// How long a result is reused.
const STANDS_MS: f64 = 30_000.0;

/// What was found, and when.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// The upstream it is about.
    pub upstream: String,
    /// When, in milliseconds since 1970.
    pub at_ms: f64,
    /// In the client's own words, where it failed.
    pub failed: Option<&'static str>,
    /// The upstream's status, where it answered.
    pub status: Option<u16>,
}

impl Readiness {
    /// What came of asking.
    pub fn new(upstream: String, at_ms: f64, failed: Option<&Error>, status: Option<u16>) -> Readiness {
        Readiness { upstream, at_ms, failed: failed.map(|error| error.code.as_str()), status }
    }

    /// Whether it is recent enough to be reused.
    pub fn stands(&self, upstream: &str, now_ms: f64) -> bool {
        self.upstream == upstream && (self.at_ms..self.at_ms + STANDS_MS).contains(&now_ms)
    }

    /// The answer. A failure is reported by its code alone: the details belong in the log.
    pub fn answer(&self, now_ms: f64) -> ApiResponse {
        let age = ((now_ms - self.at_ms).max(0.0) / 1000.0) as u64;
        let body = json!({
            "status": if self.failed.is_none() { "ok" } else { "failing" },
            "code": self.failed,
            "upstream": self.upstream,
            "upstream_status": self.status,
            "checked_seconds_ago": age,
        });
        ApiResponse::json(if self.failed.is_none() { 200 } else { 503 }, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ErrorCode;

    #[test]
    fn an_answer_stands_for_half_a_minute_and_for_its_upstream() {
        let found = Readiness::new("a".into(), 1000.0, None, Some(200));
        for (upstream, now, stands) in [
            ("a", 1000.0, true),
            ("a", 30_999.0, true),
            ("a", 31_000.0, false),
            ("b", 1000.0, false),
            ("a", 999.0, false),
        ] {
            assert_eq!(found.stands(upstream, now), stands, "{upstream} {now}");
        }
    }

    #[test]
    fn a_failure_is_said_by_its_code() {
        let error = Error::new(ErrorCode::Unauthorized, None, "planted".to_owned());
        let answer = Readiness::new("a".into(), 0.0, Some(&error), Some(401)).answer(2500.0);
        let words = r#"{"status":"failing","code":"unauthorized","upstream":"a","upstream_status":401,"checked_seconds_ago":2}"#;
        assert_eq!((answer.status, answer.body.as_deref()), (503, Some(words)));
        assert_eq!(Readiness::new("a".into(), 0.0, None, Some(200)).answer(0.0).status, 200);
    }
}
