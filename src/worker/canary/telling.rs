//! Tells the operator, by the webhook in `CANARY_WEBHOOK_URL`.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{Delay, console_error};

use super::memory::Canary;
use super::message::Message;
use super::webhook::{VARIABLE, Webhook};
use crate::client::HttpRequest;
use crate::protocol::Method;
use crate::worker::config::{Config, USER_AGENT};
use crate::worker::config_error::ConfigError;
use crate::worker::platform::fetcher::status_of;
use crate::worker::response::ApiResponse;

const TOO_SLOW: &str = "it did not answer in time";
const PATIENCE: Duration = Duration::from_secs(5);
/// A hiccup of the webhook must not cost the week until the next run.
const AGAIN: Duration = Duration::from_secs(2);

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The webhook accepted it.
    Accepted,
    /// The webhook refused it, or could not be reached.
    Refused,
    /// The webhook did not answer in time: it may have accepted it.
    Unanswered,
}

impl Canary<'_> {
    /// Sends a message, and says whether the webhook accepted it.
    pub async fn say(&self, message: &Message) -> bool {
        match webhook(self.asking.config) {
            Some(webhook) => post(webhook, message).await == Posted::Accepted,
            None => false,
        }
    }

    /// `POST /canary/webhook:test`: whether a message reaches the operator is not left to the first alert.
    pub async fn test_webhook(&self) -> Result<ApiResponse, ApiResponse> {
        let webhook = self.asking.config.canary_webhook.as_ref().map_err(ConfigError::response)?;
        let unset = || ApiResponse::error(404, "not_found", &format!("{VARIABLE} is not set: nobody is notified."));
        let outgoing = outgoing(webhook.as_ref().ok_or_else(unset)?, &Message::of_test(self.label()));
        let failed =
            |why| ApiResponse::error(502, "webhook_failed", &format!("{VARIABLE} did not take the message: {why}."));
        post_once(&outgoing).await.map(|()| ApiResponse::empty(204)).map_err(failed)
    }
}

/// The webhook, if there is one that can be used.
pub fn webhook(config: &Config) -> Option<&Webhook> {
    match &config.canary_webhook {
        Ok(webhook) => webhook.as_ref(),
        Err(error) => {
            console_error!("canary: nobody is told: {}", error.describe());
            None
        }
    }
}

/// Posts a message, and again if it is refused. Not after a timeout: a slow webhook may have accepted it.
///
/// Its address and what it answered are not in the log.
pub async fn post(webhook: &Webhook, message: &Message) -> Posted {
    let outgoing = outgoing(webhook, message);
    let mut posted = post_once(&outgoing).await;
    if let Err(why) = &posted
        && why != TOO_SLOW
    {
        console_error!("canary: {VARIABLE} did not take a message, {why}; trying once more");
        Delay::from(AGAIN).await;
        posted = post_once(&outgoing).await;
    }
    let Err(why) = posted else { return Posted::Accepted };
    console_error!("canary: {VARIABLE} did not take a message, {why}: nobody was told");
    if why == TOO_SLOW { Posted::Unanswered } else { Posted::Refused }
}

fn outgoing(webhook: &Webhook, message: &Message) -> HttpRequest {
    let headers = [("content-type", "application/json"), ("user-agent", USER_AGENT)];
    HttpRequest {
        method: Method::Post,
        url: webhook.url().to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: Some(message.body(webhook.shape()).to_string()),
    }
}

async fn post_once(outgoing: &HttpRequest) -> Result<(), String> {
    match select(Box::pin(status_of(outgoing)), Box::pin(Delay::from(PATIENCE))).await {
        Either::Left((Some(200..=299), _)) => Ok(()),
        Either::Left((Some(status), _)) => Err(format!("it answered {status}")),
        Either::Left((None, _)) => Err("it could not be reached".to_owned()),
        Either::Right(_) => Err(TOO_SLOW.to_owned()),
    }
}
