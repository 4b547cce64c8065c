//! The whole sandbox: a request's path through faults, limit and credentials to the handler, and the state.

use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::credentials::CHALLENGE;
use super::exchange::{Answer, Dead, Header, Outcome, Pending, Request};
use super::fault::Fault;
use super::handler::{Handler, Reply};
use super::limit::Window;
use super::options::{BadOption, Options, QUOTA_DEFAULT, seed_fields};
use super::random::hex;
use super::refusal::Refusal;
use super::seed::default_seed;
use super::store::{Store, size};
use super::time::{rfc3339, whole_ms};
use super::{Credentials, Delivery};
use crate::integration::redact_text;

/// How many deliveries are remembered: the newest…
const DELIVERIES_MAX: usize = 200;
/// …and no more than this, as JSON.
const DELIVERIES_BYTES_MAX: usize = 256 * 1024;
/// Longest reason that a 400 repeats, in characters.
const REASON_MAX: usize = 500;

/// The API in memory: one organization's integrations. `Debug` counts what it holds and shows none of it.
///
/// Operations, statuses and error bodies are those of Confluent's documentation of Notifications v1, Integrations, editions
/// of 2023 and 2026; what it leaves open is this library's choice (`docs/decisions`). It holds at most 1 MiB of
/// integrations, as JSON, and answers 402 beyond.
///
/// Times are in milliseconds since 1970 (UTC); they are read as within the years 1970 to 9999, NaN as 1970. `random` gives
/// numbers over the whole of `u64`; ids are made of them. Methods do not panic and do not wait.
///
/// ```
/// use confluent_notifications::sandbox::{Fault, Options, Request, Sandbox, StatusFault, random_from};
///
/// let mut random = random_from(1);
/// let mut sandbox = Sandbox::new(Options { seed: Some(vec![]), ..Options::default() }, 1.8e12, &mut random)?;
/// let header = |name: &str| (name == "content-type").then(|| "application/json".to_owned());
/// let request = Request {
///     method: "POST",
///     path: "/notifications/v1/integrations",
///     query: "",
///     header: &header,
///     body: r#"{"display_name": "on call", "target": {"kind": "Webhook", "url": "https://hooks.example/in"}}"#,
///     base_url: "https://api.confluent.cloud",
/// };
///
/// let down = StatusFault { status: 503, headers: Default::default(), body: None, truncate: false };
/// sandbox.fail([Fault::Status(down)])?;
/// let mut status = || sandbox.answer_recording(&request, 1.8e12, &mut random).map(|answer| answer.status);
/// // The fault, then a success, then a name that is taken.
/// assert_eq!([status(), status(), status()], [Ok(503), Ok(201), Ok(409)]);
/// # Ok::<(), confluent_notifications::sandbox::BadOption>(())
/// ```
pub struct Sandbox {
    options: Options,
    state: State,
}

/// All that changes, as it is saved.
#[derive(Serialize, Deserialize)]
struct State {
    organization: String,
    store: Store,
    deliveries: Vec<Delivery>,
    faults: VecDeque<Fault>,
    window: Window,
}

impl State {
    fn new(options: &Options, now_ms: f64, random: &mut dyn FnMut() -> u64) -> Result<State, BadOption> {
        options.check()?;
        let now_ms = whole_ms(now_ms);
        let id = hex(random);
        let organization = [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-");
        let mut store = Store::default();
        match &options.seed {
            None => default_seed().into_iter().for_each(|(age_ms, fields)| {
                store.insert(fields, now_ms.saturating_sub(age_ms), random);
            }),
            Some(seed) => {
                for (index, body) in seed.iter().enumerate() {
                    store.insert(seed_fields(body, index)?, now_ms, random);
                }
            }
        }
        Ok(State { organization, store, deliveries: Vec::new(), faults: VecDeque::new(), window: Window::default() })
    }
}

impl Sandbox {
    /// A sandbox with its first integrations: those of the seed, created now, else a believable handful of every kind.
    ///
    /// # Errors
    /// The first option that makes no sense: `rateLimit.windowSeconds` not above 0 or not finite, or a `seed[…]` that create
    /// would refuse, but for its target's kind.
    pub fn new(options: Options, now_ms: f64, random: &mut dyn FnMut() -> u64) -> Result<Sandbox, BadOption> {
        let state = State::new(&options, now_ms, random)?;
        Ok(Sandbox { options, state })
    }

