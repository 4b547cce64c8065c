//! One run: lists every integration, tests those that can be tested, directly or through a queue, records the results, and
//! reports what changed.

use std::cell::Cell;
use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{Delay, console_error, console_log};

use super::choice::{Chosen, opted_out};
use super::memory::{Before, Canary, Pending};
use super::message::Message;
use super::outcome::{Outcome, words};
use super::record::{Cause, RunRow, Sent, Tested};
use super::report::Report;
use super::secrets::Secrets;
use super::telling::webhook;
use crate::client::{Arguments, Client, Exchange};
use crate::integration::{IntegrationPage, ListQuery, PageMetadata};
use crate::protocol::{ErrorCode, integrations};
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::fetcher::Fetcher;
use crate::worker::platform::random::new_id;
use crate::worker::platform::upstream::CallPolicy;
use crate::worker::response::ApiResponse;

/// The binding.
pub const QUEUE: &str = "CANARY_QUEUE";
/// How many tests run at a time: few enough for the API's limits and the platform's six connections.
pub const AT_ONCE: usize = 4;
/// How many results are recorded and reported together.
const TOLD_TOGETHER: usize = 10;
/// How many requests one event may send on the free plan. Beyond that, more results are reported together.
const FREE_REQUESTS: usize = 50;
/// The most messages that the platform accepts at a time.
const HANDED_ON_TOGETHER: usize = 100;
/// How long to wait for the queue.
const QUEUE_PATIENCE: Duration = Duration::from_secs(5);
const PAGE_SIZE: u32 = 250;
/// The least time between two runs, in milliseconds: people see every test.
const BETWEEN_MS: f64 = 60_000.0;

/// A message of the queue. It holds ids only: the integration is read when it is tested.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Handed {
    /// The run.
    pub run: String,
    /// Why it runs.
    pub by: Cause,
    /// The integration.
    pub id: String,
}

/// The integrations, and the client that listed them.
struct Listed {
    client: Client<Fetcher>,
    found: Vec<Value>,
}

