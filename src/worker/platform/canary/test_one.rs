//! The test of one integration, which runs, the queue and `POST /canary/test/{id}` all send by this.

use std::time::Duration;

use futures_util::future::{Either, select};
use serde_json::Value;
use worker::Delay;

use super::Canary;
use crate::client::{Arguments, Client, Exchange, Transport};
use crate::protocol::{Error, ErrorCode, integrations};
use crate::worker::access::Scope;
use crate::worker::access_log::LogEntry;
use crate::worker::canary::candidate::Candidate;
use crate::worker::canary::outcome::TestOutcome;
use crate::worker::canary::records::{RecordedTest, TestResult, Trigger};
use crate::worker::canary::test_response::test_response;
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::upstream::{call_logged, log_call};
use crate::worker::response::ApiResponse;

/// The time at the end of a request that is reserved to store the result, and as much again to respond, in milliseconds: neither
/// a slow API nor a slow database may cost the caller the result.
const RESERVED_MS: f64 = 500.0;
/// Or this part of the request's time, if that is less.
const RESERVED_PART: f64 = 8.0;
const NO_ANSWER: &str = "There was no complete answer in time.";

/// A test, with the call that sent it.
pub struct SentTest {
    /// The call.
    pub exchange: Exchange,
    /// The result.
    pub result: TestResult,
}

impl SentTest {
    /// The test that a call has sent.
    pub fn of(exchange: Exchange, candidate: Candidate, run: String, trigger: Trigger) -> SentTest {
        let outcome = TestOutcome::of(&exchange, &candidate);
        let result = TestResult { candidate, outcome, at: iso_time(now_ms()), run, trigger };
        SentTest { exchange, result }
    }

    /// A test without an answer: its message may have been sent.
    fn unanswered(candidate: Candidate, run: String, trigger: Trigger) -> SentTest {
        let error = Error::new(ErrorCode::Timeout, None, NO_ANSWER.to_owned());
        SentTest::of(Exchange { result: Err(error), response: None }, candidate, run, trigger)
    }

    /// Whether nothing was sent because the platform limits the requests of one event.
    pub fn is_unsent(&self) -> bool {
        TestOutcome::is_unsent(&self.exchange)
    }

    /// After how many seconds to try again, if the API did nothing because it is over its limit.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        TestOutcome::retry_after_seconds(&self.exchange)
    }
}

/// Tests an integration. `body` is the integration as it was read.
pub async fn test_one<T: Transport>(
    client: &Client<T>,
    candidate: Candidate,
    body: Value,
    run: String,
    trigger: Trigger,
) -> SentTest {
    let exchange = client.exchange(&integrations::TEST, Arguments { body, ..Arguments::default() }).await;
    SentTest::of(exchange, candidate, run, trigger)
}

impl Canary<'_> {
    /// `POST /canary/test/{id}`: reads the integration, tests it, and records the result. The request has begun at `started_ms`,
    /// in milliseconds since 1970.
    pub async fn test_by_id(
        &self,
        id: String,
        entry: &mut LogEntry,
        started_ms: f64,
    ) -> Result<ApiResponse, ApiResponse> {
        let deadline_ms = f64::from(self.calls.config.deadline_ms);
        let reserved_ms = RESERVED_MS.min(deadline_ms / RESERVED_PART);
        let record_until_ms = started_ms + deadline_ms - reserved_ms;
        let made = self.calls.client()?;
        let get = Arguments { id: id.clone(), ..Arguments::default() };
        let read = call_logged(&made.client, &integrations::GET, get, entry).await;
        let body: Value = match read.value() {
            Ok(body) => body,
            // Nothing was tested.
            Err(error) => return Ok(self.calls.relay(&Exchange { result: Err(error), ..read }, &made.options)),
        };
        let candidate = Candidate::of(&body);
        let is_candidate = candidate.is_some();
        let candidate = candidate.unwrap_or_else(|| Candidate::unread(id));
        let secrets = candidate.secrets.clone();
        let (sent_ms, run) = (now_ms(), entry.request_id.clone());
        let sending = test_one(&made.client, candidate.clone(), body, run.clone(), Trigger::Test);
        let sent = match select(Box::pin(sending), Box::pin(delay_until(record_until_ms - reserved_ms))).await {
            Either::Left((sent, _)) => sent,
            Either::Right(_) => SentTest::unanswered(candidate, run, Trigger::Test),
        };
        log_call(entry, sent_ms, &sent.exchange);
        let mut relayed = self.calls.relay(&sent.exchange, &made.options);
        if !is_candidate {
            // The client has sent nothing, and says why.
            return Ok(relayed);
        }
        if self.calls.scope != Scope::Admin {
            relayed.body = relayed.body.map(|body| secrets.redact(&body));
        }
        let recorded = self.record_by_hand(sent.result, record_until_ms).await;
        Ok(test_response(relayed, &recorded))
    }

    /// Records one result and reports what changed, for as long as there is time.
    async fn record_by_hand(&self, result: TestResult, until_ms: f64) -> RecordedTest {
        if self.store.is_none() {
            return RecordedTest::unsaved(result);
        }
        let stored = result.clone();
        let recording = async move {
            let known = self.known(&[&stored.candidate.id]).await;
            self.record(&known, vec![stored]).await
        };
        let recorded = match select(Box::pin(recording), Box::pin(delay_until(until_ms))).await {
            Either::Left((recorded, _)) => recorded,
            Either::Right(_) => return RecordedTest::unsaved(result),
        };
        select(Box::pin(self.notifier.report(&recorded)), Box::pin(delay_until(until_ms))).await;
        recorded.into_iter().next().unwrap_or_else(|| RecordedTest::unsaved(result))
    }
}

fn delay_until(ms: f64) -> Delay {
    Delay::from(Duration::from_millis((ms - now_ms()).max(0.0) as u64))
}
