//! Tells the operator, at his webhook.

use std::time::Duration;

use futures_util::future::{Either, select};
use serde_json::Value;
use worker::{Delay, console_error};

use super::webhook::{VARIABLE, Webhook};
use crate::client::Outgoing;
use crate::protocol::Method;
use crate::worker::config::{Config, USER_AGENT};
use crate::worker::transport::status_of;

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
    match select(Box::pin(status_of(&outgoing)), Box::pin(Delay::from(PATIENCE))).await {
        Either::Left((Some(200..=299), _)) => Ok(()),
        Either::Left((Some(status), _)) => Err(format!("it answered {status}")),
        Either::Left((None, _)) => Err("it could not be reached".to_owned()),
        Either::Right(_) => Err("it did not answer in time".to_owned()),
    }
}
