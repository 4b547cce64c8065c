//! The Durable Object that holds the sandbox: one for all, so that all isolates see the same integrations, which outlive
//! them. Only this Worker reaches it, with requests that it has already authenticated.

use std::cell::RefCell;

use js_sys::Uint8Array;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::durable::{State, Storage};
use worker::{Url, console_log, web_sys};

use super::clock::now_ms;
use super::random::random;
use super::request_body::read_body;
use super::respond::respond;
use crate::sandbox::{Delivery, NextAction, Options, Sandbox, SandboxRequest, split_prefix};
use crate::worker::response::ApiResponse;

/// Everything under one key, so that it is saved whole or not at all. As bytes: text outside Latin-1 would weigh
/// double, and go over the 2 MB that a value may.
const KEY: &str = "state";

/// The object. `Sandbox` in entry.ts wraps it, so that one of a new instance can take its place.
#[wasm_bindgen(skip_typescript)]
pub struct SandboxObject {
    state: State,
    sandbox: RefCell<Option<Sandbox>>,
}

#[wasm_bindgen]
impl SandboxObject {
    /// Creates the object, as the platform demands.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(state: worker::worker_sys::DurableObjectState) -> SandboxObject {
        SandboxObject { state: State::from(state), sandbox: RefCell::default() }
    }

    /// Answers a request.
    #[wasm_bindgen(skip_typescript)]
    pub async fn fetch(&self, request: web_sys::Request) -> Result<web_sys::Response, JsValue> {
        let url = Url::parse(&request.url()).map_err(|error| JsError::new(&error.to_string()))?;
        let (method, headers) = (request.method(), request.headers());
        let body = match read_body(&request).await {
            Ok(body) => String::from_utf8_lossy(&body).into_owned(),
            Err(error) => return respond(&error, &[]),
        };
        self.load().await?;
        let response = self.handle(&method, &url, &|name| headers.get(name).ok().flatten(), &body);
        if method != "GET" {
            self.save().await?;
        }
        respond(&response, &[])
    }

    /// No other request interleaves: the platform's input gate is closed while storage is read.
    async fn load(&self) -> Result<(), JsValue> {
        if self.sandbox.borrow().is_some() {
            return Ok(());
        }
        let saved = read(&self.state.storage()).await?;
        let was_saved = saved.is_some();
        let restored = saved.and_then(|saved| Sandbox::restore(Options::default(), saved).ok());
        let is_new = restored.is_none();
        if was_saved && is_new {
            console_log!("the sandbox's saved state is of another release: it starts over");
        }
        let sandbox = match restored {
            Some(sandbox) => sandbox,
            None => Sandbox::new(Options::default(), now_ms(), &mut random())
                .map_err(|error| JsError::new(&error.to_string()))?,
        };
        *self.sandbox.borrow_mut() = Some(sandbox);
        // Its first integrations keep their ids.
        if is_new { self.save().await } else { Ok(()) }
    }

    fn handle(&self, method: &str, url: &Url, header: &dyn Fn(&str) -> Option<String>, body: &str) -> ApiResponse {
        let mut sandbox = self.sandbox.borrow_mut();
        let Some(sandbox) = sandbox.as_mut() else { return ApiResponse::empty(500) };
        if url.path().ends_with("/sandbox/deliveries") {
            return ApiResponse::json(200, &json!({"data": sandbox.deliveries()}));
        }
        if url.path().ends_with("/sandbox/reset") {
            sandbox.reset(now_ms(), &mut random());
            return ApiResponse::empty(204);
        }
        let (prefix, path) = split_prefix(url.path());
        let base_url = url.origin().ascii_serialization() + prefix;
        let query = url.query().unwrap_or_default();
        let request = SandboxRequest { method, path, query, header, body, base_url: &base_url };
        let response = match sandbox.handle(&request, now_ms(), &mut random()) {
            NextAction::Respond(response) => response,
            NextAction::Deliver(pending) => {
                let result = deliver(&pending.delivery);
                sandbox.complete_delivery(pending, result)
            }
            // Nothing makes this sandbox fail.
            NextAction::Fail(_) => return ApiResponse::empty(500),
        };
        ApiResponse {
            status: response.status,
            headers: response.headers.into_iter().map(|(name, value)| (name.to_lowercase().into(), value)).collect(),
            body: response.body,
            is_own_error: false,
        }
    }

    /// Discards the state in memory if it could not be saved, so that memory is never ahead of storage.
    async fn save(&self) -> Result<(), JsValue> {
        let saved = self.sandbox.borrow().as_ref().map(Sandbox::save).unwrap_or_default().to_string();
        let bytes = Uint8Array::from(saved.as_bytes());
        let stored = self.state.storage().put_raw(KEY, bytes).await;
        if stored.is_err() {
            *self.sandbox.borrow_mut() = None;
        }
        Ok(stored?)
    }
}

/// Nothing is sent anywhere. But a host under `.invalid`, which never resolves (RFC 2606), fails as an unreachable one
/// would, so that people trying out the page see what a dead integration looks like.
fn deliver(delivery: &Delivery) -> Result<(), String> {
    let url = delivery.target.url().and_then(|url| Url::parse(url).ok());
    match url.as_ref().and_then(Url::host_str) {
        Some(host) if host.ends_with(".invalid") => Err(format!("the host {host} cannot be found")),
        _ => Ok(()),
    }
}

async fn read(storage: &Storage) -> Result<Option<Value>, JsValue> {
    let value = JsFuture::from(storage.as_raw().get(KEY)?).await?;
    let bytes = value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
    // What is no JSON cannot be restored either.
    Ok(bytes.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_default()))
}
