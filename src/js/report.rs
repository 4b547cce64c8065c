//! How Rust reports to JavaScript what it decided: texts and numbers under names, collected by `report.ts` until the driver that
//! called takes them. No user code runs in between, so one buffer for all calls is enough (docs/decisions/0002).

use alloc::string::String;

use wasm_bindgen::prelude::*;

use super::wire::Place;
use crate::protocol::{Attempt, Authorization, Call, Error, RateLimit, Settings};

#[wasm_bindgen(module = "/target/snippets/js/imports.js")]
extern "C" {
    #[wasm_bindgen(js_name = reportText)]
    fn report_text(place: u32, name: u32, text: &str);
    #[wasm_bindgen(js_name = reportHeader)]
    fn report_header(name: &str, value: &str);
    #[wasm_bindgen(js_name = reportNumber)]
    fn report_number(place: u32, name: u32, number: f64);
}

fn text(place: u32, name: &'static str, text: &str) {
    report_text(place, super::document::name(name), text);
}

fn number(place: u32, name: &'static str, number: f64) {
    report_number(place, super::document::name(name), number);
}

/// What to send: the URL, the method as the number of its name, and a token's header, which may change.
pub fn request(call: &Call) {
    text(Place::STEP, "url", call.url());
    number(Place::STEP, "method", super::document::name(call.method().as_str()).into());
    if let Some(bearer) = call.bearer() {
        text(Place::STEP, "bearer", bearer);
    }
}

/// What all calls of a client share, or all attempts of a call with options of its own: headers and timeout.
pub fn settings(settings: &Settings) {
    text(Place::HEADERS, "accept", "application/json");
    for (name, value) in &settings.headers {
        report_header(name, value);
    }
    if let Authorization::Fixed(header) = &settings.authorization {
        text(Place::HEADERS, "authorization", header.reveal());
    }
    number(Place::STEP, "timeout", settings.timeout_ms.into());
}

/// The properties of a body that are never sent.
pub fn read_only_fields(names: &[&'static str]) {
    for name in names {
        text(Place::READ_ONLY_FIELDS, name, "");
    }
}

/// The result, if it is a text.
pub fn result(value: &str) {
    text(Place::STEP, "result", value);
}

/// How long to wait, in milliseconds.
pub fn wait(ms: f64) {
    number(Place::STEP, "wait", ms);
}

/// An attempt, for `onAttempt`.
pub fn attempt(call: &Call, attempt: &Attempt) {
    text(Place::ATTEMPT, "operation", call.operation().name);
    text(Place::ATTEMPT, "method", call.method().as_str());
    text(Place::ATTEMPT, "path", call.path());
    number(Place::ATTEMPT, "attempt", attempt.attempt.into());
    number_if(Place::ATTEMPT, "status", attempt.status.map(f64::from));
    text_if(Place::ATTEMPT, "requestId", &attempt.request_id);
    if let Some(code) = attempt.error {
        text(Place::ATTEMPT, "error", code.as_str());
    }
    number_if(Place::ATTEMPT, "retryInMs", attempt.retry_in_ms);
    rate_limit(&attempt.rate_limit);
}

/// Why there is no value.
pub fn error(error: &Error) {
    text(Place::ERROR, "code", error.code.as_str());
    text(Place::ERROR, "message", &error.message);
    if let Some(operation) = error.operation {
        text(Place::ERROR, "operation", operation.name);
    }
    number_if(Place::ERROR, "status", error.status.map(f64::from));
    text_if(Place::ERROR, "requestId", &error.request_id);
    text_if(Place::ERROR, "location", &error.location);
    number_if(Place::ERROR, "retryAfterMs", error.retry_after_ms);
    number(Place::ERROR, "attempts", error.attempts.into());
    text_if(Place::ERROR, "body", &error.body);
    rate_limit(&error.rate_limit);
    for (place, detail) in (Place::DETAILS..=u32::MAX).zip(&error.errors) {
        for (field, value) in detail.fields() {
            text(place, field.name(), value);
        }
    }
}

fn rate_limit(limit: &Option<RateLimit>) {
    if let Some(limit) = limit {
        number_if(Place::RATE_LIMIT, "limit", limit.limit);
        number_if(Place::RATE_LIMIT, "remaining", limit.remaining);
        number_if(Place::RATE_LIMIT, "resetSeconds", limit.reset_seconds);
    }
}

fn text_if(place: u32, name: &'static str, value: &Option<String>) {
    if let Some(value) = value {
        text(place, name, value);
    }
}

fn number_if(place: u32, name: &'static str, value: Option<f64>) {
    if let Some(value) = value {
        number(place, name, value);
    }
}
