//! `POST /canary/test/{id}`: reads a saved integration, has its test sent, and remembers what came of it.

use std::time::Duration;

use futures_util::future::select;
use serde_json::Value;
use worker::Delay;

use super::choice::Chosen;
use super::outcome::Outcome;
use super::record::Sent;
use super::run::Canary;
use crate::client::{Arguments, Exchange};
use crate::protocol::Operation;
use crate::worker::answer::Answer;
use crate::worker::journal::Entry;
use crate::worker::upstream::noted;

/// The longest that who asked for the test waits for it to be remembered and told.
const PATIENCE: Duration = Duration::from_secs(5);

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
        if let (Some(chosen), Some(_)) = (chosen, &self.history) {
            let outcome = Outcome::of(&tested, chosen.retired);
            let run = entry.request_id.clone();
            let remembered = self.remember(vec![Sent { chosen, outcome, run, cause: self.cause }]);
            select(Box::pin(remembered), Box::pin(Delay::from(PATIENCE))).await;
        }
        Ok(self.asking.relay(&tested, &made.options))
    }
}