    /// All that it holds, to be kept and given to [`Sandbox::restore`]: integrations, deliveries, faults to come, the rate
    /// limit's window; not the options. At most about 1.5 MB of text, unless the seed or the faults were larger. Webhook URLs
    /// are in it. Its form is this release's own.
    pub fn save(&self) -> Value {
        serde_json::to_value(&self.state).unwrap_or_default()
    }

    /// A sandbox that goes on where another was saved. The options need not be the same; their seed counts at
    /// [`Sandbox::reset`] only.
    ///
    /// # Errors
    /// As [`Sandbox::new`]; also the field `saved`, where that is not what [`Sandbox::save`] gives.
    pub fn restore(options: Options, saved: Value) -> Result<Sandbox, BadOption> {
        options.check()?;
        let state =
            serde_json::from_value(saved).map_err(|_| BadOption::new("saved", "is not what a sandbox saves"))?;
        Ok(Sandbox { options, state })
    }

    /// Starts over: first integrations, with new ids, no deliveries, no faults, a new window of the rate limit. Options and
    /// credentials stay.
    pub fn reset(&mut self, now_ms: f64, random: &mut dyn FnMut() -> u64) {
        if let Ok(state) = State::new(&self.options, now_ms, random) {
            self.state = state;
        }
    }

    /// The next answers go wrong as told, one each, after those told before. Their number has no limit.
    ///
    /// # Errors
    /// The field `fault.status`, where a status is not within 200 to 599; then none of them is taken.
    pub fn fail(&mut self, faults: impl IntoIterator<Item = Fault>) -> Result<(), BadOption> {
        let faults: Vec<Fault> = faults.into_iter().collect();
        faults.iter().try_for_each(Fault::check)?;
        self.state.faults.extend(faults);
        Ok(())
    }

    /// The test messages that were accepted, oldest first: the newest 200 of them, and no more than 256 KiB as JSON.
    pub fn deliveries(&self) -> &[Delivery] {
        &self.state.deliveries
    }

    /// From now on these are the credentials to show, or none: for a token that changes.
    pub fn set_credentials(&mut self, credentials: Option<Credentials>) {
        self.options.credentials = credentials;
    }

    /// One request, up to where its driver has to do something. What comes first counts: a fault, 429, 401, a path that leads
    /// nowhere (404) or takes no such method (405), then the operation. Each request counts for the rate limit.
    ///
    /// A body gets 415 where it is not sent as `application/json`, 413 over 64 KiB, 400 where it is no JSON or nested more than
    /// 64 deep, and 422 (of test 400) with an entry per field that is wrong.
    pub fn answer(&mut self, request: &Request<'_>, now_ms: f64, random: &mut dyn FnMut() -> u64) -> Outcome {
        let now_ms = if now_ms.is_finite() { now_ms } else { 0.0 };
        let request_id = hex(random);
        let mut headers: Vec<Header> = vec![("X-Request-Id".into(), request_id.clone())];
        let allowance = self.options.rate_limit.map(|rule| self.state.window.take(rule, now_ms));
        if let Some(allowance) = allowance {
            headers.push(("X-RateLimit-Limit".into(), allowance.limit.to_string()));
            headers.push(("X-RateLimit-Remaining".into(), allowance.remaining.to_string()));
            headers.push(("X-RateLimit-Reset".into(), allowance.reset_seconds.to_string()));
        }
        let cut = match self.state.faults.pop_front() {
            Some(Fault::Network) => return Outcome::Fault(Dead::Network),
            Some(Fault::Stall) => return Outcome::Fault(Dead::Stall),
            Some(Fault::Status(fault)) => return Outcome::Answer(fault.answer(headers)),
            Some(Fault::Truncate) => true,
            None => false,
        };
        let authorization = (request.header)("authorization");
        let admitted =
            self.options.credentials.as_ref().is_none_or(|credentials| credentials.admit(authorization.as_deref()));
        let reply = match allowance {
            Some(allowance) if allowance.refused => Err(Refusal::new(429, "Too many requests: try again later.")
                .with("Retry-After", allowance.reset_seconds.to_string())),
            _ if !admitted => Err(Refusal::new(401, "The request shows no credentials that are valid here.")
                .with("WWW-Authenticate", CHALLENGE)),
            _ => Handler {
                store: &mut self.state.store,
                quota: self.options.quota.unwrap_or(QUOTA_DEFAULT),
                organization: &self.state.organization,
                now_ms: whole_ms(now_ms),
                random,
            }
            .handle(request),
        };
        match reply {
            Ok(Reply::Test(delivery)) => Outcome::Deliver(Pending { delivery, request_id, headers, cut }),
            Ok(Reply::Nothing) => Outcome::Answer(Answer { status: 204, headers, body: None, cut }),
            Ok(Reply::Document { status, location, body }) => {
                headers.extend(location.map(|location| ("Location".into(), location)));
                Outcome::Answer(document(status, headers, &body, cut))
            }
            Err(refusal) => Outcome::Answer(refused(refusal, &request_id, &rfc3339(whole_ms(now_ms)), headers, cut)),
        }
    }

