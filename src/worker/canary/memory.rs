//! The canary's memory: what was known before a test, what is known after it, and what the operator is told of it.

use std::collections::HashMap;

use super::health::Known;
use super::history::History;
use super::message;
use super::record::{Cause, KnownRow, News, Sent, Tested};
use super::telling::tell;
use crate::worker::upstream::Asking;

/// What changes while it is told, is told too; but not for ever.
const TELLINGS_MAX: usize = 3;

/// The canary, for one event.
pub struct Canary<'a> {
    /// The upstream.
    pub asking: &'a Asking<'a>,
    /// What is remembered, where a database is bound.
    pub history: Option<History>,
}

/// What was known of some integrations; none where it cannot be had.
pub type Before = Option<HashMap<String, KnownRow>>;

impl<'a> Canary<'a> {
    /// With the database of this deployment.
    pub fn new(asking: &'a Asking<'a>) -> Canary<'a> {
        Canary { asking, history: History::of(asking.env) }
    }

    /// What is known of integrations that are to be tested.
    pub async fn before(&self, ids: &[&str]) -> Before {
        match &self.history {
            Some(history) => history.known(ids).await.ok(),
            None => None,
        }
    }

    /// Remembers a test that was sent.
    pub async fn remember(&self, before: &Before, sent: Sent) -> Tested {
        let known = before.as_ref().and_then(|before| before.get(&sent.chosen.id)).map_or(Known::NOTHING, Known::from);
        let known = known.after(&sent.outcome, &sent.at, sent.cause == Cause::Test);
        let mut test = Tested { sent, known, kept: false };
        if let (Some(history), Some(_)) = (&self.history, before) {
            test.kept = history.keep(&test).await.is_ok();
        }
        test
    }

    /// Tells what changed with these tests, and what could not be told before.
    pub async fn tell(&self, tests: &[Tested]) {
        // What is not remembered is told each time: better twice than never.
        let mut lost: Vec<_> = tests.iter().filter(|test| !test.kept).filter_map(Tested::news).collect();
        // Where none could be remembered, there is no asking either.
        let history = self.history.as_ref().filter(|_| tests.iter().any(|test| test.kept));
        for _ in 0..TELLINGS_MAX {
            let stored = match history {
                Some(history) => history.news().await.unwrap_or_else(|_| {
                    lost = tests.iter().filter_map(Tested::news).collect();
                    Vec::new()
                }),
                None => Vec::new(),
            };
            let news: Vec<News> = stored.iter().cloned().chain(std::mem::take(&mut lost)).collect();
            let Some(message) = message::changes(&news) else { return };
            if !tell(self.asking.config, &message).await {
                return;
            }
            match history {
                Some(history) if !stored.is_empty() && history.told(&stored).await.is_ok() => {}
                _ => return,
            }
        }
    }

    /// Forgets how every integration was, as when there are none any more.
    pub async fn forget_all(&self) {
        if let Some(history) = &self.history {
            let _ = history.forget_all().await;
        }
    }
}
