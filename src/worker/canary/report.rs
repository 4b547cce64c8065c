//! The report of a run, for its caller and the log.

use serde_json::{Value, json};

use super::outcome::{RETIRED, TestOutcome, TestVerdict};
use super::records::RecordedTest;
use super::rows::RunRow;
use crate::worker::response::ApiResponse;

/// What a run has done.
#[derive(Debug)]
pub struct Report {
    /// The run.
    pub row: RunRow,
    /// How many tests the queue accepted.
    pub queued: usize,
    /// The tests that the run sent itself.
    pub tests: Vec<RecordedTest>,
}

impl Report {
    /// The response to the caller: 202 if the queue goes on with the run.
    pub fn response(&self) -> ApiResponse {
        let RunRow { run, total, selected, not_reached, .. } = &self.row;
        let mut body = json!({
            "run": run, "total": total, "selected": selected, "queued": self.queued, "not_reached": not_reached,
        });
        for verdict in [TestVerdict::Accepted, TestVerdict::Rejected, TestVerdict::Inconclusive] {
            body[verdict.name()] = self.count(&|outcome| outcome.verdict == verdict).into();
        }
        body[RETIRED] = self.count(&TestOutcome::retired).into();
        body["failed"] = self.tests.iter().filter_map(failed).collect();
        ApiResponse::json(if self.queued > 0 { 202 } else { 200 }, &body)
    }

    /// The line of the log.
    pub fn line(&self) -> Value {
        let RunRow { run, trigger, total, selected, not_reached, .. } = &self.row;
        json!({
            "canary": trigger, "run": run, "total": total, "selected": selected, "queued": self.queued,
            "tested": self.tests.len(), "not_reached": not_reached,
        })
    }

    fn count(&self, which: &dyn Fn(&TestOutcome) -> bool) -> usize {
        self.tests.iter().filter(|test| which(&test.result.outcome)).count()
    }
}

/// An integration whose test was not accepted, as its caller is shown it.
fn failed(test: &RecordedTest) -> Option<Value> {
    (test.result.outcome.verdict != TestVerdict::Accepted).then(|| test.to_json())
}
