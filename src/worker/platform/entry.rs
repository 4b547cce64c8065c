//! The functions that the JavaScript entry calls (entry.ts): one per event, and those that replace an instance after a
//! trap.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use worker::worker_sys::MessageBatch;
use worker::{Env, console_error, console_log, web_sys};

use super::assets;
use super::background::Background;
use super::canary::{Canary, queue};
use super::clock::now_ms;
use super::deployment::deployment;
use super::random::new_id;
use super::request::{HandlerResponse, RequestHandler};
use super::respond::{pass_through, respond};
use super::upstream::CallPolicy;
use crate::worker::access_log::LogEntry;
use crate::worker::canary::records::Trigger;
use crate::worker::config::Config;
use crate::worker::prefix::check_prefix;
use crate::worker::response::ApiResponse;
use crate::worker::response_headers::CachePolicy;

thread_local! {
    static ON_TRAP: RefCell<Option<Function>> = const { RefCell::new(None) };
    static NOTES_LOGGED: Cell<bool> = const { Cell::new(false) };
}

#[wasm_bindgen]
extern "C" {
    /// `WorkerOptions`, checked by [`check_options`].
    pub type WorkerOptions;
    #[wasm_bindgen(method, getter)]
    fn prefix(this: &WorkerOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn authorize(this: &WorkerOptions) -> JsValue;
}

impl WorkerOptions {
    fn handler(&self, request: web_sys::Request, env: Env, wait_until: Option<Function>) -> RequestHandler {
        let prefix = self.prefix().as_string().unwrap_or_default();
        let handler = RequestHandler::new(request, env, prefix, self.authorize().dyn_into().ok(), wait_until);
        log_notes(handler.config());
        handler
    }

    fn background(&self, env: Env) -> Background {
        let deployment = deployment(&env, self.authorize().is_function());
        log_notes(&deployment.config);
        Background::new(deployment, env, &self.prefix().as_string().unwrap_or_default())
    }
}

fn log_notes(config: &Config) {
    if !NOTES_LOGGED.replace(true) {
        config.notes().iter().for_each(|note| console_log!("{note}"));
    }
}

/// Answers a request. `wait_until` takes a promise of work that continues after the response, if the platform offers that.
#[wasm_bindgen(js_name = handleRequest, skip_typescript)]
pub async fn handle_request(
    request: web_sys::Request,
    env: Env,
    options: WorkerOptions,
    wait_until: Option<Function>,
) -> Result<web_sys::Response, JsValue> {
    let started_ms = now_ms();
    let handler = options.handler(request, env, wait_until);
    let mut entry = LogEntry { request_id: new_id(), ..LogEntry::default() };
    let handled = handler.handle(&mut entry).await.unwrap_or_else(HandlerResponse::Api);
    entry.ms = (now_ms() - started_ms) as u64;
    let headers = |policy| {
        let mut headers = handler.headers(&entry.request_id, policy);
        headers.extend(entry.server_timing().map(|timing| ("server-timing", timing)));
        headers
    };
    let response = match handled {
        HandlerResponse::Asset(file, policy) => pass_through(&file, &assets::FORWARDED_HEADERS, &headers(policy)),
        HandlerResponse::Api(api) => {
            // Confluent's support asks for Confluent's own request id.
            let own = api.header("x-request-id").is_none();
            let headers: Vec<_> =
                headers(CachePolicy::NoStore).into_iter().filter(|(name, _)| own || *name != "x-request-id").collect();
            respond(&api.with_request_id(&entry.request_id), &headers)
        }
    }?;
    entry.status = response.status();
    if entry.is_logged() {
        console_log!("{}", entry.line());
    }
    Ok(response)
}

/// Answers a request whose instance was lost while handling it. This is a new instance.
#[wasm_bindgen(js_name = instanceLost, skip_typescript)]
pub fn instance_lost(
    request: web_sys::Request,
    env: Env,
    options: WorkerOptions,
) -> Result<web_sys::Response, JsValue> {
    let handler = options.handler(request, env, None);
    let id = new_id();
    let detail =
        "A fault in this Worker lost the request, which may have taken effect. The next request is served again.";
    console_error!("{}", LogEntry { status: 500, request_id: id.clone(), ..LogEntry::default() }.line());
    let response = ApiResponse::error(500, "internal", detail).with_request_id(&id);
    respond(&response, &handler.headers(&id, CachePolicy::NoStore))
}

/// Checks `WorkerOptions`.
#[wasm_bindgen(js_name = checkOptions, skip_typescript)]
pub fn check_options(options: &WorkerOptions) -> Result<(), JsError> {
    if !options.is_object() {
        return Err(JsError::new("createWorker: options must be an object"));
    }
    let prefix = options.prefix();
    match prefix.as_string() {
        Some(prefix) => check_prefix(&prefix).map_err(|reason| JsError::new(&reason))?,
        None if prefix.is_undefined() => {}
        None => return Err(JsError::new("createWorker: prefix must be a string")),
    }
    let authorize = options.authorize();
    if authorize.is_undefined() || authorize.is_function() {
        Ok(())
    } else {
        Err(JsError::new("createWorker: authorize must be a function"))
    }
}

/// Handles a cron trigger: tests every integration.
#[wasm_bindgen(skip_typescript)]
pub async fn scheduled(env: Env, options: WorkerOptions) {
    let background = options.background(env);
    // Failures have already been logged and reported.
    let _ =
        Canary::new(&background.upstream(), None).run(Trigger::Schedule, CallPolicy::Background, f64::INFINITY).await;
}

/// Handles messages from the queue: each is one integration of a run.
#[wasm_bindgen(skip_typescript)]
pub async fn queue(batch: MessageBatch, env: Env, options: WorkerOptions) -> Result<(), JsValue> {
    let background = options.background(env);
    queue::handle(&Canary::new(&background.upstream(), None), &batch).await
}

/// Registers `on_trap`, which is called when this instance is about to trap.
#[wasm_bindgen(js_name = onTrap, skip_typescript)]
pub fn on_trap(on_trap: Function) {
    ON_TRAP.set(Some(on_trap));
    std::panic::set_hook(Box::new(|info| {
        // The location, not the message: that may quote the data that caused the panic.
        let location = info.location().map(ToString::to_string).unwrap_or_default();
        console_error!(
            "a fault in the Worker, at {location}: the requests in progress are lost, the next is served by a new instance"
        );
        let _ = ON_TRAP.with_borrow(|on_trap| on_trap.as_ref().map(|on_trap| on_trap.call0(&JsValue::NULL)));
    }));
}
