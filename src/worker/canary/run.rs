//! One run: every integration is listed, each that can be tested is tested, here or by way of a queue; what came of it is
//! remembered, and what changed is told.

use futures_util::StreamExt;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{console_error, console_log};

use super::choice::{Chosen, opted_out};
use super::health::Known;
use super::history::{History, KEPT_DAYS};
use super::message;
use super::outcome::{Outcome, Verdict, words};
use super::record::{Cause, RunRow, Sent, Tested};
use super::telling::tell;
use crate::client::{Arguments, Client, Exchange};
use crate::integration::{IntegrationPage, ListQuery, PageMetadata};
use crate::protocol::Operation;
use crate::worker::answer::Answer;
use crate::worker::platform::{iso_time, new_id, now_ms};
use crate::worker::transport::Way;
use crate::worker::upstream::Asking;

/// The binding.
pub const QUEUE: &str = "CANARY_QUEUE";
/// So many tests are under way at a time: few enough for the API's limits and the platform's six connections.
pub const AT_ONCE: usize = 4;
/// So many are remembered together: what a run that is cut short has done is known.
const REMEMBERED_TOGETHER: usize = 20;
/// The platform takes no more messages at a time.
const HANDED_ON_TOGETHER: usize = 100;
const PAGE_SIZE: u32 = 250;

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

/// The canary, for one event.
pub struct Canary<'a> {
    /// The upstream.
    pub asking: &'a Asking<'a>,
    /// What is remembered, where a database is bound.
    pub history: Option<History>,
    /// Why it tests.
    pub cause: Cause,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    run: String,
    found: usize,
    chosen: usize,
    queued: bool,
    verdicts: Vec<Verdict>,
}

impl Report {
    /// For who asked for it.
    pub fn answer(&self) -> Answer {
        let mut body = json!({"run": self.run, "found": self.found, "chosen": self.chosen, "queued": self.queued});
        if self.queued {
            return Answer::json(202, &body);
        }
        for verdict in [Verdict::Accepted, Verdict::Refused, Verdict::Unclear] {
            body[verdict.name()] = self.verdicts.iter().filter(|one| **one == verdict).count().into();
        }
        Answer::json(200, &body)
    }
}