impl Canary<'_> {
    /// One run. No test that is not handed to a queue begins after `until_ms`, in milliseconds since 1970.
    ///
    /// # Errors
    /// A run has just begun that this one would repeat; or the integrations could not be listed.
    pub async fn run(&self, cause: Cause, patience: CallPolicy, until_ms: f64) -> Result<Report, ApiResponse> {
        let (at, by) = (iso_time(now_ms()), cause.name().into());
        let mut row = RunRow { run: new_id(), at, by, found: 0, chosen: 0, left: 0, code: None, detail: None };
        if cause == Cause::Run {
            self.claim(&row).await?;
        }
        let Listed { client, found } = match self.list(patience).await {
            Ok(listed) => listed,
            Err((failed, answer)) => {
                self.note_failure(row, cause, failed).await;
                return Err(answer);
            }
        };
        let chosen = choose(&found);
        (row.found, row.chosen) = (found.len(), chosen.len());
        self.note(&row).await;
        self.compare(&row, cause, &found, &chosen).await;
        let ids: Vec<_> = chosen.iter().map(|(chosen, _)| chosen.id.as_str()).collect();
        let before = self.before(&ids).await;
        let handed_on = self.hand_on(&row, cause, &ids).await;
        let here = chosen.into_iter().skip(handed_on).collect();
        let tests = self.test_here(&client, &row, cause, &before, here, until_ms).await;
        row.left = row.chosen - handed_on - tests.len();
        if let Some(history) = self.history.as_ref().filter(|_| row.left > 0) {
            // Without it, the page shows nothing of them.
            let _ = history.keep_left(&row).await;
        }
        let report = Report { row, handed_on, tests };
        console_log!("{}", report.line());
        Ok(report)
    }

    /// Compares what was listed with what is remembered, and tells what the webhook did not accept when it happened.
    async fn compare(&self, row: &RunRow, cause: Cause, found: &[Value], chosen: &[(Chosen, &Value)]) {
        let Some(history) = &self.history else { return };
        if found.is_empty() && cause != Cause::Schedule {
            // Whoever asked sees it; the next scheduled run tells the operator.
            return;
        }
        if found.is_empty()
            && let Ok(listed) = history.listed().await
            && !listed.is_empty()
            && !self.say(&Message::of_none_listed(self.label(), listed.len())).await
            && webhook(self.asking.config).is_some()
        {
            // The next run tells it, if nothing is forgotten until then.
            return;
        }
        // Opted out or not: whoever tests one of them by hand is not told twice what is known.
        let ids: Vec<_> = found.iter().filter_map(|one| one["id"].as_str()).collect();
        // If this fails, the next run does it.
        let _ = history.keep_only(&ids).await;
        self.tell_pending(Pending { stored: true, ..Pending::default() }).await;
        if cause != Cause::Schedule {
            return;
        }
        let chosen: Vec<_> = chosen.iter().map(|(chosen, _)| chosen).collect();
        let Ok(overdue) = history.expect(row, &chosen).await else { return };
        if let Some(message) = Message::of_overdue(self.label(), &overdue)
            && self.say(&message).await
        {
            let ids: Vec<_> = overdue.iter().map(|one| one.id.as_str()).collect();
            // If this fails, it is told again by the next run.
            let _ = history.expect_anew(row, &ids).await;
        }
    }

    async fn claim(&self, row: &RunRow) -> Result<(), ApiResponse> {
        let Some(history) = &self.history else { return Ok(()) };
        let not_after = iso_time(now_ms() - BETWEEN_MS);
        if history.claim(row, &not_after).await.unwrap_or(true) {
            return Ok(());
        }
        let words = "All integrations are being tested, or have just been: people see each test. Look at the results.";
        Err(ApiResponse::error(429, "rate_limited", words).with_header("retry-after", "60"))
    }

    /// The integrations; or why they could not be listed, with the response for the caller.
    async fn list(&self, patience: CallPolicy) -> Result<Listed, ((&'static str, String), ApiResponse)> {
        let made = self.asking.canary_client(patience).map_err(|answer| {
            let words = match &self.asking.config.upstream {
                Err(error) => error.describe(),
                Ok(_) => "The sandbox is not bound.".to_owned(),
            };
            (("misconfigured", words), answer)
        })?;
        let found = list(&made.client).await.map_err(|exchange| {
            let failed = match &exchange.result {
                Err(error) => (error.code.as_str(), words(error, &Secrets::default())),
                Ok(()) => (ErrorCode::InvalidResponse.as_str(), String::new()),
            };
            (failed, self.asking.relay(&exchange, &made.options))
        })?;
        Ok(Listed { client: made.client, found })
    }

    /// While no run succeeds, dead integrations go unnoticed, so the operator is told each time; whoever asked for a run is
    /// told by its response.
    async fn note_failure(&self, mut row: RunRow, cause: Cause, (code, words): (&str, String)) {
        console_error!("canary: the integrations could not be tested: {code}");
        (row.code, row.detail) = (Some(code.into()), Some(words.clone()));
        self.note(&row).await;
        self.tell_pending(Pending { stored: self.history.is_some(), ..Pending::default() }).await;
        if cause == Cause::Schedule {
            self.say(&Message::of_failure(self.label(), code, &words)).await;
        }
    }

    async fn note(&self, row: &RunRow) {
        if let Some(history) = &self.history {
            // A run that cannot be recorded goes on all the same.
            let _ = history.keep_run(row).await;
        }
    }

    /// Hands these to the queue, in order, and returns how many it accepted.
    async fn hand_on(&self, row: &RunRow, cause: Cause, ids: &[&str]) -> usize {
        let Ok(queue) = self.asking.env.queue(QUEUE) else { return 0 };
        let mut taken = 0;
        for some in ids.chunks(HANDED_ON_TOGETHER) {
            let messages: Vec<_> =
                some.iter().map(|id| Handed { run: row.run.clone(), by: cause, id: (*id).to_owned() }).collect();
            let sent = select(Box::pin(queue.send_batch(messages)), Box::pin(Delay::from(QUEUE_PATIENCE)));
            if !matches!(sent.await, Either::Left((Ok(()), _))) {
                console_error!("canary: {QUEUE} takes no messages: the tests are sent without it");
                break;
            }
            taken += some.len();
        }
        taken
    }

    /// Tests these in this event, least recently tested first, so that the next run reaches those that this one does not.
    /// Results are recorded and reported ten at a time, so that an event that is cut short has reported most of them.
    async fn test_here(
        &self,
        client: &Client<Fetcher>,
        row: &RunRow,
        cause: Cause,
        before: &Before,
        mut chosen: Vec<(Chosen, &Value)>,
        until_ms: f64,
    ) -> Vec<Tested> {
        let last = |chosen: &Chosen| before.as_ref().and_then(|before| Some(before.get(&chosen.id)?.at.clone()));
        chosen.sort_by_cached_key(|(chosen, _)| last(chosen));
        let over = &Cell::new(false);
        let tests = chosen.into_iter().map(|(chosen, body)| async move {
            if over.get() || now_ms() > until_ms {
                return None;
            }
            let exchange = test(client, body.clone()).await;
            if Outcome::is_unsent(&exchange) {
                over.set(true);
                return None;
            }
            let outcome = Outcome::of(&exchange, &chosen);
            Some(Sent { chosen, outcome, at: iso_time(now_ms()), run: row.run.clone(), cause })
        });
        let sent = stream::iter(tests).buffer_unordered(AT_ONCE).filter_map(std::future::ready);
        let mut sent = pin!(sent);
        let mut tests = Vec::new();
        loop {
            let together = if tests.len() < FREE_REQUESTS { TOLD_TOGETHER } else { FREE_REQUESTS };
            let sent: Vec<_> = sent.by_ref().take(together).collect().await;
            if sent.is_empty() {
                break;
            }
            let tested = self.remember(before, sent).await;
            // The caller of a run by hand sees the results anyway: one message at its end is enough.
            if self.later.is_none() {
                self.tell(&tested).await;
            }
            tests.extend(tested);
        }
        match self.later {
            Some(_) => self.tell(&tests).await,
            None => self.tell_rest().await,
        }
        tests
    }
}

