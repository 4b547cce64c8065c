//! The client's boundary in wasm itself: JavaScript values read without a trap, and a call advanced by hand.
#![cfg(all(target_arch = "wasm32", feature = "_wasm-client"))]

use confluent_notifications::integration::{Document, DocumentPath, JsonType};
use confluent_notifications::js::wire::{Body, Event, Place, Step, TargetState};
use confluent_notifications::js::{
    next_page, on_event, on_response, redact, register_client, release_client, start_call, target_state,
};
use confluent_notifications::protocol::{Operation, integrations};
use js_sys::{Array, Function, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/target/snippets/js/imports.js")]
extern "C" {
    #[wasm_bindgen(js_name = takeReport)]
    fn take() -> Array;
}

fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression})")).call0(&JsValue::NULL).unwrap()
}

fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

fn text(value: &JsValue, path: &str) -> String {
    at(value, path).as_string().unwrap_or_else(|| panic!("no text at {path}"))
}

/// What was reported at a place.
fn reported(place: u32) -> JsValue {
    take().get(place)
}

fn connected(options: &str) -> u32 {
    let client = register_client(&js(options), false);
    assert_ne!(client, 0, "{}", text(&reported(Place::ERROR), "message"));
    client
}

/// The number of an operation.
fn number(operation: &Operation) -> u32 {
    Operation::ALL.iter().position(|each| *each == operation).unwrap() as u32
}

fn begin(client: u32, call: u32, id: &str) -> u32 {
    start_call(
        client,
        call,
        number(&integrations::GET),
        Some(id.to_owned()),
        &JsValue::UNDEFINED,
        false,
        &JsValue::UNDEFINED,
    )
}

#[wasm_bindgen_test]
fn values_of_every_type_are_read_by_path() {
    let value = js(
        "{ a: { text: 'é🚀', list: [1, { x: 'y' }], none: null, yes: true, no: false, f() {}, big: 1n, s: Symbol() } }",
    );
    for (path, json_type) in [
        ("", JsonType::Object),
        ("a.text", JsonType::String),
        ("a.list", JsonType::Array),
        ("a.list.0", JsonType::Number),
        ("a.none", JsonType::Null),
        ("a.none.deeper", JsonType::Absent),
        ("a.yes", JsonType::True),
        ("a.no", JsonType::False),
        ("a.f", JsonType::Function),
        ("a.big", JsonType::Other),
        ("a.s", JsonType::Other),
        ("b.c.d", JsonType::Absent),
    ] {
        assert_eq!(value.json_type(path), json_type, "{path}");
    }
    assert_eq!(Document::text(&value, "a.text").as_deref(), Some("é🚀"));
    assert_eq!(value.number("a.list.0"), Some(1.0));
    assert_eq!(value.number("a.text"), None);
    assert_eq!(Document::text(&value, DocumentPath { top: "a.list", index: Some(1), path: "x" }).as_deref(), Some("y"));
    assert_eq!((value.len("a.list"), value.len("a"), value.len("a.text")), (2, 8, 2));
    assert_eq!(value.strings("a.list"), "\0y\0");
    assert_eq!(js("['https://h/…abcd', { b: 'c' }, 7]").strings(""), "\0https://h/…abcd\0c\0");
}

#[wasm_bindgen_test]
fn values_that_throw_cause_no_trap() {
    for hostile in [
        "new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } })",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "{ get a() { throw new Error('getter'); }, toJSON() { throw 3; } }",
    ] {
        let value = js(hostile);
        assert!(Document::text(&value, "a.b").is_none() && value.number("a").is_none(), "{hostile}");
        assert_ne!(value.json_type("a"), JsonType::String);
        let _ = (value.len(""), value.json_type("a.3"), value.strings(""), value.json_type(""));
    }
}

#[wasm_bindgen_test]
fn a_call_is_advanced_by_responses_and_events() {
    let url = "{ protocol: 'https:', origin: 'https://h.example', pathname: '/p/' }";
    let client = connected(&format!("{{ baseUrl: {url}, headers: [['x-team', 'a']] }}"));
    let shared = take();
    assert_eq!(text(&shared.get(Place::HEADERS), "x-team"), "a");
    assert_eq!(at(&shared.get(Place::STEP), "timeout").as_f64(), Some(30_000.0));

    let body = js("{ display_name: 'x', target: { kind: 'Webhook', url: 'https://h' } }");
    let over = js(&format!("{{ baseUrl: {url}, headers: [['x-team', 'a'], ['x-once', 'b']], timeout: 9 }}"));
    assert_eq!(start_call(client, 201, number(&integrations::CREATE), None, &body, true, &over), Step::SEND);
    let first = take();
    assert_eq!(text(&first.get(Place::STEP), "url"), "https://h.example/p/notifications/v1/integrations");
    assert_eq!(at(&first.get(Place::STEP), "timeout").as_f64(), Some(9.0));
    assert_eq!(
        (text(&first.get(Place::HEADERS), "x-team"), text(&first.get(Place::HEADERS), "x-once")),
        ("a".into(), "b".into())
    );

    let busy = js("{ headers: new Map([['retry-after', '3']]) }");
    assert_eq!(on_response(201, 429, &busy, &JsValue::UNDEFINED, Body::TEXT, 0.0, 0.5), Step::WAIT);
    let wait = at(&reported(Place::STEP), "wait").as_f64().unwrap();
    assert!((3000.0..=3300.0).contains(&wait), "{wait}");
    assert_eq!(on_event(201, Event::WAIT_ELAPSED, "", 0.5), Step::SEND);
    assert_eq!(
        on_response(201, 201, &busy, &js("{ id: 'n-1', target: { kind: 'Webhook' } }"), Body::JSON, 0.0, 0.5),
        Step::DONE
    );
    take();
}

