//! The exports that `driver.js` runs a call with: each takes what happened and says what to do next.

use std::cell::{Cell, RefCell};

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use super::document::{ResponseHead, base64, encode, without};
use super::error::{rate_limit, to_js};
use crate::integration::limits::READ_ONLY;
use crate::integration::{Document, Place, Problem, Shape, check_body, check_id, check_list_query};
use crate::protocol::{
    Body, Call, Environment, Error, Failure, Operation, Request, Settings, Step, UrlParts, list_query,
};

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = newAttempt)]
    fn new_attempt(
        operation: &str,
        method: &str,
        path: &str,
        attempt: u32,
        status: Option<u16>,
        request_id: Option<&str>,
        rate_limit: &JsValue,
        error: Option<&str>,
        retry_in_ms: Option<f64>,
    ) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// The driver's record of a call: what it shall send, how long it shall wait, how it ends.
    pub type Job;
    #[wasm_bindgen(method, getter)]
    fn number(this: &Job) -> u32;
    #[wasm_bindgen(method, setter)]
    fn set_number(this: &Job, number: u32);
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Job, method: &str);
    #[wasm_bindgen(method, setter)]
    fn set_url(this: &Job, url: &str);
    #[wasm_bindgen(method, setter)]
    fn set_authorization(this: &Job, authorization: Option<&str>);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Job, body: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_timeout(this: &Job, ms: u32);
    #[wasm_bindgen(method, setter)]
    fn set_wait(this: &Job, ms: f64);
    #[wasm_bindgen(method, setter)]
    fn set_attempt(this: &Job, attempt: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_error(this: &Job, error: &JsValue);
    /// Puts a header over the client's own, for this call.
    #[wasm_bindgen(method, js_name = setHeader)]
    fn set_header(this: &Job, name: &str, value: &str);
}

struct Running {
    number: u32,
    call: Call,
    /// Where the call has options of its own.
    settings: Option<Settings>,
}

/// A client's settings and the calls under way. Every method takes `&self`, and none calls back into JavaScript while a
/// call is borrowed, so that overlapping and nested calls cannot meet.
#[wasm_bindgen(skip_typescript)]
pub struct Core {
    settings: Settings,
    observed: bool,
    calls: RefCell<Vec<Running>>,
    /// Numbers are never used twice, so that no call can be taken for another that has ended.
    last: Cell<u32>,
}

#[wasm_bindgen]
impl Core {
    /// Checks the options; throws a `NotificationsError` that names all that is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, browser: bool) -> Result<Core, JsValue> {
        let environment = Environment { browser, parse_url: &parse_url, base64: &base64 };
        Ok(Core {
            settings: Settings::read(options, &environment).map_err(to_js)?,
            observed: options.shape("onAttempt") == Shape::Function,
            calls: RefCell::default(),
            last: Cell::new(0),
        })
    }

    /// The client's own headers, as names and values by turns.
    pub fn headers(&self) -> Vec<String> {
        self.settings.headers.iter().flat_map(|(name, value)| [name.clone(), value.clone()]).collect()
    }

    /// Begins a call. `id` is the integration's, or for list the token of a later page; `argument` is the body or query.
    pub fn start(&self, job: &Job, operation: u8, id: &JsValue, argument: &JsValue, options: &JsValue) -> u8 {
        let operation = Operation::ALL[usize::from(operation)];
        match self.prepare(job, operation, id, argument, options) {
            Ok(running) => {
                job.set_number(running.number);
                self.calls.borrow_mut().push(running);
                self.step(job, &Call::start)
            }
            Err(error) => {
                job.set_error(&to_js(error));
                FAILED
            }
        }
    }

    /// Takes what the token function gave.
    pub fn token(&self, job: &Job, token: &JsValue) -> u8 {
        let token = token.as_string().unwrap_or_default();
        self.step(job, &|call, settings| call.token(settings, Ok(&token)))
    }

    /// Takes what the token function threw, in words.
    #[wasm_bindgen(js_name = tokenFailed)]
    pub fn token_failed(&self, job: &Job, why: &str) -> u8 {
        self.step(job, &|call, settings| call.token(settings, Err(why)))
    }

    /// Takes an answer. `json` tells whether `body` is a parsed document or a text; undefined is no body.
    pub fn answered(&self, job: &Job, status: u16, response: &JsValue, body: &JsValue, json: bool) -> u8 {
        let text = if json { None } else { body.as_string() };
        let body = match &text {
            Some(text) if text.trim().is_empty() => Body::Empty,
            Some(text) => Body::Text(text),
            None if json => Body::Json(body),
            None => Body::Empty,
        };
        self.step(job, &|call, settings| {
            let url = call.url().to_owned();
            let head = ResponseHead { status, response, url: &url };
            call.answered(settings, &head, body, Date::now(), Math::random())
        })
    }

    /// Takes the failure of an attempt; a status of 0 where no head came.
    pub fn failed(&self, job: &Job, why: &str, status: u16) -> u8 {
        let status = (status != 0).then_some(status);
        self.step(job, &|call, settings| call.failed(settings, Failure::Network { why, status }, Math::random()))
    }

    /// The time for an attempt ran out.
    #[wasm_bindgen(js_name = timedOut)]
    pub fn timed_out(&self, job: &Job) -> u8 {
        self.step(job, &|call, settings| call.failed(settings, Failure::Timeout, 0.0))
    }

    /// Goes on after a wait.
    pub fn waited(&self, job: &Job) -> u8 {
        self.step(job, &Call::waited)
    }

    /// Forgets a call that its caller has aborted.
    pub fn forget(&self, job: &Job) {
        drop(self.take(job));
    }
}

