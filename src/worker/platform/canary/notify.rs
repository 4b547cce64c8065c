//! Notifies the operator, by the webhook in `CANARY_WEBHOOK_URL`, of what changed and when the canary itself fails.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use worker::console_error;

use super::post::{PostOutcome, post, post_once};
use super::store::Store;
use crate::worker::canary::message::Message;
use crate::worker::canary::records::RecordedTest;
use crate::worker::canary::rows::HealthChange;
use crate::worker::canary::webhook::{VARIABLE, Webhook};
use crate::worker::config::{Config, Upstream};
use crate::worker::config_error::ConfigError;
use crate::worker::response::ApiResponse;

/// The most changes in one message: receivers reject messages that are too long, and would then never accept one.
const CHANGES_MAX: usize = 50;
/// The most messages that are sent in a row.
const ROUNDS_MAX: usize = 40;

/// What the operator may have to be notified of.
#[derive(Debug, Default)]
pub struct Unreported {
    /// Whether the database may hold changes.
    pub stored: bool,
    /// Changes that the database cannot hold: their tests could not be stored.
    pub unsaved: Vec<HealthChange>,
    /// Changes to report if the database cannot say which there are.
    pub fallback: Vec<HealthChange>,
    /// Whether to ask the database again for what changed while the first message was sent: no other event would soon.
    pub repeat: bool,
}

/// Notifies the operator, for one event.
pub struct Notifier<'a> {
    config: &'a Config,
    store: Option<Rc<Store>>,
    after_response: Option<&'a dyn Fn(Unreported)>,
    /// Whether the webhook rejected a message in this event. It is then left alone until the end of the event.
    webhook_failed: Cell<bool>,
    /// Whether a message was sent in this event. What changed meanwhile is reported at its end.
    has_posted: Cell<bool>,
    /// Changes that the webhook rejected and the database does not hold.
    unsaved: RefCell<Vec<HealthChange>>,
}

impl<'a> Notifier<'a> {
    /// `after_response` lets a report go on after the response, if the platform offers that: a slow webhook must not delay
    /// the response.
    pub fn new(
        config: &'a Config,
        store: Option<Rc<Store>>,
        after_response: Option<&'a dyn Fn(Unreported)>,
    ) -> Notifier<'a> {
        let (webhook_failed, has_posted) = (Cell::new(false), Cell::new(false));
        Notifier { config, store, after_response, webhook_failed, has_posted, unsaved: RefCell::default() }
    }

    /// Where the integrations are saved, in words for the operator.
    pub fn label(&self) -> &'static str {
        match self.config.upstream {
            Ok(Upstream::Sandbox) => "Notifications sandbox",
            _ => "Confluent Cloud notifications",
        }
    }

    /// The webhook, if there is one that can be used.
    pub fn webhook(&self) -> Option<&Webhook> {
        match &self.config.canary_webhook {
            Ok(webhook) => webhook.as_ref(),
            Err(error) => {
                console_error!("canary: nobody is told: {}", error.describe());
                None
            }
        }
    }

    /// Whether reports go on after the response.
    pub fn is_after_response(&self) -> bool {
        self.after_response.is_some()
    }

    /// Sends a message. Says whether the webhook accepted it.
    pub async fn notify(&self, message: &Message) -> bool {
        match self.webhook() {
            Some(webhook) => post(webhook, message).await == PostOutcome::Accepted,
            None => false,
        }
    }

    /// Sends a test message, and responds with what the webhook said.
    pub async fn test_webhook(&self) -> Result<ApiResponse, ApiResponse> {
        let webhook = self.config.canary_webhook.as_ref().map_err(ConfigError::response)?;
        let unset = || ApiResponse::error(404, "not_found", &format!("{VARIABLE} is not set: nobody is notified."));
        let webhook = webhook.as_ref().ok_or_else(unset)?;
        let failed = |reason| {
            ApiResponse::error(502, "webhook_failed", &format!("{VARIABLE} did not take the message: {reason}."))
        };
        let posted = post_once(webhook, &Message::of_test(self.label())).await;
        posted.map(|()| ApiResponse::empty(204)).map_err(failed)
    }

    /// Reports what changed with these tests, and what could not be reported before.
    pub async fn report(&self, tests: &[RecordedTest]) {
        let changes = |persisted| {
            tests.iter().filter(move |test| test.persisted == persisted).filter_map(RecordedTest::change).collect()
        };
        self.schedule(Unreported {
            stored: tests.iter().any(|test| test.persisted),
            unsaved: changes(false),
            fallback: changes(true),
            repeat: self.is_after_response(),
        })
        .await;
    }

    /// Reports it, after the response if that is possible.
    pub async fn schedule(&self, unreported: Unreported) {
        match self.after_response {
            Some(after_response) => after_response(unreported),
            None => self.flush(unreported).await,
        }
    }

    /// Reports at the end of an event what it has left.
    pub async fn flush_rest(&self) {
        if self.webhook_failed.take() || self.has_posted.get() {
            let unsaved = self.unsaved.take();
            self.schedule(Unreported { stored: self.store.is_some(), unsaved, ..Unreported::default() }).await;
        }
    }

    /// Reports it now.
    pub async fn flush(&self, Unreported { stored, mut unsaved, fallback, repeat }: Unreported) {
        if self.webhook_failed.get() {
            self.unsaved.borrow_mut().extend(unsaved);
            return;
        }
        let Some(webhook) = self.webhook() else { return };
        let store = self.store.as_ref().filter(|_| stored);
        for round in 0..ROUNDS_MAX {
            let leased = match store {
                Some(store) => store.lease_changes(CHANGES_MAX).await.ok(),
                None => None,
            };
            // Reporting a change twice is better than never.
            if store.is_some() && leased.is_none() && round == 0 {
                unsaved.extend_from_slice(&fallback);
            }
            let (leased, lease) = leased.unwrap_or_default();
            let rest = unsaved.split_off(unsaved.len().min(CHANGES_MAX));
            let unknown = std::mem::replace(&mut unsaved, rest);
            let changes: Vec<HealthChange> = leased.iter().chain(&unknown).cloned().collect();
            let Some(message) = Message::of_changes(self.label(), &changes) else { return };
            let posted = post(webhook, &message).await;
            self.has_posted.set(true);
            self.webhook_failed.set(posted == PostOutcome::Rejected);
            if posted == PostOutcome::Rejected {
                self.unsaved.borrow_mut().extend(unknown.into_iter().chain(std::mem::take(&mut unsaved)));
            }
            let saved = match (store.filter(|_| !leased.is_empty()), posted) {
                (Some(store), PostOutcome::Accepted) => store.save_notified(&leased).await.is_ok(),
                (Some(store), PostOutcome::Rejected) => store.release_lease(&lease).await.is_ok(),
                // The webhook may have accepted it. The lease expires by itself, so that a later event reports the change.
                (_, PostOutcome::Unanswered) => return,
                (None, _) => true,
            };
            let more = repeat || leased.len() == CHANGES_MAX || !unsaved.is_empty();
            if posted != PostOutcome::Accepted || !saved || !more {
                return;
            }
        }
    }
}
