//! Posts a message to the operator's webhook. Its URL and what it responds are never in the log.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::{Delay, console_error};

use crate::client::HttpRequest;
use crate::protocol::Method;
use crate::worker::canary::message::Message;
use crate::worker::canary::webhook::{VARIABLE, Webhook};
use crate::worker::config::USER_AGENT;
use crate::worker::platform::fetcher::status_of;

const NO_ANSWER: &str = "it did not answer in time";
/// How long the webhook is waited for.
const TIMEOUT: Duration = Duration::from_secs(5);
/// After how long a message is posted once more: a short failure must not delay it until the next run.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostOutcome {
    /// The webhook accepted it.
    Accepted,
    /// The webhook rejected it, or could not be reached.
    Rejected,
    /// The webhook did not answer in time. It may have accepted it.
    Unanswered,
}

/// Posts a message, and once more if it is rejected. Not after a timeout: a slow webhook may have accepted it.
pub async fn post(webhook: &Webhook, message: &Message) -> PostOutcome {
    let mut posted = post_once(webhook, message).await;
    if let Err(reason) = &posted
        && reason != NO_ANSWER
    {
        console_error!("canary: {VARIABLE} did not take a message, {reason}; trying once more");
        Delay::from(RETRY_AFTER).await;
        posted = post_once(webhook, message).await;
    }
    let Err(reason) = posted else { return PostOutcome::Accepted };
    console_error!("canary: {VARIABLE} did not take a message, {reason}: nobody was told");
    if reason == NO_ANSWER { PostOutcome::Unanswered } else { PostOutcome::Rejected }
}

/// Posts a message once.
///
/// # Errors
/// The webhook did not accept it; in words.
pub async fn post_once(webhook: &Webhook, message: &Message) -> Result<(), String> {
    let headers = [("content-type", "application/json"), ("user-agent", USER_AGENT)];
    let outgoing = HttpRequest {
        method: Method::Post,
        url: webhook.url().to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: Some(message.body(webhook.format()).to_string()),
    };
    match select(Box::pin(status_of(&outgoing)), Box::pin(Delay::from(TIMEOUT))).await {
        Either::Left((Some(200..=299), _)) => Ok(()),
        Either::Left((Some(status), _)) => Err(format!("it answered {status}")),
        Either::Left((None, _)) => Err("it could not be reached".to_owned()),
        Either::Right(_) => Err(NO_ANSWER.to_owned()),
    }
}
