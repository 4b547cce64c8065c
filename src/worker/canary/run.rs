//! One run: every integration is listed, each that can be tested is tested, here or by way of a queue; what came of it is
//! remembered, and what changed is told.

use std::cell::Cell;
use std::collections::HashSet;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{Delay, console_error, console_log};

use super::choice::{Chosen, opted_out};
use super::history::KEPT_DAYS;
use super::memory::{Before, Canary};
use super::message;
use super::outcome::{Outcome, words};
use super::record::{Cause, Report, RunRow, Sent, Tested};
use super::secrets::Secrets;
use super::telling::tell;
use crate::client::{Arguments, Client, Exchange};
use crate::integration::{IntegrationPage, ListQuery, PageMetadata};
use crate::protocol::Operation;
use crate::worker::answer::Answer;
use crate::worker::platform::{iso_time, new_id, now_ms};
use crate::worker::transport::Way;
use crate::worker::upstream::Patience;

/// The binding.
pub const QUEUE: &str = "CANARY_QUEUE";
/// So many tests are under way at a time: few enough for the API's limits and the platform's six connections.
pub const AT_ONCE: usize = 4;
/// The platform takes no more messages at a time.
const HANDED_ON_TOGETHER: usize = 100;
/// The longest that a queue is waited for.
const QUEUE_PATIENCE: Duration = Duration::from_secs(5);
const PAGE_SIZE: u32 = 250;
/// People see every test: who asks for a run again so soon, in milliseconds, is told to wait.
const BETWEEN_MS: f64 = 60_000.0;

/// A message of the queue. It holds no more than ids: what is tested is read when it is tested.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Handed {
    /// The run.
    pub run: String,
    /// Why it runs.
    pub by: Cause,
    /// The integration.
    pub id: String,
}

/// A run that has begun.
struct Begun {
    id: String,
    cause: Cause,
    row: RunRow,
}

