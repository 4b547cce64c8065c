//! The JavaScript binding: options, faults and deliveries across the border, and a step at a time for `sandbox.js`,
//! which holds what only the host can do: reading a Request, building a Response, waiting.
//!
//! Every method takes `&self`, and nothing is borrowed while JavaScript runs, so calls may overlap and nest.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, JSON, JsString, Math, Promise, Reflect, TypeError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Url;

use super::body::BODY_MAX;
use super::exchange::Pending;
use super::{
    Answer, BadOption, Credentials, Dead, Delivery, Fault, Options, Outcome, RateLimit, Request, Sandbox, loopback,
    random_from, split_prefix,
};

/// What a sandbox starts with. What is wrong with it is thrown as a TypeError that names the field.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SandboxOptions {
    /// Integrations to start with. Default: a believable handful of every kind, one retired Teams connector and one
    /// kind newer than this release among them.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(optional, type = "readonly NewIntegration[]")]
    seed: JsValue,
    /// Where given, other credentials get 401. A token function is asked at each request which token is right.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(optional, type = "Credentials")]
    credentials: JsValue,
    /// The quota integrations_per_org; over it, 402. Default 1 000.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(optional, type = "number")]
    quota: JsValue,
    /// Where given, more requests than these get 429.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(optional, type = "SandboxRateLimit")]
    rate_limit: JsValue,
    /// Called for each test message, beside recording it. A rejection makes `test` answer 400 with the reason in its
    /// words, and the message is not recorded. `"loopback"` posts it for real to targets on this machine (localhost,
    /// 127.0.0.0/8, \[::1\]), following no redirect, within 5 s; one for another host is recorded, answered with 204
    /// and sent nowhere. Default: record only.
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    #[tsify(optional, type = "\"loopback\" | ((delivery: Delivery) => void | Promise<void>)")]
    deliver: JsValue,
}

#[wasm_bindgen(typescript_custom_section)]
const BY_HAND: &'static str = include_str!("types.d.ts");

/// What `sandbox.js` does next. One of the fields is there.
#[derive(Default, Serialize)]
struct Step {
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<ToSend>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deliver: Option<ToDeliver>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'static str>,
}

#[derive(Serialize)]
struct ToSend {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    cut: bool,
}

#[derive(Serialize)]
struct ToDeliver {
    /// What [`Core::delivered`] and [`Core::post`] want to be given.
    ticket: u32,
    delivery: Delivery,
}

/// A sandbox, and the test messages of it that are under way.
#[wasm_bindgen(js_name = SandboxCore, skip_typescript)]
pub struct Core {
    sandbox: RefCell<Sandbox>,
    pending: RefCell<BTreeMap<u32, Pending>>,
    last_ticket: Cell<u32>,
}

#[wasm_bindgen(js_class = SandboxCore)]
impl Core {
    /// A sandbox with these options. `now_ms` is since 1970, here as in every method.
    ///
    /// # Errors
    /// A `TypeError` that names the first option that makes no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Ts<SandboxOptions>, now_ms: f64) -> Result<Core, JsValue> {
        let sandbox = Sandbox::new(read_options(options)?, now_ms, &mut random()).map_err(to_js)?;
        Ok(Core { sandbox: RefCell::new(sandbox), pending: RefCell::new(BTreeMap::new()), last_ticket: Cell::new(0) })
    }

    /// One request, up to where the host has to do something. `url` is absolute; `headers` holds names and values by turns.
    ///
    /// # Errors
    /// The host's own, if `url` is not a URL by the WHATWG URL standard.
    pub fn answer(
        &self,
        method: &str,
        url: &str,
        headers: Vec<String>,
        body: &str,
        now_ms: f64,
    ) -> Result<JsValue, JsValue> {
        let url = Url::new(url)?;
        let (path, query) = (url.pathname(), url.search());
        let (prefix, path) = split_prefix(&path);
        let base_url = [&url.origin(), prefix].concat();
        let header = |name: &str| {
            let pair = headers.chunks(2).find(|pair| pair[0].eq_ignore_ascii_case(name));
            pair.and_then(|pair| pair.get(1)).cloned()
        };
        let query = query.trim_start_matches('?');
        let request = Request { method, path, query, header: &header, body, base_url: &base_url };
        let mut random = random();
        let outcome = self.sandbox.borrow_mut().answer(&request, now_ms, &mut random);
        let step = match outcome {
            Outcome::Answer(answer) => to_send(answer),
            Outcome::Deliver(pending) => {
                let ticket = self.last_ticket.get().wrapping_add(1);
                self.last_ticket.set(ticket);
                let delivery = pending.delivery.clone();
                self.pending.borrow_mut().insert(ticket, pending);
                Step { deliver: Some(ToDeliver { ticket, delivery }), ..Step::default() }
            }
            Outcome::Fault(Dead::Network) => Step { fault: Some("network"), ..Step::default() },
            Outcome::Fault(Dead::Stall) => Step { fault: Some("stall"), ..Step::default() },
        };
        to_document(&step)
    }

    /// Reports the outcome of a test message: refused with a reason, accepted without one. The step holds the answer.
    ///
    /// # Errors
    /// A `TypeError`, if the outcome of the ticket's message was reported before, or there is no such message.
    pub fn delivered(&self, ticket: u32, refused: Option<String>) -> Result<JsValue, JsValue> {
        let pending = self.pending.borrow_mut().remove(&ticket);
        let pending = pending.ok_or_else(|| TypeError::new("the outcome of this message was reported before"))?;
        let answer = self.sandbox.borrow_mut().delivered(pending, refused.map_or(Ok(()), Err));
        to_document(&to_send(answer))
    }

    /// Posts a test message for real, if its target is on this machine. Resolves with the reason where it was refused, and
    /// never rejects.
    pub fn post(&self, ticket: u32) -> Promise {
        let delivery = self.pending.borrow().get(&ticket).map(|pending| pending.delivery.clone());
        future_to_promise(async move {
            match delivery {
                Some(delivery) => {
                    Ok(loopback::post(&delivery).await.map_or_else(JsValue::from, |()| JsValue::UNDEFINED))
                }
                None => Ok(JsValue::UNDEFINED),
            }
        })
    }

    /// The test messages accepted so far, oldest first; see [`Sandbox::deliveries`] for how many.
    ///
    /// # Errors
    /// None is known: what was accepted came as JSON.
    pub fn deliveries(&self) -> Result<JsValue, JsValue> {
        let deliveries = self.sandbox.borrow().deliveries().to_vec();
        to_document(&deliveries)
    }

    /// Takes a list of faults, all or none.
    ///
    /// # Errors
    /// A `TypeError`, where one is no fault or its status is not within 200 to 599.
    pub fn fail(&self, faults: Vec<JsValue>) -> Result<(), JsValue> {
        let read = |fault| {
            serde_wasm_bindgen::from_value::<Fault>(fault).map_err(|_| {
                let detail = r#"must be "network", "stall", "truncate" or { status, headers?, body?, truncate? }"#;
                to_js(BadOption::new("fault", detail))
            })
        };
        let faults = faults.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.sandbox.borrow_mut().fail(faults).map_err(to_js)
    }

    /// Starts over, as [`Sandbox::reset`] does. Messages under way keep their tickets.
    pub fn reset(&self, now_ms: f64) {
        let mut random = random();
        self.sandbox.borrow_mut().reset(now_ms, &mut random);
    }

    /// From now on this is the bearer token to show.
    #[wasm_bindgen(js_name = expectToken)]
    pub fn expect_token(&self, token: String) {
        self.sandbox.borrow_mut().set_credentials(Some(Credentials::Bearer(token)));
    }

    /// Largest body in bytes: what is longer need not be carried across whole to be refused.
    #[wasm_bindgen(js_name = bodyMax)]
    pub fn body_max() -> u32 {
        BODY_MAX as u32
    }
}

