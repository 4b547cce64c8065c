//! What the JavaScript entry calls (src/js/worker.js): one function per event, and what it needs to replace an instance
//! that has died.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use worker::worker_sys::MessageBatch;
use worker::{Env, console_error, console_log, web_sys};

use super::assets;
use super::background::Background;
use super::clock::now_ms;
use super::deployment::deployment;
use super::random::new_id;
use super::request::{Reply, RequestHandler};
use super::respond::{pass_through, respond};
use super::upstream::CallPolicy;
use crate::worker::access_log::LogEntry;
use crate::worker::canary::batch::take;
use crate::worker::canary::memory::Canary;
use crate::worker::canary::record::Cause;
use crate::worker::config::Config;
use crate::worker::prefix::check_prefix;
use crate::worker::response::ApiResponse;
use crate::worker::response_headers::CachePolicy;

thread_local! {
    static DIED: RefCell<Option<Function>> = const { RefCell::new(None) };
    static TOLD: Cell<bool> = const { Cell::new(false) };
}

#[wasm_bindgen]
extern "C" {
    /// `WorkerOptions`, checked by [`check_mount`].
    pub type Mount;
    #[wasm_bindgen(method, getter)]
    fn prefix(this: &Mount) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn authorize(this: &Mount) -> JsValue;
}

impl Mount {
    fn visit(&self, request: web_sys::Request, env: Env, wait_until: Option<Function>) -> RequestHandler {
        let prefix = self.prefix().as_string().unwrap_or_default();
        let visit = RequestHandler::new(request, env, prefix, self.authorize().dyn_into().ok(), wait_until);
        tell_notes(visit.config());
        visit
    }
}

fn tell_notes(config: &Config) {
    if !TOLD.replace(true) {
        config.notes().iter().for_each(|note| console_log!("{note}"));
    }
}

/// Answers a request. `wait_until` takes a promise of work that goes on after the answer, where the platform offers that.
#[wasm_bindgen(skip_typescript)]
pub async fn serve(
    request: web_sys::Request,
    env: Env,
    mount: Mount,
    wait_until: Option<Function>,
) -> Result<web_sys::Response, JsValue> {
    let began = now_ms();
    let visit = mount.visit(request, env, wait_until);
    let mut entry = LogEntry { request_id: new_id(), ..LogEntry::default() };
    let reply = visit.answer(&mut entry).await.unwrap_or_else(Reply::ApiResponse);
    entry.ms = (now_ms() - began) as u64;
    let headers = |kept| {
        let mut headers = visit.headers(&entry.request_id, kept);
        headers.extend(entry.timing().map(|timing| ("server-timing", timing)));
        headers
    };
    let response = match reply {
        Reply::File(response, kept) => pass_through(&response, &assets::FORWARDED_HEADERS, &headers(kept)),
        Reply::ApiResponse(answer) => {
            // Confluent's support asks for Confluent's own request id.
            let own = answer.header("x-request-id").is_none();
            let headers: Vec<_> =
                headers(CachePolicy::Never).into_iter().filter(|(name, _)| own || *name != "x-request-id").collect();
            respond(&answer, &headers)
        }
    }?;
    entry.status = response.status();
    if entry.counts() {
        console_log!("{}", entry.line());
    }
    Ok(response)
}

/// Answers a request whose instance died while handling it; this is a new instance.
#[wasm_bindgen(skip_typescript)]
pub fn lost(request: web_sys::Request, env: Env, mount: Mount) -> Result<web_sys::Response, JsValue> {
    let visit = mount.visit(request, env, None);
    let id = new_id();
    let words =
        "A fault in this Worker lost the request, which may have taken effect. The next request is served again.";
    console_error!("{}", LogEntry { status: 500, request_id: id.clone(), ..LogEntry::default() }.line());
    respond(&ApiResponse::error(500, "internal", words), &visit.headers(&id, CachePolicy::Never))
}

/// Checks `WorkerOptions`.
#[wasm_bindgen(js_name = checkMount, skip_typescript)]
pub fn check_mount(mount: &Mount) -> Result<(), JsError> {
    if !mount.is_object() {
        return Err(JsError::new("createWorker: options must be an object"));
    }
    let prefix = mount.prefix();
    match prefix.as_string() {
        Some(prefix) => check_prefix(&prefix).map_err(|words| JsError::new(&words))?,
        None if prefix.is_undefined() => {}
        None => return Err(JsError::new("createWorker: prefix must be a string")),
    }
    let authorize = mount.authorize();
    if authorize.is_undefined() || authorize.is_function() {
        Ok(())
    } else {
        Err(JsError::new("createWorker: authorize must be a function"))
    }
}

/// Cron: tests every integration.
#[wasm_bindgen(skip_typescript)]
pub async fn scheduled(env: Env, mount: Mount) {
    let background = background(env, &mount);
    // Failures have already been logged and reported.
    let _ = Canary::new(&background.asking(), None).run(Cause::Schedule, CallPolicy::Long, f64::INFINITY).await;
}

/// Handles messages from the queue: each is one integration of a run.
#[wasm_bindgen(skip_typescript)]
pub async fn queue(batch: MessageBatch, env: Env, mount: Mount) -> Result<(), JsValue> {
    let background = background(env, &mount);
    take(&Canary::new(&background.asking(), None), &batch).await
}

fn background(env: Env, mount: &Mount) -> Background {
    let deployment = deployment(&env, mount.authorize().is_function());
    tell_notes(&deployment.config);
    Background::new(deployment, env, &mount.prefix().as_string().unwrap_or_default())
}

/// Registers `died`, which is called when this instance is about to die.
#[wasm_bindgen(skip_typescript)]
pub fn watch(died: Function) {
    DIED.set(Some(died));
    std::panic::set_hook(Box::new(|info| {
        // Where, not what: the message may quote the data that caused the panic.
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        console_error!(
            "a fault in the Worker, at {place}: the requests under way are lost, the next is served by a new instance"
        );
        let _ = DIED.with_borrow(|died| died.as_ref().map(|died| died.call0(&JsValue::NULL)));
    }));
}
