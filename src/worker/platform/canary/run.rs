//! One run: lists every integration, tests those that can be tested, itself or through the queue, records the results, and
//! reports what changed.

use std::cell::Cell;
use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Delay, console_error, console_log};

use super::test_one::test_one;
use super::{Canary, TESTS_AT_ONCE, Unreported};
use crate::client::{Arguments, Client, Exchange};
use crate::integration::UrlSecrets;
use crate::integration::{IntegrationPage, ListQuery, PageMetadata};
use crate::protocol::{ErrorCode, integrations};
use crate::worker::canary::candidate::{Candidate, opted_out};
use crate::worker::canary::message::Message;
use crate::worker::canary::outcome::describe_error;
use crate::worker::canary::records::{QueuedTest, RecordedTest, Trigger};
use crate::worker::canary::report::Report;
use crate::worker::canary::rows::{KnownHealth, RunRow};
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::fetcher::Fetcher;
use crate::worker::platform::random::new_id;
use crate::worker::platform::upstream::CallPolicy;
use crate::worker::response::ApiResponse;

/// The binding.
const QUEUE: &str = "CANARY_QUEUE";
/// How many results are recorded and reported together.
const RECORDED_TOGETHER: usize = 10;
/// How many requests one event may send on the free plan. Beyond that, more results are recorded together.
const FREE_REQUESTS: usize = 50;
/// The most messages that the platform accepts at a time.
const QUEUED_TOGETHER: usize = 100;
/// How long the queue is waited for.
const QUEUE_PATIENCE: Duration = Duration::from_secs(5);
const PAGE_SIZE: u32 = 250;
/// The least time between two runs by hand, in milliseconds: people see every test.
const BETWEEN_MS: f64 = 60_000.0;

/// The integrations, and the client that listed them.
struct Listed {
    client: Client<Fetcher>,
    integrations: Vec<Value>,
}

/// Why the integrations could not be listed.
struct ListFailure {
    code: &'static str,
    detail: String,
    response: ApiResponse,
}

