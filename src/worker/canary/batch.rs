//! Handles messages from the queue. Each is one integration of a run, which is read, tested and recorded.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use js_sys::Reflect;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{Message, MessageBatch};
use worker::{console_error, console_log};

use super::choice::{Chosen, opted_out};
use super::memory::Canary;
use super::outcome::Outcome;
use super::record::Sent;
use super::run::{AT_ONCE, Handed, test};
use crate::client::{Arguments, Client, Exchange};
use crate::protocol::{ErrorCode, integrations};
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::fetcher::Fetcher;
use crate::worker::platform::upstream::CallPolicy;

/// The last attempt: if the API still has no time, the result is that there is none. A message must not wait for ever.
const ATTEMPTS_MAX: f64 = 3.0;
/// How long until an integration that could not be read is read again.
const AGAIN_SECONDS: u32 = 60;
/// How long until the configuration may have been fixed.
const MENDED_SECONDS: u32 = 300;

/// What becomes of a message.
enum Fate {
    /// It has been tested.
    Tested(Box<Sent>),
    /// The API has no time: try again in this many seconds.
    Later(u32),
    /// There is nothing left to test.
    Done,
}

/// Handles a batch. Messages that fail are retried by the queue's own rules.
pub async fn take(canary: &Canary<'_>, batch: &MessageBatch) -> Result<(), JsValue> {
    let Ok(made) = canary.asking.canary_client(CallPolicy::QueueMessage) else {
        console_error!("canary: the Worker is not configured to test anything: its queue is tried again later");
        return batch.retry_all(in_seconds(MENDED_SECONDS)?);
    };
    let mut handed = Vec::new();
    for message in batch.messages()?.iter().map(JsCast::unchecked_into::<Message>) {
        match message.body().ok().and_then(|body| serde_wasm_bindgen::from_value::<Handed>(body).ok()) {
            Some(one) => handed.push((message, one)),
            None => {
                console_error!("canary: a message of the queue is none of this Worker's; it is dropped");
                message.ack()?;
            }
        }
    }
    let ids: Vec<_> = handed.iter().map(|(_, one)| one.id.as_str()).collect();
    let before = canary.before(&ids).await;
    // A queue may deliver a message twice.
    let mut done = match &canary.history {
        Some(history) => history.done(handed.iter().map(|(_, one)| one)).await.unwrap_or_default(),
        None => HashSet::new(),
    };
    let (client, before) = (&made.client, &before);
    let taken: Vec<_> = handed
        .into_iter()
        .map(|(message, one)| {
            let fresh = done.insert(one.clone());
            async move {
                let last = attempts(&message) >= ATTEMPTS_MAX;
                match if fresh { fate(client, one, last).await } else { Fate::Done } {
                    Fate::Later(seconds) => message.retry(in_seconds(seconds)?).map(|()| None),
                    // Acknowledged at once, and before it is recorded: neither a fault while the others are tested nor a failing
                    // database may send this test again.
                    Fate::Tested(sent) => {
                        message.ack()?;
                        Ok(Some(canary.remember(before, vec![*sent]).await))
                    }
                    Fate::Done => message.ack().map(|()| None),
                }
            }
        })
        .collect();
    let taken: Vec<Result<_, JsValue>> = stream::iter(taken).buffer_unordered(AT_ONCE).collect().await;
    let messages = taken.len();
    let tests = taken.into_iter().filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?.concat();
    canary.tell(&tests).await;
    canary.tell_rest().await;
    console_log!("{}", json!({"canary": "queue", "messages": messages, "tested": tests.len()}));
    Ok(())
}

async fn fate(client: &Client<Fetcher>, handed: Handed, last: bool) -> Fate {
    let Handed { run, by, id } = handed;
    #[cfg(feature = "_test-faults")]
    crate::worker::platform::injected_faults::in_run(&run);
    let read = client.exchange(&integrations::GET, Arguments { id: id.clone(), ..Arguments::default() }).await;
    let (chosen, exchange) = match read.value() {
        Ok(body) => {
            let Some(chosen) = Chosen::of(&body).filter(|_| !opted_out(&body)) else { return Fate::Done };
            (chosen, test(client, body).await)
        }
        Err(error) if error.code == ErrorCode::NotFound => return Fate::Done,
        // Nothing was sent yet, so trying again is harmless.
        Err(_) if !last => return Fate::Later(Outcome::again_in(&read).unwrap_or(AGAIN_SECONDS)),
        Err(error) => (Chosen::unread(id), Exchange { result: Err(error), ..read }),
    };
    if Outcome::is_unsent(&exchange) {
        return Fate::Later(AGAIN_SECONDS);
    }
    match Outcome::again_in(&exchange) {
        Some(seconds) if !last => Fate::Later(seconds),
        _ => {
            let outcome = Outcome::of(&exchange, &chosen);
            Fate::Tested(Box::new(Sent { chosen, outcome, at: iso_time(now_ms()), run, cause: by }))
        }
    }
}

/// How often the queue has delivered it, this time included.
fn attempts(message: &Message) -> f64 {
    Reflect::get(message, &"attempts".into()).ok().and_then(|attempts| attempts.as_f64()).unwrap_or(1.0)
}

fn in_seconds(seconds: u32) -> Result<JsValue, JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"delaySeconds".into(), &seconds.into())?;
    Ok(options.into())
}
