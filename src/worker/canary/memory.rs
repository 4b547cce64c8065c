//! The canary for one event: what it knew before a test, what it remembers of it, and what it tells the operator.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::history::History;
use super::message::Message;
use super::record::{KnownRow, News, Sent, Tested};
use super::telling::{Posted, post, webhook};
use crate::worker::config::Upstream;
use crate::worker::platform::upstream::UpstreamCalls;

/// How many changes one message holds: receivers refuse messages that are too long, and would then never take one.
const TOLD_MAX: usize = 50;
/// How many messages are sent in a row.
const ROUNDS_MAX: usize = 40;

/// The canary, for one event.
pub struct Canary<'a> {
    /// The upstream.
    pub asking: &'a UpstreamCalls<'a>,
    /// What is remembered, where a database is bound.
    pub history: Option<History>,
    /// Where the platform lets work go on after the answer: a slow webhook must not cost the caller that answer.
    pub later: Option<&'a dyn Fn(Pending)>,
    /// Whether the webhook has failed in this event: it is then left alone until the event's end.
    webhook_failed: Cell<bool>,
    /// Whether it was sent a message: what changed meanwhile is told at the event's end.
    has_told: Cell<bool>,
    /// What it did not take meanwhile, and the database does not know.
    untold: RefCell<Vec<News>>,
}

/// What was known of some integrations; none where it cannot be had.
pub type Before = Option<HashMap<String, KnownRow>>;

/// What there may be to tell.
#[derive(Debug, Default)]
pub struct Pending {
    /// Whether the database has to be asked.
    pub stored: bool,
    /// What it cannot know: these tests could not be stored.
    pub lost: Vec<News>,
    /// What there is to tell if it fails to say.
    pub fallback: Vec<News>,
    /// Whether to ask it again for what changed while the first of it was told: nobody else would soon.
    pub again: bool,
}

impl<'a> Canary<'a> {
    /// With the database of this deployment.
    pub fn new(asking: &'a UpstreamCalls<'a>, later: Option<&'a dyn Fn(Pending)>) -> Canary<'a> {
        let history = History::of(asking.env, asking.config.upstream_key());
        Canary {
            asking,
            history,
            later,
            webhook_failed: Cell::new(false),
            has_told: Cell::new(false),
            untold: RefCell::default(),
        }
    }

    /// What is known of integrations that are to be tested.
    pub async fn before(&self, ids: &[&str]) -> Before {
        match &self.history {
            Some(history) => history.known(ids).await.ok(),
            None => None,
        }
    }

    /// Remembers tests that were sent.
    pub async fn remember(&self, before: &Before, sent: Vec<Sent>) -> Vec<Tested> {
        let kept = match &self.history {
            Some(history) => history.keep(&sent).await.is_ok(),
            None => false,
        };
        let was_ill = |id: &str| before.as_ref().and_then(|before| before.get(id)).is_some_and(KnownRow::is_ill);
        sent.into_iter().map(|sent| Tested { was_ill: was_ill(&sent.chosen.id), sent, kept }).collect()
    }

    /// Tells what changed with these tests, and what could not be told before.
    pub async fn tell(&self, tests: &[Tested]) {
        self.tell_pending(Pending {
            stored: tests.iter().any(|test| test.kept),
            again: self.later.is_some(),
            lost: tests.iter().filter(|test| !test.kept).filter_map(Tested::news).collect(),
            fallback: tests.iter().filter(|test| test.kept).filter_map(Tested::news).collect(),
        })
        .await;
    }

    /// Tells it, after the answer where that is possible.
    pub async fn tell_pending(&self, pending: Pending) {
        match self.later {
            Some(later) => later(pending),
            None => self.tell_now(pending).await,
        }
    }

    /// Tells what an event still has to tell at its end. What has been told by now is not told again.
    pub async fn tell_rest(&self) {
        if self.webhook_failed.take() || self.has_told.get() {
            let lost = self.untold.take();
            self.tell_pending(Pending { stored: self.history.is_some(), lost, ..Pending::default() }).await;
        }
    }

    /// Tells it.
    pub async fn tell_now(&self, Pending { stored, mut lost, fallback, again }: Pending) {
        if self.webhook_failed.get() {
            self.untold.borrow_mut().extend(lost);
            return;
        }
        let Some(webhook) = webhook(self.asking.config) else { return };
        let history = self.history.as_ref().filter(|_| stored);
        for round in 0..ROUNDS_MAX {
            let leased = match history {
                Some(history) => history.lease_news(TOLD_MAX).await.ok(),
                None => None,
            };
            // Rather twice than never.
            if history.is_some() && leased.is_none() && round == 0 {
                lost.extend_from_slice(&fallback);
            }
            let (stored, lease) = leased.unwrap_or_default();
            let rest = lost.split_off(lost.len().min(TOLD_MAX));
            let unknown = std::mem::replace(&mut lost, rest);
            let news: Vec<News> = stored.iter().chain(&unknown).cloned().collect();
            let Some(message) = Message::of_changes(self.label(), &news) else { return };
            let posted = post(webhook, &message).await;
            self.has_told.set(true);
            self.webhook_failed.set(posted == Posted::Refused);
            if posted == Posted::Refused {
                self.untold.borrow_mut().extend(unknown.into_iter().chain(std::mem::take(&mut lost)));
            }
            let noted = match (history.filter(|_| !stored.is_empty()), posted) {
                (Some(history), Posted::Accepted) => history.told(&stored).await.is_ok(),
                (Some(history), Posted::Refused) => history.release(&lease).await.is_ok(),
                // It may have been told: the lease runs out by itself, so that a later event tells it, and not this one.
                (_, Posted::Unanswered) => return,
                (None, _) => true,
            };
            let more = again || stored.len() == TOLD_MAX || !lost.is_empty();
            if posted != Posted::Accepted || !noted || !more {
                return;
            }
        }
    }

    /// Whose integrations they are, for the operator.
    pub fn label(&self) -> &'static str {
        match self.asking.config.upstream {
            Ok(Upstream::Sandbox) => "Notifications sandbox",
            _ => "Confluent Cloud notifications",
        }
    }

    /// Forgets how every integration was, as when there are none any more.
    pub async fn forget_all(&self) {
        if let Some(history) = &self.history {
            let _ = history.forget_all().await;
        }
    }
}