impl Canary<'_> {
    /// One run. No test that is not queued begins after `until_ms`, in milliseconds since 1970.
    ///
    /// # Errors
    /// A run that this one would repeat has begun less than a minute ago; or the integrations could not be listed.
    pub async fn run(&self, trigger: Trigger, policy: CallPolicy, until_ms: f64) -> Result<Report, ApiResponse> {
        let (run, at, by) = (new_id(), iso_time(now_ms()), trigger.name().into());
        let mut row = RunRow { run, at, trigger: by, total: 0, selected: 0, not_reached: 0, code: None, detail: None };
        if trigger == Trigger::Run {
            self.claim(&row).await?;
        }
        let Listed { client, integrations } = match self.list(policy).await {
            Ok(listed) => listed,
            Err(failure) => {
                self.record_failure(row, trigger, &failure).await;
                return Err(failure.response);
            }
        };
        let selected = select_candidates(&integrations);
        (row.total, row.selected) = (integrations.len(), selected.len());
        self.save(&row).await;
        self.compare(&row, trigger, &integrations, &selected).await;
        let ids: Vec<_> = selected.iter().map(|(candidate, _)| candidate.id.as_str()).collect();
        let known = self.known(&ids).await;
        let queued = self.enqueue(&row, trigger, &ids).await;
        let rest = selected.into_iter().skip(queued).collect();
        let tests = self.test_here(&client, &row, trigger, &known, rest, until_ms).await;
        row.not_reached = row.selected - queued - tests.len();
        if let Some(store) = self.store.as_ref().filter(|_| row.not_reached > 0) {
            // The failure is in the log: the page then shows nothing of them.
            let _ = store.save_not_reached(&row).await;
        }
        let report = Report { row, queued, tests };
        console_log!("{}", report.line());
        Ok(report)
    }

    /// Compares the list with what is stored, and reports what the webhook did not accept when it happened.
    async fn compare(&self, row: &RunRow, trigger: Trigger, integrations: &[Value], selected: &[(Candidate, &Value)]) {
        let Some(store) = &self.store else { return };
        if integrations.is_empty() && trigger != Trigger::Schedule {
            // The caller sees it; the next scheduled run notifies the operator.
            return;
        }
        let label = self.notifier.label();
        if integrations.is_empty()
            && let Ok(listed) = store.listed().await
            && !listed.is_empty()
            && !self.notifier.notify(&Message::of_none_listed(label, listed.len())).await
            && self.notifier.webhook().is_some()
        {
            // The next run notifies the operator, if nothing is forgotten until then.
            return;
        }
        // Those that opt out too: if somebody tests one by hand, known failures are not reported again.
        let ids: Vec<_> = integrations.iter().filter_map(|one| one["id"].as_str()).collect();
        // The failure is in the log: the next run does it.
        let _ = store.forget_missing(&ids).await;
        self.notifier.schedule(Unreported { stored: true, ..Unreported::default() }).await;
        if trigger != Trigger::Schedule {
            return;
        }
        let selected: Vec<_> = selected.iter().map(|(candidate, _)| candidate).collect();
        let Ok(overdue) = store.save_due(row, &selected).await else { return };
        if let Some(message) = Message::of_overdue(label, &overdue)
            && self.notifier.notify(&message).await
        {
            let ids: Vec<_> = overdue.iter().map(|one| one.id.as_str()).collect();
            // The failure is in the log: the next run reports it again.
            let _ = store.renew_due(row, &ids).await;
        }
    }

    async fn claim(&self, row: &RunRow) -> Result<(), ApiResponse> {
        let Some(store) = &self.store else { return Ok(()) };
        let not_after = iso_time(now_ms() - BETWEEN_MS);
        if store.claim_run(row, &not_after).await.unwrap_or(true) {
            return Ok(());
        }
        let words = "All integrations are being tested, or have just been: people see each test. Look at the results.";
        Err(ApiResponse::error(429, "rate_limited", words).with_header("retry-after", "60"))
    }

    async fn list(&self, policy: CallPolicy) -> Result<Listed, ListFailure> {
        let made = self.calls.canary_client(policy).map_err(|response| {
            let detail = match &self.calls.config.upstream {
                Err(error) => error.describe(),
                Ok(_) => "The sandbox is not bound.".to_owned(),
            };
            ListFailure { code: "misconfigured", detail, response }
        })?;
        let integrations = list(&made.client).await.map_err(|exchange| {
            let (code, detail) = match &exchange.result {
                Err(error) => (error.code, describe_error(error, &UrlSecrets::default())),
                Ok(()) => (ErrorCode::InvalidResponse, String::new()),
            };
            ListFailure { code: code.as_str(), detail, response: self.calls.relay(&exchange, &made.options) }
        })?;
        Ok(Listed { client: made.client, integrations })
    }

    /// While no run succeeds, dead integrations go unnoticed, so each scheduled run that fails notifies the operator. The
    /// caller of a run by hand has the response.
    async fn record_failure(&self, mut row: RunRow, trigger: Trigger, failure: &ListFailure) {
        let ListFailure { code, detail, .. } = failure;
        console_error!("canary: the integrations could not be tested: {code}");
        (row.code, row.detail) = (Some((*code).to_owned()), Some(detail.clone()));
        self.save(&row).await;
        self.notifier.schedule(Unreported { stored: self.store.is_some(), ..Unreported::default() }).await;
        if trigger == Trigger::Schedule {
            self.notifier.notify(&Message::of_failure(self.notifier.label(), code, detail)).await;
        }
    }

    async fn save(&self, row: &RunRow) {
        if let Some(store) = &self.store {
            // The failure is in the log: a run that cannot be stored goes on.
            let _ = store.save_run(row).await;
        }
    }

    /// Sends these tests to the queue, in order, and returns how many it accepted.
    async fn enqueue(&self, row: &RunRow, trigger: Trigger, ids: &[&str]) -> usize {
        let Ok(queue) = self.calls.env.queue(QUEUE) else { return 0 };
        let mut queued = 0;
        for some in ids.chunks(QUEUED_TOGETHER) {
            let messages: Vec<_> =
                some.iter().map(|id| QueuedTest { run: row.run.clone(), trigger, id: (*id).to_owned() }).collect();
            let sent = select(Box::pin(queue.send_batch(messages)), Box::pin(Delay::from(QUEUE_PATIENCE)));
            let reason = match sent.await {
                Either::Left((Ok(()), _)) => None,
                // The platform's own words may quote the messages.
                Either::Left((Err(_), _)) => Some("it does not accept messages"),
                Either::Right(_) => Some("it did not answer in time"),
            };
            if let Some(reason) = reason {
                console_error!("canary: {QUEUE}: {reason}; the tests are sent without it");
                break;
            }
            queued += some.len();
        }
        queued
    }

    /// Sends these tests in this event, the least recently tested first, so that the next run reaches those that this one does
    /// not. Results are recorded and reported ten at a time, so that an event that is cut short has reported most of them.
    async fn test_here(
        &self,
        client: &Client<Fetcher>,
        row: &RunRow,
        trigger: Trigger,
        known: &KnownHealth,
        mut selected: Vec<(Candidate, &Value)>,
        until_ms: f64,
    ) -> Vec<RecordedTest> {
        let last = |candidate: &Candidate| known.as_ref().and_then(|known| Some(known.get(&candidate.id)?.at.clone()));
        selected.sort_by_cached_key(|(candidate, _)| last(candidate));
        let over = &Cell::new(false);
        let sending = selected.into_iter().map(|(candidate, body)| async move {
            if over.get() || now_ms() > until_ms {
                return None;
            }
            let sent = test_one(client, candidate, body.clone(), row.run.clone(), trigger).await;
            if sent.is_unsent() {
                over.set(true);
                return None;
            }
            Some(sent.result)
        });
        let results = stream::iter(sending).buffer_unordered(TESTS_AT_ONCE).filter_map(std::future::ready);
        let mut results = pin!(results);
        let mut tests = Vec::new();
        loop {
            let together = if tests.len() < FREE_REQUESTS { RECORDED_TOGETHER } else { FREE_REQUESTS };
            let some: Vec<_> = results.by_ref().take(together).collect().await;
            if some.is_empty() {
                break;
            }
            let recorded = self.record(known, some).await;
            // The caller of a run by hand sees the results anyway: one message at its end is enough.
            if !self.notifier.is_after_response() {
                self.notifier.report(&recorded).await;
            }
            tests.extend(recorded);
        }
        if self.notifier.is_after_response() {
            self.notifier.report(&tests).await;
        } else {
            self.notifier.flush_rest().await;
        }
        tests
    }
}

