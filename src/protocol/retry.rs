//! The retry policy, as one pure function. It is this library's; Confluent asks for a capped, exponential back-off with
//! jitter on 429.
//!
//! - 429: any operation, since nothing was done.
//! - 408, 5xx and no answer: get, list, update and delete. Never create and test, which might have happened.
//! - A wait that we are told is kept exactly, plus up to a tenth of jitter so that many clients do not come back at the same
//!   moment.
//!   Told more than a minute, give up at once and say so: the caller knows better what to do with the time.
//! - Waits of our own: 0.5 s × 2ⁿ with full jitter, capped at 8 s.

use super::Operation;

/// The longest wait that we accept from an answer, in milliseconds.
const TOLD_MAX_MS: f64 = 60_000.0;
const OWN_FIRST_MS: f64 = 500.0;
const OWN_MAX_MS: f64 = 8_000.0;

/// What to do after an attempt that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Wait this many milliseconds, 0 to 66,000, and try again.
    Retry(f64),
    /// The attempt's failure is the call's: it may not be repeated, or there were enough attempts.
    GiveUp,
    /// It would be tried again, but we are told to wait longer than a minute.
    ToldTooLong,
}

/// Decides what follows attempt number `retries + 1`; redirects and the fresh token after a 401 do not count.
///
/// - `status`: that of a complete answer, absent where none came. 429 is tried again for any operation; 408, 5xx and no
///   answer where it [is repeatable](Operation::is_repeatable); no other.
/// - `max_retries`: attempts beyond the first.
/// - `told_ms`: the wait that the answer told, in milliseconds, not negative (`Retry-After` by RFC 9110, or
///   `X-RateLimit-Reset`). It is kept, plus up to a tenth; over 60,000 is [`Verdict::ToldTooLong`]. Where none was told the
///   wait is `random` times 500 ms × 2ⁿ, at most 8,000 ms.
/// - `random`: from 0 up to 1.
pub fn decide(
    operation: Operation,
    status: Option<u16>,
    retries: u32,
    max_retries: u32,
    told_ms: Option<f64>,
    random: f64,
) -> Verdict {
    let repeatable = match status {
        Some(429) => true,
        Some(408 | 500..=599) | None => operation.is_repeatable(),
        Some(_) => false,
    };
    if !repeatable || retries >= max_retries {
        return Verdict::GiveUp;
    }
    match told_ms {
        Some(ms) if ms > TOLD_MAX_MS => Verdict::ToldTooLong,
        Some(ms) => Verdict::Retry(ms * (1.0 + random / 10.0)),
        None => {
            let ceiling = (OWN_FIRST_MS * f64::from(1u32 << retries.min(5))).min(OWN_MAX_MS);
            Verdict::Retry(ceiling * random)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_is_safe_is_tried_again() {
        for operation in Operation::ALL {
            let unsafe_one = matches!(operation, Operation::Create | Operation::Test);
            let again = |status| decide(operation, status, 0, 2, None, 0.5) != Verdict::GiveUp;
            assert!(again(Some(429)), "{operation:?}");
            for status in [None, Some(408), Some(500), Some(502), Some(503), Some(504), Some(599)] {
                assert_eq!(again(status), !unsafe_one, "{operation:?} {status:?}");
            }
            for status in [200, 301, 304, 400, 401, 402, 403, 404, 405, 409, 410, 422, 600] {
                assert!(!again(Some(status)), "{operation:?} {status}");
            }
        }
    }

    #[test]
    fn own_waits_double_to_the_cap_and_are_counted() {
        let ceiling = |retries| decide(Operation::Get, None, retries, 99, None, 1.0);
        let expected = [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0];
        for (retries, ms) in expected.into_iter().enumerate() {
            assert_eq!(ceiling(retries as u32), Verdict::Retry(ms));
        }
        assert_eq!(decide(Operation::Get, None, 2, 2, None, 0.5), Verdict::GiveUp);
        assert_eq!(decide(Operation::Get, None, 0, 0, None, 0.5), Verdict::GiveUp);
    }

    #[test]
    fn a_told_wait_is_kept_and_an_hour_is_refused() {
        let told = |ms, random| decide(Operation::Create, Some(429), 0, 2, Some(ms), random);
        assert_eq!(told(7000.0, 0.0), Verdict::Retry(7000.0));
        assert_eq!(told(60_000.0, 0.0), Verdict::Retry(60_000.0));
        assert_eq!(told(60_001.0, 0.0), Verdict::ToldTooLong);
        assert_eq!(told(3_600_000.0, 0.9), Verdict::ToldTooLong);
    }

    proptest! {
        #[test]
        fn jitter_stays_within_its_bounds(retries in 0u32..1000, told in 0.0..60_000f64, random in 0.0..1f64) {
            let Verdict::Retry(ms) = decide(Operation::List, Some(503), retries, u32::MAX, Some(told), random) else { panic!() };
            prop_assert!(ms >= told && ms <= told * 1.1);
            let Verdict::Retry(ms) = decide(Operation::List, Some(503), retries, u32::MAX, None, random) else { panic!() };
            prop_assert!((0.0..=8000.0).contains(&ms));
        }
    }
}
