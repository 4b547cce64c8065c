//! The exports that `driver.ts` runs a call with: each takes what happened and returns what to do next, one of [`wire::Step`].

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use spin::{Mutex, MutexGuard};
use wasm_bindgen::prelude::*;

use super::document::{FetchResponse, is_url};
use super::report;
use super::wire::{self, Body as BodyKind, Event};
use crate::integration::limits::READ_ONLY;
use crate::integration::{Document, JsonType};
use crate::protocol::{Arguments, Body, Call, Error, Failure, Operation, Settings, Step};

/// All state of an instance. No user code runs while the lock is held, so overlapping or nested calls never meet at it.
struct State {
    /// By the slots that JavaScript was given.
    clients: Vec<Option<Arc<Settings>>>,
    /// Boxed: mostly they are taken out and put back.
    #[expect(clippy::vec_box)]
    calls: Vec<Box<Running>>,
}

/// Not inlined: otherwise every caller would contain the lock's code.
#[inline(never)]
fn state() -> MutexGuard<'static, State> {
    static STATE: Mutex<State> = Mutex::new(State { clients: Vec::new(), calls: Vec::new() });
    STATE.lock()
}

/// A call in progress, under the number that JavaScript gave it.
struct Running {
    number: u32,
    call: Call,
    settings: Arc<Settings>,
}

/// Registers a client: checks its options, reports the headers and the timeout that its calls share, and returns its slot,
/// from 1. Returns 0 if the options are refused, and reports an error that names all that is wrong.
#[wasm_bindgen(js_name = registerClient, skip_typescript)]
pub fn register_client(options: &JsValue, browser: bool) -> u32 {
    match Settings::read(options, None, browser) {
        Ok(settings) => {
            report::settings(&settings);
            report::read_only_fields(&READ_ONLY);
            let mut state = state();
            let clients = &mut state.clients;
            let free = clients.iter().position(Option::is_none).unwrap_or(clients.len());
            if free == clients.len() {
                clients.push(None);
            }
            clients[free] = Some(Arc::new(settings));
            free as u32 + 1
        }
        Err(error) => {
            report::error(&error);
            0
        }
    }
}

/// Releases a client; its slot may be another's next.
#[wasm_bindgen(js_name = releaseClient, skip_typescript)]
pub fn release_client(client: u32) {
    if let Some(slot) = state().clients.get_mut(client as usize - 1) {
        *slot = None;
    }
}

/// Begins a call. `id_or_token` is the resource's id or, if the operation's path has none, the token of a later page;
/// `argument` is the body or query; `body_is_json` tells whether the body could be written as JSON; `options` are the call's
/// over the client's, where it has any.
#[wasm_bindgen(js_name = startCall, skip_typescript)]
pub fn start_call(
    client: u32,
    number: u32,
    operation: u32,
    id_or_token: Option<String>,
    argument: &JsValue,
    body_is_json: bool,
    options: &JsValue,
) -> u32 {
    let operation = Operation::ALL[operation as usize];
    match prepare(client, operation, id_or_token, argument, body_is_json, options) {
        Ok((call, settings)) => {
            state().calls.push(Box::new(Running { number, call, settings }));
            step(number, &Call::start)
        }
        Err(error) => {
            report::error(&error);
            wire::Step::FAILED
        }
    }
}

/// Takes a response. `kind` says what `body` is, one of [`wire::Body`];
/// `now` is in milliseconds since 1970, and `random` in 0..1.
#[wasm_bindgen(js_name = onResponse, skip_typescript)]
pub fn on_response(
    number: u32,
    status: u16,
    response: &JsValue,
    body: &JsValue,
    kind: u32,
    now: f64,
    random: f64,
) -> u32 {
    let text = if kind == BodyKind::JSON { String::new() } else { body.text("").unwrap_or_default() };
    let body = match kind {
        BodyKind::JSON => Body::Json(body),
        BodyKind::TRUNCATED => Body::Truncated(&text),
        _ => Body::from_text(&text),
    };
    step(number, &|call, settings| call.on_response(settings, &FetchResponse { status, response }, body, now, random))
}

/// Takes any other event, one of [`wire::Event`], with a `random` number in 0..1. `text` is the token, or the error message that explains why there
/// is no token or no answer.
#[wasm_bindgen(js_name = onEvent, skip_typescript)]
pub fn on_event(number: u32, event: u32, text: &str, random: f64) -> u32 {
    if event == Event::ABORTED {
        drop(take(number));
        return wire::Step::FAILED;
    }
    step(number, &|call, settings| match event {
        Event::TOKEN_READY => call.on_token(settings, Ok(text)),
        Event::TOKEN_FAILED => call.on_token(settings, Err(text)),
        Event::FETCH_FAILED => call.on_failure(settings, Failure::Network { why: text }, random),
        Event::TIMED_OUT => call.on_failure(settings, Failure::Timeout, 0.0),
        _ => call.on_wait_elapsed(settings),
    })
}

fn prepare(
    client: u32,
    operation: &'static Operation,
    id_or_token: Option<String>,
    argument: &JsValue,
    body_is_json: bool,
    options: &JsValue,
) -> Result<(Call, Arc<Settings>), Error> {
    // JavaScript uses only slots that it was given: any other is a bug in this library, and traps.
    let mut settings = state().clients[client as usize - 1].clone().unwrap();
    if options.json_type("") != JsonType::Absent {
        settings = Arc::new(Settings::read(options, Some(operation), settings.browser)?);
        report::settings(&settings);
    }
    // JavaScript passes one argument for query and body too.
    let id_or_token = id_or_token.as_deref();
    let (id, page_token) = if operation.has_id() { (id_or_token, None) } else { (None, id_or_token) };
    let arguments = Arguments { id, query: argument, page_token, body: argument, body_is_json, is_url };
    let call = Call::prepare(&settings, operation, arguments)?;
    Ok((call, settings))
}

fn take(number: u32) -> Option<Box<Running>> {
    let mut state = state();
    let at = state.calls.iter().position(|running| running.number == number)?;
    Some(state.calls.swap_remove(at))
}

/// Advances a call, which nobody else can reach meanwhile, then tells the driver.
fn step(number: u32, advance: &dyn Fn(&mut Call, &Settings) -> Step) -> u32 {
    // Reading a header may run user code, which may start and advance other calls meanwhile.
    let Some(mut running) = take(number) else { return wire::Step::FAILED };
    let step = advance(&mut running.call, &running.settings);
    if let Some(attempt) = running.call.take_attempt() {
        report::attempt(&running.call, &attempt);
    }
    let next: u32 = match step {
        Step::Token => wire::Step::TOKEN,
        Step::Send => {
            report::request(&running.call);
            wire::Step::SEND
        }
        Step::Wait(ms) => {
            report::wait(ms);
            wire::Step::WAIT
        }
        Step::Done => return wire::Step::DONE,
        Step::Failed(error) => {
            report::error(&error);
            return wire::Step::FAILED;
        }
    };
    state().calls.push(running);
    next
}
