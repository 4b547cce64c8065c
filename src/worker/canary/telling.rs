//! Tells the operator, at his webhook.

use std::time::Duration;

use futures_util::future::{Either, select};
use serde_json::Value;
use worker::{Delay, console_error};

use super::webhook::{VARIABLE, Webhook};
use crate::client::{Outgoing, Transport};
use crate::protocol::Method;
use crate::worker::config::{Config, USER_AGENT};
use crate::worker::transport::Way;

const PATIENCE: Duration = Duration::from_secs(5);
/// A hiccup of his webhook must not cost a week, until the next run.
const AGAIN: Duration = Duration::from_secs(2);

/// Whether he has been told: his webhook took the message. What it says of one that it did not take is not logged, nor is its
/// address.
pub async fn tell(config: &Config, message: &Value) -> bool {
    let webhook = match &config.canary_webhook {
        Ok(Some(webhook)) => webhook,
        Ok(None) => return false,
        Err(flaw) => {
            console_error!("canary: nobody is told: {}", flaw.words());
            return false;
        }
    };
    if let Err(why) = post(webhook, message).await {
        console_error!("canary: {VARIABLE} was not told, {why}; it is tried again");
        Delay::from(AGAIN).await;
        if let Err(why) = post(webhook, message).await {
            console_error!("canary: {VARIABLE} was not told, {why}; it is tried again with the next test");
            return false;
        }
    }
    true
}

async fn post(webhook: &Webhook, message: &Value) -> Result<(), String> {
    let headers = [("content-type", "application/json"), ("user-agent", USER_AGENT)];
    let outgoing = Outgoing {
        method: Method::Post,
        url: webhook.url().to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: Some(message.to_string()),
    };
    let sent = select(Box::pin(Way::Internet.send(outgoing)), Box::pin(Delay::from(PATIENCE)));
    match sent.await {
        Either::Left((Ok(answer), _)) if matches!(answer.status, 200..=299) => Ok(()),
        Either::Left((Ok(answer), _)) => Err(format!("it answered {}", answer.status)),
        Either::Left((Err(_), _)) => Err("it could not be reached".to_owned()),
        Either::Right(_) => Err("it did not answer in time".to_owned()),
    }
}
