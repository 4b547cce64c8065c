//! What came of a run, for whoever asked for it and for the log.

use serde_json::{Value, json};

use super::outcome::{Outcome, RETIRED, Verdict};
use super::record::{RunRow, Tested};
use crate::worker::response::ApiResponse;

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// The run.
    pub row: RunRow,
    /// How many tests a queue has taken.
    pub handed_on: usize,
    /// The tests that were sent in the run itself.
    pub tests: Vec<Tested>,
}

impl Report {
    /// The answer: 202 where a queue goes on with it.
    pub fn answer(&self) -> ApiResponse {
        let RunRow { run, found, chosen, left, .. } = &self.row;
        let queued = self.handed_on > 0 && self.handed_on == *chosen;
        let mut body = json!({
            "run": run, "found": found, "chosen": chosen, "queued": queued, "handed_on": self.handed_on, "left": left,
        });
        for verdict in [Verdict::Accepted, Verdict::Refused, Verdict::Unclear] {
            body[verdict.name()] = self.count(&|outcome| outcome.verdict == verdict).into();
        }
        body[RETIRED] = self.count(&Outcome::retired).into();
        body["failed"] = self.tests.iter().filter_map(failed).collect();
        ApiResponse::json(if self.handed_on > 0 { 202 } else { 200 }, &body)
    }

    /// The line of the log.
    pub fn line(&self) -> Value {
        let RunRow { run, by, found, chosen, left, .. } = &self.row;
        json!({
            "canary": by, "run": run, "found": found, "chosen": chosen, "handed_on": self.handed_on,
            "tested": self.tests.len(), "left": left,
        })
    }

    fn count(&self, which: &dyn Fn(&Outcome) -> bool) -> usize {
        self.tests.iter().filter(|test| which(&test.sent.outcome)).count()
    }
}

/// Which integration's test was not accepted, and why.
fn failed(test: &Tested) -> Option<Value> {
    let outcome = &test.sent.outcome;
    let mut failed = json!({"id": test.sent.chosen.id, "outcome": outcome.verdict.name()});
    for (name, value) in
        [("code", outcome.code), ("detail", outcome.detail.as_deref()), ("request_id", outcome.request_id.as_deref())]
    {
        if let Some(value) = value {
            failed[name] = value.into();
        }
    }
    (outcome.verdict != Verdict::Accepted).then_some(failed)
}