const TOKEN: u8 = 0;
const SEND: u8 = 1;
const WAIT: u8 = 2;
const DONE: u8 = 3;
const FAILED: u8 = 4;

impl Core {
    fn prepare(
        &self,
        job: &Job,
        operation: Operation,
        id: &JsValue,
        argument: &JsValue,
        options: &JsValue,
    ) -> Result<Running, Error> {
        let own = self.settings.for_call(operation, options)?;
        let mut problems = Vec::new();
        let mut query = String::new();
        let text = id.as_string();
        if operation.has_id() {
            match &text {
                Some(id) => problems.extend(check_id(id)),
                None => problems.push(Problem { place: Place::Parameter("id"), detail: "must be a string".to_owned() }),
            }
        }
        if operation == Operation::List {
            problems.extend(check_list_query(argument));
            query = list_query(argument, text.as_deref());
        }
        if let Some(purpose) = operation.purpose() {
            let body = without(argument, &READ_ONLY.join(" "));
            problems.extend(check_body(&body, purpose));
            let encoded = encode(&body);
            if problems.is_empty() && !encoded.is_string() {
                problems.push(Problem {
                    place: Place::Pointer(String::new()),
                    detail: "must be JSON: no cycles, no BigInt, no property that throws".to_owned(),
                });
            }
            job.set_body(&encoded);
        }
        if !problems.is_empty() {
            return Err(Error::invalid_request(Some(operation), problems));
        }
        let settings = own.as_ref().unwrap_or(&self.settings);
        job.set_timeout(settings.timeout_ms);
        if let Some(own) = &own {
            own.headers.iter().for_each(|(name, value)| job.set_header(name, value));
        }
        let request = Request::new(operation, text.as_deref().unwrap_or(""), query);
        let mut call = Call::new(settings, operation, request);
        if self.observed {
            call.observe();
        }
        let number = self.last.get().wrapping_add(1).max(1);
        self.last.set(number);
        Ok(Running { number, call, settings: own })
    }

    fn take(&self, job: &Job) -> Option<Running> {
        let number = job.number();
        let mut calls = self.calls.borrow_mut();
        let at = calls.iter().position(|running| running.number == number)?;
        Some(calls.swap_remove(at))
    }

    /// Moves a call on while nobody else can reach it, then tells the driver.
    fn step(&self, job: &Job, advance: &dyn Fn(&mut Call, &Settings) -> Step) -> u8 {
        // Reading a header may run code of the user's, which may begin and move on other calls meanwhile.
        let Some(mut running) = self.take(job) else { return FAILED };
        let settings = running.settings.as_ref().unwrap_or(&self.settings);
        let step = advance(&mut running.call, settings);
        let call = &mut running.call;
        if let Some(attempt) = call.take_attempt() {
            job.set_attempt(&new_attempt(
                call.operation().name(),
                call.method().as_str(),
                call.path(),
                attempt.attempt,
                attempt.status,
                attempt.request_id.as_deref(),
                &rate_limit(attempt.rate_limit.as_ref()),
                attempt.error.map(|code| code.as_str()),
                attempt.retry_in_ms,
            ));
        }
        let next = match step {
            Step::Token => TOKEN,
            Step::Send => {
                job.set_method(call.method().as_str());
                job.set_url(call.url());
                job.set_authorization(call.authorization(settings));
                SEND
            }
            Step::Wait(ms) => {
                job.set_wait(ms);
                WAIT
            }
            Step::Done => return DONE,
            Step::Failed(error) => {
                job.set_error(&to_js(*error));
                return FAILED;
            }
        };
        self.calls.borrow_mut().push(running);
        next
    }
}

fn parse_url(text: &str) -> Option<UrlParts> {
    let url = web_sys::Url::new(text).ok()?;
    Some(UrlParts {
        protocol: url.protocol(),
        username: url.username(),
        password: url.password(),
        host: url.host(),
        hostname: url.hostname(),
        pathname: url.pathname(),
        search: url.search(),
        hash: url.hash(),
    })
}
