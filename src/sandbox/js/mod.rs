//! The JavaScript binding: options, faults and deliveries cross the boundary here, and each request proceeds one step at a
//! time. `sandbox.ts` does what only the host can do: read a Request, build a Response, wait.
//!
//! Every method takes `&self`, and nothing is borrowed while JavaScript runs, so calls may overlap and nest.

mod loopback;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, JSON, JsString, Math, Promise, Reflect, TypeError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Url;

use super::arguments::BODY_MAX;
use super::{
    ConnectionFault, Credentials, Delivery, Fault, InvalidOption, NextAction, Options, PendingDelivery, RateLimitRule,
    Sandbox, SandboxRequest, SandboxResponse, random_from, split_prefix,
};
use crate::integration::is_absolute_http_url;

/// What JavaScript alone can describe; what Rust has a struct for is generated from it.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

/// `SandboxOptions` of `types.d.ts`, each option still unchecked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UncheckedOptions {
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    seed: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    credentials: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    quota: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    rate_limit: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    deliver: JsValue,
}

/// What `sandbox.ts` does next: an object with one property, named after the variant.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum SandboxStep {
    Respond(Response),
    Deliver {
        /// What [`SandboxCore::complete_delivery`] and [`SandboxCore::post_to_loopback`] take.
        id: u32,
        delivery: Delivery,
    },
    Fail(ConnectionFault),
}

#[derive(Serialize)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    truncated: bool,
}

/// A sandbox, and its test messages whose delivery has not ended.
#[wasm_bindgen(skip_typescript)]
pub struct SandboxCore {
    sandbox: RefCell<Sandbox>,
    pending: RefCell<BTreeMap<u32, PendingDelivery>>,
    last_id: Cell<u32>,
}

#[wasm_bindgen]
impl SandboxCore {
    /// Creates a sandbox. `now_ms` is since 1970, here and in every method.
    ///
    /// # Errors
    /// A `TypeError` that names the first option that is invalid.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, now_ms: f64) -> Result<SandboxCore, JsValue> {
        let sandbox = Sandbox::new(read_options(options)?, now_ms, &mut random()).map_err(type_error)?;
        Ok(SandboxCore {
            sandbox: RefCell::new(sandbox),
            pending: RefCell::new(BTreeMap::new()),
            last_id: Cell::new(0),
        })
    }

    /// Handles one request up to the point where the host has to act, and returns the step. `url` is absolute; `headers`
    /// alternates names and values.
    ///
    /// # Errors
    /// The host's own, if `url` is not a URL by the WHATWG URL standard.
    pub fn handle(
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
        let request = SandboxRequest { method, path, query, header: &header, body, base_url: &base_url };
        let mut random = random();
        let action = self.sandbox.borrow_mut().handle(&request, now_ms, &mut random);
        to_js(&match action {
            NextAction::Respond(response) => respond(response),
            NextAction::Deliver(pending) => {
                let id = self.last_id.get().wrapping_add(1);
                self.last_id.set(id);
                let delivery = pending.delivery.clone();
                self.pending.borrow_mut().insert(id, pending);
                SandboxStep::Deliver { id, delivery }
            }
            NextAction::Fail(fault) => SandboxStep::Fail(fault),
        })
    }

    /// Takes the result of a delivery, which was rejected for a reason or else accepted, and returns the step with the response.
    ///
    /// # Errors
    /// A `TypeError` if this delivery was completed before, or there is none with this id.
    #[wasm_bindgen(js_name = completeDelivery)]
    pub fn complete_delivery(&self, id: u32, rejection: Option<String>) -> Result<JsValue, JsValue> {
        let pending = self.pending.borrow_mut().remove(&id);
        let pending = pending.ok_or_else(|| TypeError::new("this delivery was completed before"))?;
        let response = self.sandbox.borrow_mut().complete_delivery(pending, rejection.map_or(Ok(()), Err));
        to_js(&respond(response))
    }

    /// Posts a test message over the network if its target is on this machine. The promise resolves with the reason if the
    /// message was rejected, and with undefined otherwise; it never rejects.
    #[wasm_bindgen(js_name = postToLoopback)]
    pub fn post_to_loopback(&self, id: u32) -> Promise {
        let delivery = self.pending.borrow().get(&id).map(|pending| pending.delivery.clone());
        future_to_promise(async move {
            match delivery {
                Some(delivery) => {
                    Ok(loopback::post(&delivery).await.map_or_else(JsValue::from, |()| JsValue::UNDEFINED))
                }
                None => Ok(JsValue::UNDEFINED),
            }
        })
    }

    /// Returns the test messages that were accepted, oldest first; see [`Sandbox::deliveries`] for their number.
    ///
    /// # Errors
    /// None is known, because a message that was accepted was JSON.
    pub fn deliveries(&self) -> Result<JsValue, JsValue> {
        let deliveries = self.sandbox.borrow().deliveries().to_vec();
        to_js(&deliveries)
    }

    /// Takes a list of faults, all or none.
    ///
    /// # Errors
    /// A `TypeError` if one of them is not a fault, or its status is not within 200 to 599.
    pub fn fail(&self, faults: Vec<JsValue>) -> Result<(), JsValue> {
        let read = |fault| {
            serde_wasm_bindgen::from_value::<Fault>(fault).map_err(|_| {
                let detail = r#"must be "network", "stall", "truncate" or { status, headers?, body?, truncate? }"#;
                type_error(InvalidOption::new("fault", detail))
            })
        };
        let faults = faults.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.sandbox.borrow_mut().fail(faults).map_err(type_error)
    }

    /// Restores the initial state, as [`Sandbox::reset`] does. Deliveries that have not ended keep their ids.
    pub fn reset(&self, now_ms: f64) {
        let mut random = random();
        self.sandbox.borrow_mut().reset(now_ms, &mut random);
    }

    /// Sets the bearer token that requests must have from now on.
    #[wasm_bindgen(js_name = setToken)]
    pub fn set_token(&self, token: String) {
        self.sandbox.borrow_mut().set_credentials(Some(Credentials::Bearer(token)));
    }

    /// Returns the largest body in bytes. A longer one is rejected even if only its start crosses the boundary.
    #[wasm_bindgen(js_name = bodyMax)]
    pub fn body_max() -> u32 {
        BODY_MAX as u32
    }
}

