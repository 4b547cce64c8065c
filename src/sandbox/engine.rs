//! The sandbox itself: a request's path through faults, rate limit and credentials to the handler, and the state.

use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api_error::ApiError;
use super::context::{Context, Success};
use super::credentials::CHALLENGE;
use super::exchange::{ConnectionFault, Header, NextAction, PendingDelivery, SandboxRequest, SandboxResponse};
use super::fault::Fault;
use super::handler::handle;
use super::options::{InvalidOption, Options, QUOTA_DEFAULT, seed_fields};
use super::random::hex;
use super::rate_limit::Window;
use super::seed::default_seed;
use super::store::{Store, json_size};
use super::time::{rfc3339, whole_ms};
use super::{Credentials, Delivery};
use crate::integration::redact_text;

/// How many deliveries are kept: the newest ones…
const DELIVERIES_MAX: usize = 200;
/// …of at most this many bytes of JSON.
const DELIVERIES_BYTES_MAX: usize = 256 * 1024;
/// How much of a failed delivery's reason a 400 repeats, in characters.
const REASON_MAX: usize = 500;

/// The API in memory: one organization's integrations. `Debug` writes how many there are and none of their content.
///
/// Operations, statuses and error bodies are those of Confluent's documentation of Notifications v1, Integrations, editions
/// of 2023 and 2026. What the documentation leaves open is this library's choice (`docs/decisions/0006`). A sandbox holds at most
/// 1 MiB of integrations as JSON, and responds with 402 to more.
///
/// Times are in milliseconds since 1970 (UTC). A time before the year 1970 or after 9999 counts as the nearest one within,
/// and NaN as 1970. `random` returns numbers over the whole range of `u64`, of which ids are made. Methods do not panic and do
/// not wait.
///
/// ```
/// use confluent_notifications::sandbox::{Fault, Options, Sandbox, SandboxRequest, StatusFault, random_from};
///
/// let mut random = random_from(1);
/// let mut sandbox = Sandbox::new(Options { seed: Some(vec![]), ..Options::default() }, 1.8e12, &mut random)?;
/// let header = |name: &str| (name == "content-type").then(|| "application/json".to_owned());
/// let request = SandboxRequest {
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
/// let mut status = || sandbox.respond(&request, 1.8e12, &mut random).map(|response| response.status);
/// // The fault, then a success, then a name that is taken.
/// assert_eq!([status(), status(), status()], [Ok(503), Ok(201), Ok(409)]);
/// # Ok::<(), confluent_notifications::sandbox::InvalidOption>(())
/// ```
pub struct Sandbox {
    options: Options,
    state: State,
}

/// Everything that changes, in the form in which it is saved.
#[derive(Serialize, Deserialize)]
struct State {
    organization: String,
    store: Store,
    deliveries: Vec<Delivery>,
    faults: VecDeque<Fault>,
    window: Window,
}

impl State {
    fn new(options: &Options, now_ms: f64, random: &mut dyn FnMut() -> u64) -> Result<State, InvalidOption> {
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
                    store.insert(seed_fields(body, index, options.is_url())?, now_ms, random);
                }
            }
        }
        Ok(State { organization, store, deliveries: Vec::new(), faults: VecDeque::new(), window: Window::default() })
    }
}

impl Sandbox {
    /// Creates a sandbox with its first integrations: those of the seed, created now, or by default a few realistic ones of
    /// every kind.
    ///
    /// # Errors
    /// The first option that is invalid: a `rateLimit.windowSeconds` that is not above 0 or not finite, or a `seed[…]` that
    /// create would reject for another reason than its target's kind.
    pub fn new(options: Options, now_ms: f64, random: &mut dyn FnMut() -> u64) -> Result<Sandbox, InvalidOption> {
        let state = State::new(&options, now_ms, random)?;
        Ok(Sandbox { options, state })
    }

    /// Returns the state for [`Sandbox::restore`]: integrations, deliveries, pending faults and the rate limit's window, but not
    /// the options. It is at most about 1.5 MB of text, unless the seed or the faults were larger. It holds webhook URLs. Its
    /// form may change with a release.
    pub fn save(&self) -> Value {
        serde_json::to_value(&self.state).unwrap_or_default()
    }