/// The integrations to test: each once, without those that opt out or cannot be tested.
fn choose(found: &[Value]) -> Vec<(Chosen, &Value)> {
    let mut seen = HashSet::new();
    found
        .iter()
        .filter(|one| !opted_out(one))
        .filter_map(|one| Chosen::of(one).map(|chosen| (chosen, one)))
        .filter(|(chosen, _)| seen.insert(chosen.id.clone()))
        .collect()
}

/// Sends one test.
pub async fn test(client: &Client<Fetcher>, body: Value) -> Exchange {
    client.exchange(&integrations::TEST, Arguments { body, ..Arguments::default() }).await
}

/// A page. Only this much is required: an odd row costs no other row.
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
    let mut found = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some(ListQuery { page_size: Some(PAGE_SIZE), ..ListQuery::default() });
    while let Some(query) = next {
        let arguments = Arguments { query: json!(query), ..Arguments::default() };
        let exchange = client.exchange(&integrations::LIST, arguments).await;
        let failed = |error| Exchange { result: Err(error), response: exchange.response.clone() };
        let Page { data, metadata } = exchange.value().map_err(failed)?;
        found.extend(data);
        let links = IntegrationPage { data: Vec::new(), metadata: metadata.unwrap_or_default() };
        next = client.next(&query, &links, &mut seen).map_err(failed)?;
    }
    Ok(found)
}
