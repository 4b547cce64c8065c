//! `POST /canary/test/{id}`: reads a saved integration, sends its test, and records the result.

use std::time::Duration;

use futures_util::future::select;
use serde_json::Value;
use worker::Delay;

use super::choice::Chosen;
use super::memory::Canary;
use super::outcome::Outcome;
use super::record::{Cause, Sent};
use crate::client::{Arguments, Exchange};
use crate::protocol::integrations;
use crate::worker::access::Scope;
use crate::worker::access_log::LogEntry;
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::upstream::call_logged;
use crate::worker::response::ApiResponse;

/// Reserved for the response itself, in milliseconds: a slow database or webhook must not cost the caller the result.
const KEPT_BACK_MS: f64 = 1_000.0;

impl Canary<'_> {
    /// Makes two calls; the first that fails gives the response. The visit ends at `ends_ms`, in milliseconds since 1970.
    pub async fn test_saved(&self, id: String, entry: &mut LogEntry, ends_ms: f64) -> Result<ApiResponse, ApiResponse> {
        let made = self.asking.client()?;
        let read = call_logged(&made.client, &integrations::GET, Arguments { id, ..Arguments::default() }, entry).await;
        let body: Value = match read.value() {
            Ok(body) => body,
            // Its own error, or a body that cannot be read: either way, no result of a test.
            Err(error) => return Ok(self.asking.relay(&Exchange { result: Err(error), ..read }, &made.options)),
        };
        let chosen = Chosen::of(&body);
        let tested =
            call_logged(&made.client, &integrations::TEST, Arguments { body, ..Arguments::default() }, entry).await;
        let mut answer = self.asking.relay(&tested, &made.options);
        let Some(chosen) = chosen else { return Ok(answer) };
        if self.asking.scope != Scope::Admin {
            answer.body = answer.body.map(|body| chosen.secrets.taken_out_of(&body));
        }
        if self.history.is_some() {
            let outcome = Outcome::of(&tested, &chosen);
            let (at, run) = (iso_time(now_ms()), entry.request_id.clone());
            let sent = Sent { chosen, outcome, at, run, cause: Cause::Test };
            let left = Duration::from_millis((ends_ms - KEPT_BACK_MS - now_ms()).max(0.0) as u64);
            select(Box::pin(self.note_saved(sent)), Box::pin(Delay::from(left))).await;
        }
        Ok(answer)
    }

    async fn note_saved(&self, sent: Sent) {
        let before = self.before(&[&sent.chosen.id]).await;
        let tests = self.remember(&before, vec![sent]).await;
        self.tell(&tests).await;
    }
}
