//! The canary on the platform: what each of its events needs, and the files that carry its decisions out.
//!
//! | file | what it is for |
//! |---|---|
//! | `run` | one run: lists, selects, tests or queues, records, reports |
//! | `queue` | the messages of the queue, each one test of a run |
//! | `test_one` | the test of one integration, and `POST /canary/test/{id}` |
//! | `results` | `GET /canary/results` and `GET /canary/results/{id}` |
//! | `notify` | notifications of the operator: which, when, and what is left for later |
//! | `post` | one message to the operator's webhook |
//! | `store` | what is stored, in D1 |
//! | `database` | D1 itself: its schema, its failures, and how long it is waited for |

mod database;
mod notify;
mod post;
pub mod queue;
mod results;
mod run;
mod store;
mod test_one;

use std::rc::Rc;

pub use notify::Unreported;

use super::upstream::UpstreamCalls;
use crate::worker::canary::records::{RecordedTest, TestResult};
use crate::worker::canary::rows::{KnownHealth, KnownRow};
use crate::worker::response::ApiResponse;
use notify::Notifier;
use store::Store;

/// How many tests run at a time: few enough for the API's limits and the platform's six connections.
const TESTS_AT_ONCE: usize = 4;

/// The canary, for one event.
pub struct Canary<'a> {
    calls: &'a UpstreamCalls<'a>,
    /// What is stored, if a database is bound.
    store: Option<Rc<Store>>,
    notifier: Notifier<'a>,
}

impl<'a> Canary<'a> {
    /// `after_response` lets a report go on after the response, if the platform offers that.
    pub fn new(calls: &'a UpstreamCalls<'a>, after_response: Option<&'a dyn Fn(Unreported)>) -> Canary<'a> {
        let store = Store::bound(calls.env, calls.config.upstream_key()).map(Rc::new);
        let notifier = Notifier::new(calls.config, store.clone(), after_response);
        Canary { calls, store, notifier }
    }

    /// Notifies the operator of what an earlier event left unreported.
    pub async fn flush(&self, unreported: Unreported) {
        self.notifier.flush(unreported).await;
    }

    /// `POST /canary/webhook:test`: the first alert is too late to learn that no message arrives.
    pub async fn test_webhook(&self) -> Result<ApiResponse, ApiResponse> {
        self.notifier.test_webhook().await
    }

    /// Forgets the health of every integration.
    pub async fn forget_all(&self) {
        if let Some(store) = &self.store {
            // The failure is in the log: old results stay until the next run.
            let _ = store.forget_all().await;
        }
    }

    /// What is known of integrations that are to be tested.
    async fn known(&self, ids: &[&str]) -> KnownHealth {
        self.store.as_ref()?.known(ids).await.ok()
    }

    /// Stores the results of tests, if a database is bound.
    async fn record(&self, known: &KnownHealth, results: Vec<TestResult>) -> Vec<RecordedTest> {
        let stored = match &self.store {
            Some(store) => store.save_tests(&results).await.ok(),
            None => None,
        };
        let was_failing = |id: &str| known.as_ref().and_then(|known| known.get(id)).is_some_and(KnownRow::is_failing);
        results
            .into_iter()
            .map(|result| {
                let id = &result.candidate.id;
                RecordedTest {
                    was_failing: was_failing(id),
                    persisted: stored.is_some(),
                    stored: stored.as_ref().and_then(|rows| rows.iter().find(|row| row.id == *id).cloned()),
                    result,
                }
            })
            .collect()
    }
}
