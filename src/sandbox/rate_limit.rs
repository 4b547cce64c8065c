//! The rate limit: a number of requests in a window of time, which starts with its first request.

use serde::{Deserialize, Serialize};

/// How many requests succeed in how much time; the others get 429 with Retry-After. A window starts with its first request.
/// Confluent's own limits may change at any time; these are the test's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify), tsify(rename = "SandboxRateLimit"))]
pub struct RateLimitRule {
    /// Requests in a window; 0 rejects all of them.
    pub limit: u32,
    /// The window's length in seconds, more than 0 and finite. It may have a fraction.
    #[serde(rename = "windowSeconds")]
    pub window_seconds: f64,
}

/// The current window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    started_ms: f64,
    used: u32,
}

/// What the limit says of one request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// Whole seconds until the window ends, rounded up, so that a caller who waits that long has waited long enough.
    pub reset_seconds: u64,
    pub exceeded: bool,
}

impl Window {
    /// Counts one request.
    pub fn take(&mut self, rule: RateLimitRule, now_ms: f64) -> Allowance {
        let length_ms = rule.window_seconds * 1_000.0;
        // A clock that was set back starts a new window too, so that no window lasts longer than its length.
        if !(self.started_ms..self.started_ms + length_ms).contains(&now_ms) {
            *self = Window { started_ms: now_ms, used: 0 };
        }
        let exceeded = self.used >= rule.limit;
        self.used += u32::from(!exceeded);
        let left_ms = self.started_ms + length_ms - now_ms;
        Allowance {
            limit: rule.limit,
            remaining: rule.limit - self.used.min(rule.limit),
            reset_seconds: (left_ms / 1_000.0).ceil() as u64,
            exceeded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RateLimitRule = RateLimitRule { limit: 2, window_seconds: 10.0 };

    fn take(window: &mut Window, now_ms: f64) -> (bool, u32, u64) {
        let allowance = window.take(RULE, now_ms);
        (allowance.exceeded, allowance.remaining, allowance.reset_seconds)
    }

    #[test]
    fn window_starts_with_its_first_request_and_ends_after_its_length() {
        let mut window = Window::default();
        assert_eq!(take(&mut window, 50_000.0), (false, 1, 10));
        assert_eq!(take(&mut window, 54_500.0), (false, 0, 6));
        assert_eq!(take(&mut window, 59_999.0), (true, 0, 1));
        assert_eq!(take(&mut window, 60_000.0), (false, 1, 10));
    }

    #[test]
    fn clock_that_is_set_back_starts_a_new_window() {
        let mut window = Window::default();
        for _ in 0..3 {
            take(&mut window, 50_000.0);
        }
        assert_eq!(take(&mut window, 1_000.0), (false, 1, 10));
    }

    #[test]
    fn limit_of_zero_rejects_every_request() {
        let allowance = Window::default().take(RateLimitRule { limit: 0, window_seconds: 1.0 }, 5.0);
        assert!(allowance.exceeded && allowance.remaining == 0);
    }
}
