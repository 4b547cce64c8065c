//! Messages of the queue: each is one integration of a run, which is read, tested, and remembered.

use futures_util::{StreamExt, stream};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use worker::console_error;
use worker::worker_sys::{Message, MessageBatch};

use super::choice::{Chosen, opted_out};
use super::outcome::Outcome;
use super::record::Sent;
use super::run::{AT_ONCE, Canary, Handed, test};
use crate::client::{Arguments, Client};
use crate::protocol::{ErrorCode, Operation};
use crate::worker::transport::Way;

/// From then on a test that the API has no time for counts as one that told nothing: what waits for ever is never known.
const ATTEMPTS_MAX: f64 = 3.0;

/// What becomes of a message.
enum Fate {
    /// It has been tested.
    Tested(Box<Sent>),
    /// The API has no time: in so many seconds.
    Later(u32),
    /// There is nothing to test any more.
    Done,
}

/// Takes a batch. What it cannot take is tried again by the queue's own rule.
pub async fn take(canary: &Canary<'_>, batch: &MessageBatch) -> Result<(), JsValue> {
    let Ok(made) = canary.asking.patient_client() else {
        // Half configured: it may be mended while the queue waits.
        return batch.retry_all(JsValue::UNDEFINED);
    };
    let messages = batch.messages()?;
    let messages = messages.iter().map(JsCast::unchecked_into::<Message>);
    let taken = messages.map(|message| async {
        let fate = fate(canary, &made.client, &message).await;
        (message, fate)
    });
    let taken: Vec<_> = stream::iter(taken).buffer_unordered(AT_ONCE).collect().await;
    let mut tests = Vec::new();
    for (message, fate) in taken {
        match fate {
            Fate::Later(seconds) => retry(&message, seconds)?,
            // A test that was sent is not sent again because it could not be remembered.
            Fate::Tested(test) => {
                message.ack()?;
                tests.push(*test);
            }
            Fate::Done => message.ack()?,
        }
    }
    canary.remember(tests).await;
    Ok(())
}

async fn fate(canary: &Canary<'_>, client: &Client<Way>, message: &Message) -> Fate {
    let handed = message.body().ok().and_then(|body| serde_wasm_bindgen::from_value::<Handed>(body).ok());
    let Some(Handed { run, by, id }) = handed else {
        console_error!("canary: a message of the queue is none of this Worker's; it is dropped");
        return Fate::Done;
    };
    #[cfg(feature = "planted-faults")]
    crate::worker::planted::in_run(&run);
    let last = attempts(message) >= ATTEMPTS_MAX;
    if let Some(history) = &canary.history
        && history.tested_in(&run, std::slice::from_ref(&id)).await.is_ok_and(|tested| tested.contains(&id))
    {
        return Fate::Done;
    }
    let read = client.exchange(Operation::Get, Arguments { id, ..Arguments::default() }).await;
    let body = match read.value() {
        Ok(body) => body,
        Err(error) if error.code == ErrorCode::NotFound => return Fate::Done,
        // Nothing was sent yet: whatever it was, it may be over later.
        Err(_) if !last => return Fate::Later(Outcome::again_in(&read).unwrap_or(60)),
        Err(error) => {
            console_error!("canary: an integration could not be read, and is not tested: {}", error.code.as_str());
            return Fate::Done;
        }
    };
    let Some(chosen) = Chosen::of(&body).filter(|_| !opted_out(&body)) else { return Fate::Done };
    let tested = test(client, body).await;
    match Outcome::again_in(&tested) {
        Some(seconds) if !last => Fate::Later(seconds),
        _ => {
            let outcome = Outcome::of(&tested, chosen.retired);
            Fate::Tested(Box::new(Sent { chosen, outcome, run, cause: by }))
        }
    }
}

/// How often the queue has handed it over, this time included.
fn attempts(message: &Message) -> f64 {
    Reflect::get(message, &"attempts".into()).ok().and_then(|attempts| attempts.as_f64()).unwrap_or(1.0)
}

fn retry(message: &Message, seconds: u32) -> Result<(), JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"delaySeconds".into(), &seconds.into())?;
    message.retry(options.into())
}