/// The integrations to test: each once, without those that opt out or cannot be tested.
fn select_candidates(integrations: &[Value]) -> Vec<(Candidate, &Value)> {
    let mut seen = HashSet::new();
    integrations
        .iter()
        .filter(|one| !opted_out(one))
        .filter_map(|one| Candidate::of(one).map(|candidate| (candidate, one)))
        .filter(|(candidate, _)| seen.insert(candidate.id.clone()))
        .collect()
}

/// A page. Only this much is required: a malformed row costs no other row.
#[derive(Deserialize)]
struct Page {
    data: Vec<Value>,
    metadata: Option<PageMetadata>,
}

/// Every integration, as the API sent it.
///
/// # Errors
/// The call that failed. A partial list would leave the rest untested, and nobody would know.
async fn list(client: &Client<Fetcher>) -> Result<Vec<Value>, Exchange> {
    let mut integrations = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some(ListQuery { page_size: Some(PAGE_SIZE), ..ListQuery::default() });
    while let Some(query) = next {
        let arguments = Arguments { query: json!(query), ..Arguments::default() };
        let exchange = client.exchange(&integrations::LIST, arguments).await;
        let failed = |error| Exchange { result: Err(error), response: exchange.response.clone() };
        let Page { data, metadata } = exchange.value().map_err(failed)?;
        integrations.extend(data);
        let links = IntegrationPage { data: Vec::new(), metadata: metadata.unwrap_or_default() };
        next = client.next(&query, &links, &mut seen).map_err(failed)?;
    }
    Ok(integrations)
}
