//! The messages of the queue: each is one integration of a run, which is read, tested and recorded.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use js_sys::Reflect;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{Message, MessageBatch};
use worker::{console_error, console_log};

use super::test_one::{SentTest, test_one};
use super::{Canary, TESTS_AT_ONCE};
use crate::client::{Arguments, Client, Exchange};
use crate::protocol::{ErrorCode, integrations};
use crate::worker::canary::candidate::{Candidate, opted_out};
use crate::worker::canary::outcome::TestOutcome;
use crate::worker::canary::records::{QueuedTest, TestResult};
use crate::worker::platform::fetcher::Fetcher;
use crate::worker::platform::upstream::CallPolicy;

/// The last attempt of a message: if the API is over its limit even then, that is the result.
const ATTEMPTS_MAX: f64 = 3.0;
/// After how many seconds an integration that could not be read is read again.
const RETRY_SECONDS: u32 = 60;
/// After how many seconds a batch is tried again if the Worker is not configured: somebody may correct that.
const MISCONFIGURED_SECONDS: u32 = 300;

/// What to do with a message.
enum MessageAction {
    /// Acknowledge it, and record this result.
    Record(Box<TestResult>),
    /// Have it delivered again after so many seconds: the API is over its limit.
    Retry(u32),
    /// Acknowledge it: there is nothing to test.
    Acknowledge,
}

/// Handles a batch. Messages whose handling fails are delivered again by the queue's own rules.
pub async fn handle(canary: &Canary<'_>, batch: &MessageBatch) -> Result<(), JsValue> {
    let Ok(made) = canary.calls.canary_client(CallPolicy::QueueMessage) else {
        console_error!("canary: the Worker is not configured to test anything: its queue is tried again later");
        return batch.retry_all(in_seconds(MISCONFIGURED_SECONDS)?);
    };
    let mut queued = Vec::new();
    for message in batch.messages()?.iter().map(JsCast::unchecked_into::<Message>) {
        match message.body().ok().and_then(|body| serde_wasm_bindgen::from_value::<QueuedTest>(body).ok()) {
            Some(test) => queued.push((message, test)),
            None => {
                console_error!("canary: a message of the queue is none of this Worker's; it is dropped");
                message.ack()?;
            }
        }
    }
    let ids: Vec<_> = queued.iter().map(|(_, test)| test.id.as_str()).collect();
    let known = canary.known(&ids).await;
    // A queue may deliver a message twice.
    let mut tested = match &canary.store {
        Some(store) => store.tested(queued.iter().map(|(_, test)| test)).await.unwrap_or_default(),
        None => HashSet::new(),
    };
    let (client, known) = (&made.client, &known);
    let handling: Vec<_> = queued
        .into_iter()
        .map(|(message, test)| {
            let is_new = tested.insert(test.clone());
            async move {
                let last = attempts(&message) >= ATTEMPTS_MAX;
                match if is_new { process(client, test, last).await } else { MessageAction::Acknowledge } {
                    MessageAction::Retry(seconds) => message.retry(in_seconds(seconds)?).map(|()| None),
                    // Acknowledged at once, and before it is recorded: neither a fault while the others are tested nor a failing
                    // database may send this test again.
                    MessageAction::Record(result) => {
                        message.ack()?;
                        Ok(Some(canary.record(known, vec![*result]).await))
                    }
                    MessageAction::Acknowledge => message.ack().map(|()| None),
                }
            }
        })
        .collect();
    let handled: Vec<Result<_, JsValue>> = stream::iter(handling).buffer_unordered(TESTS_AT_ONCE).collect().await;
    let messages = handled.len();
    let tests = handled.into_iter().filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?.concat();
    canary.notifier.report(&tests).await;
    canary.notifier.flush_rest().await;
    console_log!("{}", json!({"canary": "queue", "messages": messages, "tested": tests.len()}));
    Ok(())
}

/// Reads and tests the integration of one message. `last` says whether this is the message's last attempt.
async fn process(client: &Client<Fetcher>, queued: QueuedTest, last: bool) -> MessageAction {
    let QueuedTest { run, trigger, id } = queued;
    #[cfg(feature = "_test-faults")]
    crate::worker::platform::injected_faults::in_run(&run);
    let read = client.exchange(&integrations::GET, Arguments { id: id.clone(), ..Arguments::default() }).await;
    let sent = match read.value() {
        Ok(body) => {
            let Some(candidate) = Candidate::of(&body).filter(|_| !opted_out(&body)) else {
                return MessageAction::Acknowledge;
            };
            test_one(client, candidate, body, run, trigger).await
        }
        Err(error) if error.code == ErrorCode::NotFound => return MessageAction::Acknowledge,
        // Nothing was sent yet, so trying again is harmless.
        Err(_) if !last => {
            return MessageAction::Retry(TestOutcome::retry_after_seconds(&read).unwrap_or(RETRY_SECONDS));
        }
        Err(error) => SentTest::of(Exchange { result: Err(error), ..read }, Candidate::unread(id), run, trigger),
    };
    if sent.is_unsent() {
        return MessageAction::Retry(RETRY_SECONDS);
    }
    match sent.retry_after_seconds() {
        Some(seconds) if !last => MessageAction::Retry(seconds),
        _ => MessageAction::Record(Box::new(sent.result)),
    }
}

/// How often the queue has delivered the message, this time included.
fn attempts(message: &Message) -> f64 {
    Reflect::get(message, &"attempts".into()).ok().and_then(|attempts| attempts.as_f64()).unwrap_or(1.0)
}

fn in_seconds(seconds: u32) -> Result<JsValue, JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"delaySeconds".into(), &seconds.into())?;
    Ok(options.into())
}