/// Seeds a generator from the host's. Call it before anything is borrowed, because it calls JavaScript.
fn random() -> impl FnMut() -> u64 {
    random_from(Math::random().to_bits() ^ Math::random().to_bits().rotate_left(32))
}

fn respond(response: SandboxResponse) -> SandboxStep {
    let headers = response.headers.into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
    let SandboxResponse { status, body, truncated, .. } = response;
    SandboxStep::Respond(Response { status, headers, body, truncated })
}

/// Converts a value to what `JSON.parse` would return: objects instead of a Map, no BigInt, and null where a document holds
/// null.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn type_error(invalid: InvalidOption) -> JsValue {
    TypeError::new(&invalid.to_string()).into()
}

fn invalid<T>(field: &str, detail: &str) -> Result<T, JsValue> {
    Err(type_error(InvalidOption::new(field, detail)))
}

fn read_options(options: JsValue) -> Result<Options, JsValue> {
    let Ok(UncheckedOptions { seed, credentials, quota, rate_limit, deliver }) =
        serde_wasm_bindgen::from_value(options)
    else {
        return invalid("options", "must be an object");
    };
    if !(deliver.is_undefined() || deliver.is_function() || deliver.as_string().as_deref() == Some("loopback")) {
        return invalid("deliver", "must be \"loopback\" or a function");
    }
    Ok(Options {
        seed: present(seed).map(read_seed).transpose()?,
        credentials: present(credentials).map(|credentials| read_credentials(&credentials)).transpose()?,
        quota: present(quota).map(read_quota).transpose()?,
        rate_limit: present(rate_limit).map(read_rate_limit).transpose()?,
        is_url: Some(|text| is_absolute_http_url(text) && Url::new(text).is_ok()),
    })
}

fn present(value: JsValue) -> Option<JsValue> {
    (!value.is_undefined()).then_some(value)
}

/// Converts a seed through JSON, so that it means what the same body would mean on the wire.
fn read_seed(seed: JsValue) -> Result<Vec<Value>, JsValue> {
    if !Array::is_array(&seed) {
        return invalid("seed", "must be an array");
    }
    let text = JSON::stringify(&seed).map(String::from).unwrap_or_default();
    serde_json::from_str(&text).or_else(|_| invalid("seed", "cannot be written as JSON"))
}

fn read_credentials(credentials: &JsValue) -> Result<Credentials, JsValue> {
    let field = |name: &str| Reflect::get(credentials, &JsString::from(name)).unwrap_or_default();
    let text = |name: &str| field(name).as_string().filter(|text| !text.is_empty());
    if field("token").is_function() {
        // The token is unknown until `sandbox.ts` calls the function, before each request.
        return Ok(Credentials::Bearer(String::new()));
    }
    match (text("apiKey"), text("apiSecret"), text("token")) {
        (Some(key), Some(secret), None) => Ok(Credentials::Basic { key, secret }),
        (None, None, Some(token)) => Ok(Credentials::Bearer(token)),
        _ => invalid("credentials", "must be { apiKey, apiSecret } or { token }, and not empty"),
    }
}

fn read_quota(quota: JsValue) -> Result<u32, JsValue> {
    serde_wasm_bindgen::from_value(quota).or_else(|_| invalid("quota", "must be a whole number, 0 or more"))
}

fn read_rate_limit(rate_limit: JsValue) -> Result<RateLimitRule, JsValue> {
    serde_wasm_bindgen::from_value(rate_limit)
        .or_else(|_| invalid("rateLimit", "must be { limit, windowSeconds }, a whole number and a number"))
}