#[wasm_bindgen_test]
fn a_token_is_requested_and_an_error_is_reported_without_absent_fields() {
    let client = connected("{ credentials: { token() {} } }");
    assert_eq!(begin(client, 202, "n-1"), Step::TOKEN);
    assert_eq!(on_event(202, Event::TOKEN_READY, "t-1", 0.5), Step::SEND);
    assert_eq!(text(&reported(Place::STEP), "bearer"), "Bearer t-1");
    let gone = js("{ headers: new Map([['x-request-id', 'r-7']]) }");
    assert_eq!(on_response(202, 404, &gone, &js("{ message: 'gone' }"), Body::JSON, 0.0, 0.5), Step::FAILED);
    let report = take();
    let error = report.get(Place::ERROR);
    assert_eq!(text(&error, "message"), "404 gone (request id r-7)");
    assert_eq!(text(&report.get(Place::DETAILS), "detail"), "gone");
    assert!(at(&error, "location").is_undefined() && report.length() == Place::DETAILS + 1, "absent is absent");
}

#[wasm_bindgen_test]
fn overlapping_calls_and_clients_stay_apart() {
    let first = connected("{}");
    let second = connected("{ maxRetries: 0 }");
    assert_ne!(first, second);
    for number in 1..=100 {
        assert_eq!(begin(first, number, &format!("n-{number}")), Step::SEND);
    }
    assert_eq!(on_event(7, Event::ABORTED, "", 0.5), Step::FAILED);
    assert_eq!(on_event(7, Event::WAIT_ELAPSED, "", 0.5), Step::FAILED, "an aborted call is forgotten");
    release_client(second);
    assert_eq!(connected("{ maxRetries: 0 }"), second, "a slot that was released is given again");
    for number in (1..=100).rev().filter(|number| *number != 7) {
        assert_eq!(on_event(number, Event::FETCH_FAILED, "reset", 0.5), Step::WAIT);
        take();
        assert_eq!(on_event(number, Event::WAIT_ELAPSED, "", 0.5), Step::SEND);
        assert!(text(&reported(Place::STEP), "url").ends_with(&format!("/n-{number}")));
    }
    assert_eq!(begin(second, 101, "x"), Step::SEND);
    assert_eq!(on_event(101, Event::FETCH_FAILED, "reset", 0.5), Step::FAILED, "it retries nothing");
    take();
}

#[wasm_bindgen_test]
fn functions_beside_the_client_report_their_results() {
    redact("https://hooks.example/services/abcdefghijklmnop", true);
    assert_eq!(text(&reported(Place::STEP), "result"), "https://hooks.example/…mnop");
    redact("see https://hooks.example/services/abcdefghijklmnop.", false);
    assert_eq!(text(&reported(Place::STEP), "result"), "see https://hooks.example/…nop.");
    for (target, state) in [
        ("{ kind: 'MsTeams', webhook_url: 'https://x.webhook.office.com/a' }", TargetState::RETIRED),
        ("{ kind: 'MsTeams', webhook_url: 'https://x.logic.azure.com/workflows/a' }", TargetState::MAYBE_MOVED),
        ("{ kind: 'Slack' }", TargetState::WRITABLE),
        ("{ kind: 'InApp' }", TargetState::READ_ONLY),
        ("{ kind: 'Beacon' }", TargetState::UNKNOWN),
        ("null", TargetState::UNKNOWN),
    ] {
        assert_eq!(target_state(&js(target)), state, "{target}");
    }
    let page = JSON::parse(r#"{"metadata":{"next":"/x?page_token=t"}}"#).unwrap();
    next_page(&page, &js("[]"), Some(number(&integrations::LIST)));
    assert_eq!(text(&reported(Place::STEP), "result"), "t");
    next_page(&page, &js("['t']"), None);
    assert_eq!(text(&reported(Place::ERROR), "code"), "invalid_response");
    next_page(&JsValue::NULL, &js("[]"), None);
    assert_eq!(take().length(), 0);
    assert_eq!(register_client(&js("{ timeout: 0 }"), false), 0);
    assert_eq!(text(&reported(Place::ERROR), "code"), "invalid_request");
    assert_eq!(register_client(&js("{ credentials: { token: 't' } }"), true), 0, "credentials in a browser");
    take();
}
