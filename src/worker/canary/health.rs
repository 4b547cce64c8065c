//! What is known of an integration after some tests.

use super::outcome::{Outcome, Verdict};

/// So many tests in a row without a clear answer are an answer: an integration that cannot be tested is no one to rely on.
const UNCLEAR_MAX: u32 = 2;

/// Whether an integration works, as far as tests tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Its last test that told anything was accepted.
    Well,
    /// It was refused, its target has been retired, or its tests tell nothing again and again.
    Ill,
}

impl Health {
    /// As it is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Health::Well => "well",
            Health::Ill => "ill",
        }
    }

    /// Reads [`Health::name`].
    pub fn parse(name: &str) -> Option<Health> {
        [Health::Well, Health::Ill].into_iter().find(|health| health.name() == name)
    }
}

/// What is remembered of one integration beside its tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// None before a first test told anything.
    pub health: Option<Health>,
    /// Since when it is so, as RFC 3339.
    pub since: Option<String>,
    /// So many tests in a row told nothing, those by hand not counted: who tries twice in a minute learns nothing new.
    pub unclear: u32,
}

impl Known {
    /// Before any test.
    pub const NOTHING: Known = Known { health: None, since: None, unclear: 0 };

    /// What is known after one test more, at a time, by hand or not.
    pub fn after(&self, outcome: &Outcome, at: &str, by_hand: bool) -> Known {
        let unclear = match outcome.verdict {
            Verdict::Unclear => self.unclear.saturating_add(u32::from(!by_hand)),
            _ => 0,
        };
        let health = match outcome.verdict {
            Verdict::Accepted if outcome.retired() => Some(Health::Ill),
            Verdict::Accepted => Some(Health::Well),
            Verdict::Refused => Some(Health::Ill),
            Verdict::Unclear if unclear >= UNCLEAR_MAX => Some(Health::Ill),
            Verdict::Unclear => self.health,
        };
        let since = if health == self.health { self.since.clone() } else { Some(at.to_owned()) };
        Known { health, since, unclear }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcome(verdict: Verdict) -> Outcome {
        Outcome { verdict, ..Outcome::accepted(false) }
    }

    fn after(verdicts: &[Verdict]) -> Known {
        verdicts
            .iter()
            .enumerate()
            .fold(Known::NOTHING, |known, (at, verdict)| known.after(&outcome(*verdict), &format!("at {at}"), false))
    }

    #[test]
    fn one_test_is_enough_to_be_well_or_ill_and_two_that_say_nothing_are_ill() {
        use Verdict::{Accepted, Refused, Unclear};
        for (verdicts, health, since) in [
            (&[][..], None, None),
            (&[Accepted], Some(Health::Well), Some("at 0")),
            (&[Refused], Some(Health::Ill), Some("at 0")),
            (&[Unclear], None, None),
            (&[Unclear, Unclear], Some(Health::Ill), Some("at 1")),
            (&[Accepted, Unclear], Some(Health::Well), Some("at 0")),
            (&[Accepted, Unclear, Accepted, Unclear], Some(Health::Well), Some("at 0")),
            (&[Refused, Unclear, Refused], Some(Health::Ill), Some("at 0")),
            (&[Accepted, Refused], Some(Health::Ill), Some("at 1")),
            (&[Refused, Accepted], Some(Health::Well), Some("at 1")),
        ] {
            let known = after(verdicts);
            assert_eq!((known.health, known.since.as_deref()), (health, since), "{verdicts:?}");
        }
    }

    #[test]
    fn what_is_accepted_by_what_was_retired_goes_nowhere() {
        let known = Known::NOTHING.after(&Outcome::accepted(true), "now", false);
        assert_eq!(known.health, Some(Health::Ill));
    }

    #[test]
    fn what_is_tried_by_hand_and_tells_nothing_changes_nothing() {
        let by_hand = |known: Known| known.after(&outcome(Verdict::Unclear), "now", true);
        let once = after(&[Verdict::Accepted, Verdict::Unclear]);
        assert_eq!(by_hand(by_hand(once.clone())), once);
        assert_eq!(by_hand(Known::NOTHING), Known::NOTHING);
        let refused = once.after(&outcome(Verdict::Refused), "now", true);
        assert_eq!((refused.health, refused.unclear), (Some(Health::Ill), 0));
    }

    proptest! {
        #[test]
        fn since_is_when_it_last_changed(picks in prop::collection::vec(0..3usize, 0..12)) {
            let verdicts: Vec<_> =
                picks.iter().map(|pick| [Verdict::Accepted, Verdict::Refused, Verdict::Unclear][*pick]).collect();
            let healths: Vec<_> = (0..=verdicts.len()).map(|n| after(&verdicts[..n]).health).collect();
            let changed = healths.windows(2).rposition(|pair| pair[0] != pair[1]);
            prop_assert_eq!(after(&verdicts).since, changed.map(|at| format!("at {at}")));
        }
    }
}
