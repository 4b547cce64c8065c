//! The records of tests: a message of the queue, a test with its outcome, and what the database said of it. They hold no secret.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::candidate::Candidate;
use super::health::Health;
use super::outcome::{TestOutcome, TestVerdict};
use super::rows::{HealthChange, HealthRow, TestRow};

/// What caused a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// Cron.
    Schedule,
    /// `POST /canary/run`.
    Run,
    /// `POST /canary/test/{id}`.
    Test,
}

impl Trigger {
    /// The word that is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Trigger::Schedule => "schedule",
            Trigger::Run => "run",
            Trigger::Test => "test",
        }
    }
}

/// A message of the queue: one test of a run. It holds ids only, since the integration is read when it is tested.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QueuedTest {
    /// The run.
    pub run: String,
    /// What caused the run.
    pub trigger: Trigger,
    /// The id of the integration.
    pub id: String,
}

/// A test that was sent, and its outcome.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The integration that was tested.
    pub candidate: Candidate,
    /// The outcome.
    pub outcome: TestOutcome,
    /// When the response came, as RFC 3339.
    pub at: String,
    /// The run. A test by hand is a run of its own.
    pub run: String,
    /// What caused the test.
    pub trigger: Trigger,
}

impl TestResult {
    /// The values of both rows, the test's and its integration's, which are stored together. `upstream` is where the
    /// integration is saved; `health` and `inconclusive` are what this test says by itself.
    pub fn row(&self, upstream: &str) -> Value {
        let TestResult { candidate, outcome, .. } = self;
        let mut row = json!(self.as_row());
        row["upstream"] = upstream.into();
        row["id"] = candidate.id.as_str().into();
        row["name"] = candidate.name.as_str().into();
        row["kind"] = candidate.kind.into();
        row["health"] = json!(Health::of(outcome).map(Health::name));
        // Two attempts by hand within a minute prove no more than one.
        let counts = outcome.verdict == TestVerdict::Inconclusive && self.trigger == Trigger::Schedule;
        row["inconclusive"] = u8::from(counts).into();
        row
    }

    fn as_row(&self) -> TestRow {
        let TestResult { outcome, at, run, trigger, .. } = self;
        TestRow {
            run: run.clone(),
            at: at.clone(),
            trigger: trigger.name().to_owned(),
            result: outcome.verdict.name().to_owned(),
            code: outcome.code.map(str::to_owned),
            status: outcome.status,
            detail: outcome.detail.clone(),
            request_id: outcome.request_id.clone(),
        }
    }

    /// The health that this test shows by itself, since this test.
    fn own_health(&self) -> HealthRow {
        let health = Health::of(&self.outcome).map(|health| health.name().to_owned());
        let at = health.as_ref().map(|_| self.at.clone());
        HealthRow { id: self.candidate.id.clone(), health, since: at.clone(), health_at: at }
    }
}

/// A test that was sent, and what the database said of it.
#[derive(Clone, Debug)]
pub struct RecordedTest {
    /// The test.
    pub result: TestResult,
    /// Whether its integration was known to be failing before.
    pub was_failing: bool,
    /// Whether the test has been stored.
    pub persisted: bool,
    /// The health of the integration as it is stored since; `None` if the test has not been stored, or a newer one has.
    pub stored: Option<HealthRow>,
}

impl RecordedTest {
    /// A test that has not been stored.
    pub fn unsaved(result: TestResult) -> RecordedTest {
        RecordedTest { result, was_failing: false, persisted: false, stored: None }
    }

    /// The change to report if no database compares: that the integration is failing, unless it was before.
    pub fn change(&self) -> Option<HealthChange> {
        let TestResult { candidate, outcome, .. } = &self.result;
        let failing = Health::of(outcome).filter(|health| *health == Health::Failing && !self.was_failing)?;
        Some(HealthChange {
            id: candidate.id.clone(),
            name: candidate.name.clone(),
            kind: candidate.kind.to_owned(),
            health: failing.name().to_owned(),
            last_test: self.result.as_row(),
        })
    }

