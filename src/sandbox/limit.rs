//! The rate limit: so many requests a window, counted from the window's first.

use serde::{Deserialize, Serialize};

/// How many requests are answered in how much time; the others get 429 with Retry-After. A window begins with its first
/// request. Confluent's own limits may change at any time: these are the test's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "_wasm-sandbox", derive(tsify::Tsify), tsify(rename = "SandboxRateLimit"))]
pub struct RateLimit {
    /// Requests in a window; 0 refuses all.
    pub limit: u32,
    /// The window's length in seconds, more than 0 and finite; fractions count.
    #[serde(rename = "windowSeconds")]
    pub window_seconds: f64,
}

/// The window under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    started_ms: f64,
    used: u32,
}

/// What one request finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// Whole seconds until the window ends, rounded up, so that who waits that long has waited enough.
    pub reset_seconds: u64,
    pub refused: bool,
}

impl Window {
    pub fn take(&mut self, rule: RateLimit, now_ms: f64) -> Allowance {
        let length_ms = rule.window_seconds * 1_000.0;
        // A clock that was set back starts a window too: none may last longer than it should.
        if !(self.started_ms..self.started_ms + length_ms).contains(&now_ms) {
            *self = Window { started_ms: now_ms, used: 0 };
        }
        let refused = self.used >= rule.limit;
        self.used += u32::from(!refused);
        let left_ms = self.started_ms + length_ms - now_ms;
        Allowance {
            limit: rule.limit,
            remaining: rule.limit - self.used.min(rule.limit),
            reset_seconds: (left_ms / 1_000.0).ceil() as u64,
            refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RateLimit = RateLimit { limit: 2, window_seconds: 10.0 };

    fn take(window: &mut Window, now_ms: f64) -> (bool, u32, u64) {
        let allowance = window.take(RULE, now_ms);
        (allowance.refused, allowance.remaining, allowance.reset_seconds)
    }

    #[test]
    fn a_window_begins_with_its_first_request_and_ends_in_time() {
        let mut window = Window::default();
        assert_eq!(take(&mut window, 50_000.0), (false, 1, 10));
        assert_eq!(take(&mut window, 54_500.0), (false, 0, 6));
        assert_eq!(take(&mut window, 59_999.0), (true, 0, 1));
        assert_eq!(take(&mut window, 60_000.0), (false, 1, 10));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let mut window = Window::default();
        for _ in 0..3 {
            take(&mut window, 50_000.0);
        }
        assert_eq!(take(&mut window, 1_000.0), (false, 1, 10));
    }

    #[test]
    fn a_limit_of_zero_refuses_everything() {
        let allowance = Window::default().take(RateLimit { limit: 0, window_seconds: 1.0 }, 5.0);
        assert!(allowance.refused && allowance.remaining == 0);
    }
}