    /// Creates a sandbox with the state of another. The options need not be the same; their seed is used by
    /// [`Sandbox::reset`] only.
    ///
    /// # Errors
    /// As [`Sandbox::new`]; also the field `saved` if it is not a state that [`Sandbox::save`] returned.
    pub fn restore(options: Options, saved: Value) -> Result<Sandbox, InvalidOption> {
        options.check()?;
        let state =
            serde_json::from_value(saved).map_err(|_| InvalidOption::new("saved", "is not what a sandbox saves"))?;
        Ok(Sandbox { options, state })
    }

    /// Restores the initial state: the first integrations under new ids, no deliveries, no faults, and a new window of the rate
    /// limit. Options and credentials stay.
    pub fn reset(&mut self, now_ms: f64, random: &mut dyn FnMut() -> u64) {
        if let Ok(state) = State::new(&self.options, now_ms, random) {
            self.state = state;
        }
    }

    /// Makes the next requests fail, one for each fault, after the faults that are still pending. Their number is not limited.
    ///
    /// # Errors
    /// The field `fault.status` if a status is not within 200 to 599; then none of the faults is taken.
    pub fn fail(&mut self, faults: impl IntoIterator<Item = Fault>) -> Result<(), InvalidOption> {
        let faults: Vec<Fault> = faults.into_iter().collect();
        faults.iter().try_for_each(Fault::check)?;
        self.state.faults.extend(faults);
        Ok(())
    }

    /// Returns the test messages that were accepted, oldest first: the newest 200 of them, of at most 256 KiB as JSON.
    pub fn deliveries(&self) -> &[Delivery] {
        &self.state.deliveries
    }

    /// Replaces the credentials that requests must have; with `None`, they need none. This is for a token that changes.
    pub fn set_credentials(&mut self, credentials: Option<Credentials>) {
        self.options.credentials = credentials;
    }

    /// Handles one request up to the point where its driver has to act. The first of these decides: a fault, 429, 401, an unknown
    /// path (404), a method that the path does not have (405), the operation. Every request counts for the rate limit.
    ///
    /// A body gets 415 if it is not sent as `application/json`, 413 if it is larger than 64 KiB, 400 if it is not JSON or nested
    /// more than 64 deep, and 422 (400 of a test) with an entry for each invalid field.
    pub fn handle(&mut self, request: &SandboxRequest<'_>, now_ms: f64, random: &mut dyn FnMut() -> u64) -> NextAction {
        let now_ms = if now_ms.is_finite() { now_ms } else { 0.0 };
        let request_id = hex(random);
        let mut headers: Vec<Header> = vec![("X-Request-Id".into(), request_id.clone())];
        let allowance = self.options.rate_limit.map(|rule| self.state.window.take(rule, now_ms));
        if let Some(allowance) = allowance {
            headers.push(("X-RateLimit-Limit".into(), allowance.limit.to_string()));
            headers.push(("X-RateLimit-Remaining".into(), allowance.remaining.to_string()));
            headers.push(("X-RateLimit-Reset".into(), allowance.reset_seconds.to_string()));
        }
        let truncated = match self.state.faults.pop_front() {
            Some(Fault::Network) => return NextAction::Fail(ConnectionFault::Network),
            Some(Fault::Stall) => return NextAction::Fail(ConnectionFault::Stall),
            Some(Fault::Status(fault)) => return NextAction::Respond(fault.into_response(headers)),
            Some(Fault::Truncate) => true,
            None => false,
        };
        let authorization = (request.header)("authorization");
        let is_authorized = self
            .options
            .credentials
            .as_ref()
            .is_none_or(|credentials| credentials.match_header(authorization.as_deref()));
        let result = match allowance {
            Some(allowance) if allowance.exceeded => Err(ApiError::new(429, "Too many requests: try again later.")
                .with_header("Retry-After", allowance.reset_seconds.to_string())),
            _ if !is_authorized => Err(ApiError::new(401, "The request shows no credentials that are valid here.")
                .with_header("WWW-Authenticate", CHALLENGE)),
            _ => {
                let mut context = Context {
                    store: &mut self.state.store,
                    is_url: self.options.is_url(),
                    quota: self.options.quota.unwrap_or(QUOTA_DEFAULT),
                    organization: &self.state.organization,
                    now_ms: whole_ms(now_ms),
                    random,
                };
                handle(&mut context, request)
            }
        };
        match result {
            Ok(Success::Deliver(delivery)) => {
                NextAction::Deliver(PendingDelivery { delivery, request_id, headers, truncated })
            }
            Ok(Success::NoContent) => {
                NextAction::Respond(SandboxResponse { status: 204, headers, body: None, truncated })
            }
            Ok(Success::Document { status, location, body }) => {
                headers.extend(location.map(|location| ("Location".into(), location)));
                NextAction::Respond(json_response(status, headers, &body, truncated))
            }
            Err(error) => {
                let timestamp = rfc3339(whole_ms(now_ms));
                NextAction::Respond(error_response(error, &request_id, &timestamp, headers, truncated))
            }
        }
    }