    /// The test as its caller is shown it, with the health of its integration.
    pub fn to_json(&self) -> Value {
        let candidate = &self.result.candidate;
        let mut result = json!(self.result.as_row());
        result["id"] = candidate.id.as_str().into();
        result["name"] = candidate.name.as_str().into();
        result["kind"] = candidate.kind.into();
        self.stored.clone().unwrap_or_else(|| self.result.own_health()).write(&mut result);
        result
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A scheduled test that was rejected.
    pub fn rejected() -> TestResult {
        let candidate = Candidate { name: "on call".into(), kind: "Slack", ..Candidate::unread("n-1".into()) };
        let outcome = TestOutcome {
            verdict: TestVerdict::Rejected,
            code: Some("bad_request"),
            status: Some(400),
            detail: Some("400 gone".into()),
            request_id: None,
        };
        TestResult { candidate, outcome, at: "now".into(), run: "r-1".into(), trigger: Trigger::Schedule }
    }

    #[test]
    fn a_row_has_the_test_and_the_health_that_it_shows() {
        let row = rejected().row("sandbox");
        for (field, value) in [
            ("id", json!("n-1")),
            ("upstream", json!("sandbox")),
            ("run", json!("r-1")),
            ("at", json!("now")),
            ("trigger", json!("schedule")),
            ("result", json!("rejected")),
            ("code", json!("bad_request")),
            ("status", json!(400)),
            ("detail", json!("400 gone")),
            ("name", json!("on call")),
            ("kind", json!("Slack")),
            ("health", json!("failing")),
            ("inconclusive", json!(0)),
        ] {
            assert_eq!(row[field], value, "{field}");
        }
    }

    #[test]
    fn only_scheduled_inconclusive_tests_are_counted() {
        let inconclusive = TestOutcome { verdict: TestVerdict::Inconclusive, ..TestOutcome::accepted(false) };
        for (trigger, counts) in [(Trigger::Schedule, 1), (Trigger::Run, 0), (Trigger::Test, 0)] {
            let row = TestResult { outcome: inconclusive.clone(), trigger, ..rejected() }.row("sandbox");
            assert_eq!((&row["health"], &row["inconclusive"]), (&Value::Null, &json!(counts)), "{trigger:?}");
        }
    }

    #[test]
    fn without_a_database_an_integration_that_was_not_failing_before_is_a_change() {
        let recorded = RecordedTest::unsaved(rejected());
        let change = recorded.change().unwrap();
        assert_eq!((change.health.as_str(), change.last_test.detail.as_deref()), ("failing", Some("400 gone")));
        assert_eq!(RecordedTest { was_failing: true, ..recorded.clone() }.change(), None);
        let accepted = TestResult { outcome: TestOutcome::accepted(false), ..rejected() };
        assert_eq!(RecordedTest::unsaved(accepted).change(), None);
    }

    #[test]
    fn the_caller_is_shown_the_stored_health_or_that_of_the_test_alone() {
        let unsaved = RecordedTest::unsaved(rejected());
        let shown = unsaved.to_json();
        for (field, value) in [("id", "n-1"), ("name", "on call"), ("kind", "Slack"), ("trigger", "schedule")] {
            assert_eq!(shown[field], value);
        }
        assert_eq!(
            (&shown["health"], &shown["since"], &shown["health_at"]),
            (&json!("failing"), &json!("now"), &json!("now"))
        );
        let stored = json!({"id": "n-1", "health": "failing", "since": "before", "health_at": "now"});
        let recorded = RecordedTest { stored: serde_json::from_value(stored).unwrap(), ..unsaved };
        assert_eq!(
            (&recorded.to_json()["since"], &recorded.to_json()["result"]),
            (&json!("before"), &json!("rejected"))
        );
    }

    #[test]
    fn an_inconclusive_test_alone_shows_no_health() {
        let outcome = TestOutcome { verdict: TestVerdict::Inconclusive, ..TestOutcome::accepted(false) };
        let shown = RecordedTest::unsaved(TestResult { outcome, ..rejected() }).to_json();
        assert_eq!((shown.get("health"), shown.get("since"), shown.get("health_at")), (None, None, None));
    }
}
