//! How long a response asks to wait before the next attempt.

use super::{RateLimit, ResponseHead};

/// Returns how many milliseconds a response asks to wait before the next attempt: `Retry-After` in seconds or as a date,
/// else on 429 the rest of a window that is used up. A negative or unreadable value counts as absent.
pub fn retry_after_ms(head: &impl ResponseHead, rate_limit: Option<&RateLimit>, now_ms: f64) -> Option<f64> {
    let seconds = head.number("retry-after").map(|seconds| seconds * 1000.0);
    let until = || head.date_ms("retry-after").map(|at| at - now_ms).filter(|ms| *ms >= 0.0);
    let window = || {
        let limit = rate_limit.filter(|limit| head.status() == 429 && limit.remaining == Some(0.0))?;
        limit.reset_seconds.map(|seconds| seconds * 1000.0)
    };
    seconds.or_else(until).or_else(window)
}

#[cfg(test)]
mod tests {
    use super::super::response::tests::TestHead;
    use super::*;

    fn wait(status: u16, headers: &[(&'static str, &'static str)], now_ms: f64) -> Option<f64> {
        let head = TestHead::new(status, headers);
        retry_after_ms(&head, RateLimit::read(&head).as_ref(), now_ms)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(wait(503, &[("retry-after", "7")], 0.0), Some(7000.0));
        assert_eq!(wait(429, &[("retry-after", " 1.5 ")], 0.0), Some(1500.0));
        assert_eq!(wait(429, &[("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT")], 40_000.0), Some(20_000.0));
        assert_eq!(wait(429, &[("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT")], 90_000.0), None);
        for odd in ["-1", "", "soon", "soon 1", "1e3", "0x10", "∞", "9999999999999999999999"] {
            assert_eq!(wait(429, &[("retry-after", odd)], 0.0), None, "{odd}");
        }
    }

    #[test]
    fn the_end_of_a_used_up_window_counts_on_429_only() {
        let window = [("x-ratelimit-limit", "100"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "12")];
        assert_eq!(wait(429, &window, 0.0), Some(12_000.0));
        assert_eq!(wait(503, &window, 0.0), None);
        assert_eq!(wait(429, &[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "12")], 0.0), None);
        assert_eq!(wait(429, &[("retry-after", "1"), window[1], window[2]], 0.0), Some(1000.0));
        assert_eq!(wait(429, &[("retry-after", "-1"), window[1], window[2]], 0.0), Some(12_000.0));
    }
}