/// Drawn from the host before anything is borrowed.
fn random() -> impl FnMut() -> u64 {
    random_from(Math::random().to_bits() ^ Math::random().to_bits().rotate_left(32))
}

fn to_send(answer: Answer) -> Step {
    let headers = answer.headers.into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
    let Answer { status, body, cut, .. } = answer;
    Step { answer: Some(ToSend { status, headers, body, cut }), ..Step::default() }
}

/// As JSON.parse would give it: objects, no Map, no BigInt, null where a document holds null.
fn to_document(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn to_js(bad: BadOption) -> JsValue {
    TypeError::new(&bad.to_string()).into()
}

fn bad<T>(field: &str, detail: &str) -> Result<T, JsValue> {
    Err(to_js(BadOption::new(field, detail)))
}

fn read_options(options: Ts<SandboxOptions>) -> Result<Options, JsValue> {
    let Ok(SandboxOptions { seed, credentials, quota, rate_limit, deliver }) = options.to_rust() else {
        return bad("options", "must be an object");
    };
    if !(deliver.is_undefined() || deliver.is_function() || deliver.as_string().as_deref() == Some("loopback")) {
        return bad("deliver", "must be \"loopback\" or a function");
    }
    Ok(Options {
        seed: present(seed).map(read_seed).transpose()?,
        credentials: present(credentials).map(|given| read_credentials(&given)).transpose()?,
        quota: present(quota).map(read_quota).transpose()?,
        rate_limit: present(rate_limit).map(read_rate_limit).transpose()?,
    })
}

fn present(value: JsValue) -> Option<JsValue> {
    (!value.is_undefined()).then_some(value)
}

/// By way of JSON, so that a seed means what the same body would mean on the wire.
fn read_seed(given: JsValue) -> Result<Vec<Value>, JsValue> {
    if !Array::is_array(&given) {
        return bad("seed", "must be an array");
    }
    let text = JSON::stringify(&given).map(String::from).unwrap_or_default();
    serde_json::from_str(&text).or_else(|_| bad("seed", "cannot be written as JSON"))
}

fn read_credentials(given: &JsValue) -> Result<Credentials, JsValue> {
    let field = |name: &str| Reflect::get(given, &JsString::from(name)).unwrap_or_default();
    let text = |name: &str| field(name).as_string().filter(|text| !text.is_empty());
    if field("token").is_function() {
        // The right token is not known yet: `sandbox.js` asks before each request.
        return Ok(Credentials::Bearer(String::new()));
    }
    match (text("apiKey"), text("apiSecret"), text("token")) {
        (Some(key), Some(secret), None) => Ok(Credentials::Basic { key, secret }),
        (None, None, Some(token)) => Ok(Credentials::Bearer(token)),
        _ => bad("credentials", "must be { apiKey, apiSecret } or { token }, and not empty"),
    }
}

fn read_quota(given: JsValue) -> Result<u32, JsValue> {
    serde_wasm_bindgen::from_value(given).or_else(|_| bad("quota", "must be a whole number, 0 or more"))
}

fn read_rate_limit(given: JsValue) -> Result<RateLimit, JsValue> {
    serde_wasm_bindgen::from_value(given)
        .or_else(|_| bad("rateLimit", "must be { limit, windowSeconds }, a whole number and a number"))
}
