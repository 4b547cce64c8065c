//! Whether an integration works, as far as its tests tell.

use super::outcome::{TestOutcome, TestVerdict};

/// After how many inconclusive scheduled tests in a row an integration is [`Health::Unknown`].
pub const UNKNOWN_AFTER: u8 = 2;

/// Whether an integration works.
///
/// One test that was accepted or rejected decides. An inconclusive one leaves things as they are; after [`UNKNOWN_AFTER`]
/// scheduled ones in a row, nobody knows whether a healthy integration still works. The rule is applied by the statement that
/// stores a test (`sql/save_health.sql`), so that it also holds for tests that end at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Its last decisive test was accepted.
    Healthy,
    /// Its last decisive test was rejected, or its target has been retired.
    Failing,
    /// Its scheduled tests have been inconclusive several times in a row.
    Unknown,
}

impl Health {
    /// The health that one test shows by itself; `None` if it is inconclusive.
    pub fn of(outcome: &TestOutcome) -> Option<Health> {
        match outcome.verdict {
            // Confluent accepts messages for connectors that Microsoft has retired; nothing arrives.
            TestVerdict::Accepted if outcome.retired() => Some(Health::Failing),
            TestVerdict::Accepted => Some(Health::Healthy),
            TestVerdict::Rejected => Some(Health::Failing),
            TestVerdict::Inconclusive => None,
        }
    }

    /// The word that is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Health::Healthy => "healthy",
            Health::Failing => "failing",
            Health::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_and_rejected_decide_and_a_retired_target_is_failing() {
        for (verdict, retired, health) in [
            (TestVerdict::Accepted, false, Some(Health::Healthy)),
            (TestVerdict::Accepted, true, Some(Health::Failing)),
            (TestVerdict::Rejected, false, Some(Health::Failing)),
            (TestVerdict::Inconclusive, false, None),
        ] {
            let outcome = TestOutcome { verdict, ..TestOutcome::accepted(retired) };
            assert_eq!(Health::of(&outcome), health, "{verdict:?} {retired}");
        }
    }
}