impl Canary<'_> {
    /// One run. `until_ms`: after then no test is begun that is not handed to a queue; in milliseconds since 1970.
    ///
    /// # Errors
    /// One that somebody asked for has just begun; or the integrations could not be listed, which is told to the operator too.
    pub async fn run(&self, cause: Cause, patience: Patience, until_ms: f64) -> Result<Report, Answer> {
        let (at, by) = (iso_time(now_ms()), cause.name().into());
        let row = RunRow { at, by, found: 0, chosen: 0, code: None, detail: None };
        let mut begun = Begun { id: new_id(), cause, row };
        if cause == Cause::Run {
            self.claim(&begun).await?;
        }
        let made = match (self.asking.own_client(patience), &self.asking.config.upstream) {
            (Ok(made), _) => made,
            (Err(answer), Err(flaw)) => {
                self.note_failure(begun, "misconfigured", flaw.words()).await;
                return Err(answer);
            }
            (Err(answer), Ok(_)) => return Err(answer),
        };
        let found = match list(&made.client).await {
            Ok(found) => found,
            Err(exchange) => {
                if let Err(error) = &exchange.result {
                    self.note_failure(begun, error.code.as_str(), words(error, &Secrets::default())).await;
                }
                return Err(self.asking.relay(&exchange, &made.options));
            }
        };
        let mut seen = HashSet::new();
        let mut chosen: Vec<_> = found
            .iter()
            .filter(|one| !opted_out(one))
            .filter_map(|one| Chosen::of(one).map(|chosen| (chosen, one)))
            .filter(|(chosen, _)| seen.insert(chosen.id.clone()))
            .collect();
        (begun.row.found, begun.row.chosen) = (found.len() as u32, chosen.len() as u32);
        self.note(&begun).await;
        let ids: Vec<_> = chosen.iter().map(|(chosen, _)| chosen.id.as_str()).collect();
        if let Some(history) = &self.history {
            // What could not be forgotten now, the next run forgets.
            let _ = history.keep_only(&ids).await;
        }
        let count = ids.len();
        let handed_on = self.hand_on(&begun, &ids).await;
        let mut report = Report::new(begun.id.clone(), begun.row.clone());
        if handed_on < count {
            let before = self.before(&ids[handed_on..]).await;
            let here = chosen.split_off(handed_on);
            report.tests = self.test_here(&made.client, &begun, &before, here, until_ms).await;
            report.left = count - handed_on - report.tests.len();
            self.tell(&report.tests).await;
        } else {
            report.queued = !chosen.is_empty();
        }
        console_log!("{}", report.line());
        Ok(report)
    }

    async fn claim(&self, begun: &Begun) -> Result<(), Answer> {
        let Some(history) = &self.history else { return Ok(()) };
        let not_after = iso_time(now_ms() - BETWEEN_MS);
        if history.claim(&begun.id, &begun.row, &not_after).await.unwrap_or(true) {
            return Ok(());
        }
        let words = "All integrations are being tested, or have just been: people see each test. Look at the results.";
        Err(Answer::refusal(429, "rate_limited", words).with("retry-after", "60"))
    }

    /// While a run cannot be done, dead integrations go unnoticed: that is told each time.
    async fn note_failure(&self, mut begun: Begun, code: &str, words: String) {
        console_error!("canary: the integrations could not be tested: {code}");
        (begun.row.code, begun.row.detail) = (Some(code.into()), Some(words.clone()));
        self.note(&begun).await;
        tell(self.asking.config, &message::failure(code, &words)).await;
    }

    async fn note(&self, begun: &Begun) {
        if let Some(history) = &self.history {
            let oldest = iso_time(now_ms() - f64::from(KEPT_DAYS) * 86_400_000.0);
            // A run that is not remembered is done all the same.
            let _ = history.keep_run(&begun.id, &begun.row, &oldest).await;
        }
    }

    /// How many of these, from the first on, a queue has taken.
    async fn hand_on(&self, begun: &Begun, ids: &[&str]) -> usize {
        let Ok(queue) = self.asking.env.queue(QUEUE) else { return 0 };
        let mut taken = 0;
        for some in ids.chunks(HANDED_ON_TOGETHER) {
            let messages: Vec<_> =
                some.iter().map(|id| Handed { run: begun.id.clone(), by: begun.cause, id: (*id).to_owned() }).collect();
            let sent = select(Box::pin(queue.send_batch(messages)), Box::pin(Delay::from(QUEUE_PATIENCE)));
            if !matches!(sent.await, Either::Left((Ok(()), _))) {
                console_error!("canary: {QUEUE} takes no messages: the tests are sent without it");
                break;
            }
            taken += some.len();
        }
        taken
    }

    /// Tests these in this event, those first that were tested longest ago: where not all are reached, they are next time.
    async fn test_here(
        &self,
        client: &Client<Way>,
        begun: &Begun,
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
            let (at, run) = (iso_time(now_ms()), begun.id.clone());
            Some(self.remember(before, Sent { chosen, outcome, at, run, cause: begun.cause }).await)
        });
        stream::iter(tests).buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await
    }
}

/// Sends one test.
pub async fn test(client: &Client<Way>, body: Value) -> Exchange {
    client.exchange(Operation::Test, Arguments { body, ..Arguments::default() }).await
}

/// A page, of which only this is demanded: what a row lacks, costs that row.
#[derive(Deserialize)]
struct Page {
    data: Vec<Value>,
    metadata: Option<PageMetadata>,
}

/// Every integration, as it came.
///
/// # Errors
/// The call that failed: what is listed in part only would leave the rest untested, and nobody would know.
async fn list(client: &Client<Way>) -> Result<Vec<Value>, Exchange> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some(ListQuery { page_size: Some(PAGE_SIZE), ..ListQuery::default() });
    while let Some(query) = next {
        let arguments = Arguments { query: json!(query), ..Arguments::default() };
        let exchange = client.exchange(Operation::List, arguments).await;
        let failed = |error| Exchange { result: Err(error), answer: exchange.answer.clone() };
        let Page { data, metadata } = exchange.value().map_err(failed)?;
        found.extend(data);
        let links = IntegrationPage { data: Vec::new(), metadata: metadata.unwrap_or_default() };
        next = client.next(&query, &links, &mut seen).map_err(failed)?;
    }
    Ok(found)
}