impl<'a> Canary<'a> {
    /// With the database of this deployment.
    pub fn new(asking: &'a Asking<'a>, cause: Cause) -> Canary<'a> {
        Canary { asking, history: History::of(asking.env), cause }
    }

    /// One run.
    ///
    /// # Errors
    /// The integrations could not be listed; what is said of it is told to the operator, too.
    pub async fn run(&self) -> Result<Report, Answer> {
        let client = self.asking.patient_client()?;
        let mut report = Report { run: new_id(), ..Report::default() };
        let began = iso_time(now_ms());
        let mut row = RunRow { at: began, by: self.cause.name().into(), found: 0, chosen: 0, code: None, detail: None };
        let found = match list(&client.client).await {
            Ok(found) => found,
            Err(exchange) => {
                self.note_failure(&report.run, row, &exchange).await;
                return Err(self.asking.relay(&exchange, &client.options));
            }
        };
        let chosen: Vec<_> = found
            .iter()
            .filter(|one| !opted_out(one))
            .filter_map(|one| Chosen::of(one).map(|chosen| (chosen, one)))
            .collect();
        (report.found, report.chosen) = (found.len(), chosen.len());
        (row.found, row.chosen) = (found.len() as u32, chosen.len() as u32);
        self.note_run(&report.run, &row).await;
        if let Some(history) = &self.history {
            let ids: Vec<_> = found.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect();
            // What could not be forgotten now, the next run forgets.
            let _ = history.keep_only(&ids).await;
        }
        report.queued = self.hand_on(&report.run, &chosen).await;
        if !report.queued {
            report.verdicts = self.test_all(&client.client, &report.run, &chosen).await;
        }
        console_log!(
            "{}",
            json!({"canary": self.cause.name(), "found": report.found, "chosen": report.chosen, "queued": report.queued})
        );
        Ok(report)
    }

    async fn note_failure(&self, run: &str, mut row: RunRow, exchange: &Exchange) {
        let Err(error) = &exchange.result else { return };
        let (code, words) = (error.code.as_str(), words(error));
        console_error!("canary: the integrations could not be listed: {code}");
        (row.code, row.detail) = (Some(code.into()), Some(words.clone()));
        self.note_run(run, &row).await;
        tell(self.asking.config, &message::failure(code, &words)).await;
    }

    async fn note_run(&self, run: &str, row: &RunRow) {
        if let Some(history) = &self.history {
            let oldest = iso_time(now_ms() - f64::from(KEPT_DAYS) * 86_400_000.0);
            // A run that is not remembered is done all the same.
            let _ = history.keep_run(run, row, &oldest).await;
        }
    }

    /// Whether a queue has taken all of them.
    async fn hand_on(&self, run: &str, chosen: &[(Chosen, &Value)]) -> bool {
        let Ok(queue) = self.asking.env.queue(QUEUE) else { return false };
        for some in chosen.chunks(HANDED_ON_TOGETHER) {
            let messages: Vec<_> = some
                .iter()
                .map(|(chosen, _)| Handed { run: run.to_owned(), by: self.cause, id: chosen.id.clone() })
                .collect();
            if queue.send_batch(messages).await.is_err() {
                console_error!("canary: {QUEUE} takes no messages: the tests are sent without it");
                return false;
            }
        }
        true
    }

    async fn test_all(&self, client: &Client<Way>, run: &str, chosen: &[(Chosen, &Value)]) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for some in chosen.chunks(REMEMBERED_TOGETHER) {
            let sent = some.iter().map(|(chosen, body)| async move {
                let exchange = test(client, (*body).clone()).await;
                Sent {
                    chosen: chosen.clone(),
                    outcome: Outcome::of(&exchange, chosen.retired),
                    run: run.to_owned(),
                    cause: self.cause,
                }
            });
            let tests: Vec<_> = stream::iter(sent).buffer_unordered(AT_ONCE).collect().await;
            verdicts.extend(tests.iter().map(|sent| sent.outcome.verdict));
            self.remember(tests).await;
        }
        verdicts
    }

    /// Forgets how every integration was, as when there are none any more.
    pub async fn forget_all(&self) {
        if let Some(history) = &self.history {
            let _ = history.keep_only(&[]).await;
        }
    }

    /// Remembers what came of tests, each of a run, and tells what changed with them.
    pub async fn remember(&self, tests: Vec<Sent>) {
        if tests.is_empty() {
            return;
        }
        let ids: Vec<_> = tests.iter().map(|sent| sent.chosen.id.clone()).collect();
        let known = match &self.history {
            Some(history) => history.known(&ids).await.ok(),
            None => None,
        };
        let at = iso_time(now_ms());
        let before = |id: &str| known.as_ref().and_then(|known| known.get(id)).unwrap_or(&Known::NOTHING);
        let tests: Vec<_> = tests
            .into_iter()
            .map(|sent| {
                let known = before(&sent.chosen.id).after(&sent.outcome, &at);
                Tested { sent, at: at.clone(), known }
            })
            .collect();
        let kept = match &self.history {
            Some(history) if known.is_some() => history.keep(&tests).await.ok().map(|()| history),
            _ => None,
        };
        self.tell_news(kept, &tests).await;
    }

    async fn tell_news(&self, kept: Option<&History>, tests: &[Tested]) {
        let stored = match kept {
            Some(history) => history.news().await.ok(),
            None => None,
        };
        // Who remembers nothing tells of all that is ill, each time: better twice than never.
        let news = stored.unwrap_or_else(|| tests.iter().filter_map(Tested::news).collect());
        let Some(message) = message::changes(&news) else { return };
        if tell(self.asking.config, &message).await
            && let Some(history) = kept
        {
            let _ = history.told(&news).await;
        }
    }
}

/// Sends one test.
pub async fn test(client: &Client<Way>, body: Value) -> Exchange {
    client.exchange(Operation::Test, Arguments { body, ..Arguments::default() }).await
}

/// A page, of which only this is demanded: one odd row spoils nothing.
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
