//! `POST /canary/test/{id}`: reads a saved integration, has its test sent, and remembers what came of it.

use std::time::Duration;

use futures_util::future::select;
use serde_json::Value;
use worker::Delay;

use super::choice::Chosen;
use super::memory::Canary;
use super::outcome::Outcome;
use super::record::{Cause, Sent};
use crate::client::{Arguments, Exchange};
use crate::protocol::Operation;
use crate::worker::access::Scope;
use crate::worker::answer::Answer;
use crate::worker::journal::Entry;
use crate::worker::platform::{iso_time, now_ms};
use crate::worker::upstream::noted;

/// The longest that who asked for the test waits for it to be remembered and told: more than the telling alone may take.
const PATIENCE: Duration = Duration::from_secs(15);

impl Canary<'_> {
    /// Two calls, of which the first that fails is the answer.
    pub async fn test_saved(&self, id: String, entry: &mut Entry) -> Result<Answer, Answer> {
        let made = self.asking.client()?;
        let read = noted(&made.client, Operation::Get, Arguments { id, ..Arguments::default() }, entry).await;
        let body: Value = match read.value() {
            Ok(body) => body,
            // Its own error, or what was let through unread and cannot be read: no answer of a test's in any case.
            Err(error) => return Ok(self.asking.relay(&Exchange { result: Err(error), ..read }, &made.options)),
        };
        let chosen = Chosen::of(&body);
        let tested = noted(&made.client, Operation::Test, Arguments { body, ..Arguments::default() }, entry).await;
        let mut answer = self.asking.relay(&tested, &made.options);
        let Some(chosen) = chosen else { return Ok(answer) };
        if self.asking.scope != Scope::Admin {
            answer.body = answer.body.map(|body| chosen.secrets.taken_out_of(&body));
        }
        if self.history.is_some() {
            let outcome = Outcome::of(&tested, &chosen);
            let (at, run) = (iso_time(now_ms()), entry.request_id.clone());
            let sent = Sent { chosen, outcome, at, run, cause: Cause::Test };
            select(Box::pin(self.note_saved(sent)), Box::pin(Delay::from(PATIENCE))).await;
        }
        Ok(answer)
    }

    async fn note_saved(&self, sent: Sent) {
        let before = self.before(&[&sent.chosen.id]).await;
        let test = self.remember(&before, sent).await;
        self.tell(&[test]).await;
    }
}