    /// Reports the outcome of a test message: accepted, or refused for a reason. Only an accepted one is recorded, and
    /// answered with 204. One that was refused gets 400 at `/target` with the reason, its URLs redacted, cut at 500
    /// characters: Confluent does not document that answer.
    pub fn delivered(&mut self, pending: Pending, result: Result<(), String>) -> Answer {
        let Pending { delivery, request_id, headers, cut } = pending;
        match result {
            Ok(()) => {
                self.record(delivery);
                Answer { status: 204, headers, body: None, cut }
            }
            Err(reason) => {
                let reason: String = redact_text(&reason).chars().take(REASON_MAX).collect();
                let detail = format!("The test message was refused: {reason}");
                refused(Refusal::at(400, "/target", detail), &request_id, &delivery.at, headers, cut)
            }
        }
    }

    /// [`Sandbox::answer`] for drivers that record test messages and send none.
    ///
    /// # Errors
    /// [`Dead`], where the next fault was [`Fault::Network`] or [`Fault::Stall`]. One that [cuts](Answer::cut) the answer is
    /// no error here.
    pub fn answer_recording(
        &mut self,
        request: &Request<'_>,
        now_ms: f64,
        random: &mut dyn FnMut() -> u64,
    ) -> Result<Answer, Dead> {
        match self.answer(request, now_ms, random) {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Deliver(pending) => Ok(self.delivered(pending, Ok(()))),
            Outcome::Fault(dead) => Err(dead),
        }
    }

    fn record(&mut self, delivery: Delivery) {
        let deliveries = &mut self.state.deliveries;
        deliveries.push(delivery);
        let mut bytes = 0;
        let fitting = deliveries.iter().rev().take(DELIVERIES_MAX).take_while(|delivery| {
            bytes += size(delivery);
            bytes <= DELIVERIES_BYTES_MAX
        });
        let surplus = deliveries.len() - fitting.count();
        deliveries.drain(..surplus);
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("options", &self.options)
            .field("integrations", &self.state.store.all().len())
            .field("deliveries", &self.state.deliveries.len())
            .field("faults", &self.state.faults.len())
            .finish()
    }
}

fn document(status: u16, mut headers: Vec<Header>, body: &Value, cut: bool) -> Answer {
    headers.push(("Content-Type".into(), "application/json".to_owned()));
    Answer { status, headers, body: Some(body.to_string()), cut }
}

fn refused(refusal: Refusal, request_id: &str, at: &str, mut headers: Vec<Header>, cut: bool) -> Answer {
    let body = refusal.body(request_id, at);
    headers.extend(refusal.headers);
    document(refusal.status, headers, &body, cut)
}
