//! Whether an integration works, as far as its tests tell.

use super::outcome::{Outcome, Verdict};

/// Whether an integration works.
///
/// One test that was accepted or refused decides. One that says nothing of the integration leaves things as they are; after
/// two scheduled ones in a row, nobody knows whether a working integration still works (`unknown`). That rule is in the
/// statement that stores a test (`sql::UPSERT_HEALTH`), where it holds for tests that end at the same time too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Its last test that told anything was accepted.
    Well,
    /// Its last test that told anything was refused, or its target has been retired.
    Ill,
    /// Its tests say nothing again and again.
    Unknown,
}

impl Health {
    /// What one test says by itself.
    pub fn by(outcome: &Outcome) -> Option<Health> {
        match outcome.verdict {
            // That Confluent takes a message for a target that Microsoft has ended says nothing.
            Verdict::Accepted if outcome.retired() => Some(Health::Ill),
            Verdict::Accepted => Some(Health::Well),
            Verdict::Refused => Some(Health::Ill),
            Verdict::Unclear => None,
        }
    }

    /// As it is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Health::Well => "well",
            Health::Ill => "ill",
            Health::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_answer_decides_and_a_retired_target_is_ill_though_accepted() {
        for (verdict, retired, health) in [
            (Verdict::Accepted, false, Some(Health::Well)),
            (Verdict::Accepted, true, Some(Health::Ill)),
            (Verdict::Refused, false, Some(Health::Ill)),
            (Verdict::Unclear, false, None),
        ] {
            let outcome = Outcome { verdict, ..Outcome::accepted(retired) };
            assert_eq!(Health::by(&outcome), health, "{verdict:?} {retired}");
        }
    }
}
