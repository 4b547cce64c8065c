//! The retry policy, as one pure function. It is this library's; Confluent asks for a capped, exponential back-off with
//! jitter on 429.
//!
//! - 429: any operation, since nothing was done.
//! - 408, 5xx and no response: get, list, update and delete. Never create and test, which may have taken effect.
//! - A wait that the response asks for is kept exactly, plus up to a tenth of jitter, so that many clients do not return
//!   at the same moment. If it asks for more than a minute, the call gives up at once and says so: the caller knows
//!   better what to do with the time.
//! - Other waits: 0.5 s × 2ⁿ with full jitter, capped at 8 s.

use super::Operation;

/// The longest wait that is accepted from a response, in milliseconds.
const RETRY_AFTER_MAX_MS: f64 = 60_000.0;
const BACKOFF_FIRST_MS: f64 = 500.0;
const BACKOFF_MAX_MS: f64 = 8_000.0;

/// What to do after an attempt that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryDecision {
    /// Wait so many milliseconds, 0 to 66,000, and try again.
    Retry(f64),
    /// Fail the call with the attempt's error: it may not be repeated, or there were enough attempts.
    GiveUp,
    /// Fail the call: it would be tried again, but the response asks for a wait of more than a minute.
    RetryAfterTooLong,
}

/// Decides what follows attempt number `retries + 1`; redirects and the attempt with a fresh token after a 401 do not count.
///
/// - `status`: that of a complete response, `None` if none came. After 429 any operation is tried again; after 408, 5xx
///   and no response one that [is repeatable](Operation::repeatable); after any other status none.
/// - `max_retries`: attempts beyond the first.
/// - `retry_after_ms`: the wait that the response asks for, in milliseconds, not negative (`Retry-After` by RFC 9110, or
///   `X-RateLimit-Reset`). It is kept, plus up to a tenth; over 60,000 is [`RetryDecision::RetryAfterTooLong`]. If it is
///   `None`, the wait is `random` times 500 ms × 2ⁿ, at most 8,000 ms.
/// - `random`: from 0 up to 1.
pub fn decide(
    operation: &Operation,
    status: Option<u16>,
    retries: u32,
    max_retries: u32,
    retry_after_ms: Option<f64>,
    random: f64,
) -> RetryDecision {
    let repeatable = match status {
        Some(429) => true,
        Some(408 | 500..=599) | None => operation.repeatable,
        Some(_) => false,
    };
    if !repeatable || retries >= max_retries {
        return RetryDecision::GiveUp;
    }
    match retry_after_ms {
        Some(ms) if ms > RETRY_AFTER_MAX_MS => RetryDecision::RetryAfterTooLong,
        Some(ms) => RetryDecision::Retry(ms * (1.0 + random / 10.0)),
        None => {
            let ceiling = (BACKOFF_FIRST_MS * f64::from(1u32 << retries.min(5))).min(BACKOFF_MAX_MS);
            RetryDecision::Retry(ceiling * random)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::integrations;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_repeatable_operations_are_retried() {
        for operation in Operation::ALL {
            let may_happen_twice = [&integrations::CREATE, &integrations::TEST].contains(&operation);
            let again = |status| decide(operation, status, 0, 2, None, 0.5) != RetryDecision::GiveUp;
            assert!(again(Some(429)), "{operation:?}");
            for status in [None, Some(408), Some(500), Some(502), Some(503), Some(504), Some(599)] {
                assert_eq!(again(status), !may_happen_twice, "{operation:?} {status:?}");
            }
            for status in [200, 301, 304, 400, 401, 402, 403, 404, 405, 409, 410, 422, 600] {
                assert!(!again(Some(status)), "{operation:?} {status}");
            }
        }
    }

    #[test]
    fn backoff_doubles_up_to_its_cap() {
        let ceiling = |retries| decide(&integrations::GET, None, retries, 99, None, 1.0);
        let expected = [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0];
        for (retries, ms) in expected.into_iter().enumerate() {
            assert_eq!(ceiling(retries as u32), RetryDecision::Retry(ms));
        }
        assert_eq!(decide(&integrations::GET, None, 2, 2, None, 0.5), RetryDecision::GiveUp);
        assert_eq!(decide(&integrations::GET, None, 0, 0, None, 0.5), RetryDecision::GiveUp);
    }

    #[test]
    fn retry_after_is_kept_up_to_a_minute_and_refused_beyond() {
        let asked = |ms, random| decide(&integrations::CREATE, Some(429), 0, 2, Some(ms), random);
        assert_eq!(asked(7000.0, 0.0), RetryDecision::Retry(7000.0));
        assert_eq!(asked(60_000.0, 0.0), RetryDecision::Retry(60_000.0));
        assert_eq!(asked(60_001.0, 0.0), RetryDecision::RetryAfterTooLong);
        assert_eq!(asked(3_600_000.0, 0.9), RetryDecision::RetryAfterTooLong);
    }

    proptest! {
        #[test]
        fn jitter_stays_within_its_bounds(retries in 0u32..1000, asked in 0.0..60_000f64, random in 0.0..1f64) {
            let RetryDecision::Retry(ms) = decide(&integrations::LIST, Some(503), retries, u32::MAX, Some(asked), random) else { panic!() };
            prop_assert!(ms >= asked && ms <= asked * 1.1);
            let RetryDecision::Retry(ms) = decide(&integrations::LIST, Some(503), retries, u32::MAX, None, random) else { panic!() };
            prop_assert!((0.0..=8000.0).contains(&ms));
        }
    }
}