    /// Returns the response to a test message, given the result of its delivery: accepted, or rejected for a reason. An accepted
    /// message is recorded and gets 204. A rejected one gets 400 at `/target` with the first 500 characters of the reason, whose
    /// URLs are redacted; Confluent does not document that response.
    pub fn complete_delivery(&mut self, pending: PendingDelivery, result: Result<(), String>) -> SandboxResponse {
        let PendingDelivery { delivery, request_id, headers, truncated } = pending;
        match result {
            Ok(()) => {
                self.record(delivery);
                SandboxResponse { status: 204, headers, body: None, truncated }
            }
            Err(reason) => {
                let reason: String = redact_text(&reason).chars().take(REASON_MAX).collect();
                let detail = format!("The test message was refused: {reason}");
                let error = ApiError::at(400, "/target", detail);
                error_response(error, &request_id, &delivery.at, headers, truncated)
            }
        }
    }

    /// Handles one request as [`Sandbox::handle`] does, and accepts every test message, for drivers that record messages and send
    /// none.
    ///
    /// # Errors
    /// A [`ConnectionFault`] if the next fault was [`Fault::Network`] or [`Fault::Stall`]. A
    /// [truncated](SandboxResponse::truncated) response is no error here.
    pub fn respond(
        &mut self,
        request: &SandboxRequest<'_>,
        now_ms: f64,
        random: &mut dyn FnMut() -> u64,
    ) -> Result<SandboxResponse, ConnectionFault> {
        match self.handle(request, now_ms, random) {
            NextAction::Respond(response) => Ok(response),
            NextAction::Deliver(pending) => Ok(self.complete_delivery(pending, Ok(()))),
            NextAction::Fail(fault) => Err(fault),
        }
    }

    fn record(&mut self, delivery: Delivery) {
        let deliveries = &mut self.state.deliveries;
        deliveries.push(delivery);
        let mut bytes = 0;
        let fitting = deliveries.iter().rev().take(DELIVERIES_MAX).take_while(|delivery| {
            bytes += json_size(delivery);
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
            .field("integrations", &self.state.store.records().len())
            .field("deliveries", &self.state.deliveries.len())
            .field("faults", &self.state.faults.len())
            .finish()
    }
}

fn json_response(status: u16, mut headers: Vec<Header>, body: &Value, truncated: bool) -> SandboxResponse {
    headers.push(("Content-Type".into(), "application/json".to_owned()));
    SandboxResponse { status, headers, body: Some(body.to_string()), truncated }
}

fn error_response(
    error: ApiError,
    request_id: &str,
    timestamp: &str,
    mut headers: Vec<Header>,
    truncated: bool,
) -> SandboxResponse {
    let body = error.to_json(request_id, timestamp);
    headers.extend(error.headers);
    json_response(error.status, headers, &body, truncated)
}
