//! The client's border in wasm itself: JavaScript values read without a trap, and a call moved on by hand.
#![cfg(all(target_arch = "wasm32", feature = "js-client"))]

use confluent_notifications::integration::{Document, Shape};
use confluent_notifications::js::{Core, Job, next_page, redact_url, standing_of_kind};
use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: u8 = 0;
const SEND: u8 = 1;
const WAIT: u8 = 2;
const DONE: u8 = 3;
const FAILED: u8 = 4;
const CREATE: u8 = 0;
const GET: u8 = 2;

fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression})")).call0(&JsValue::NULL).unwrap()
}

fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

fn text(value: &JsValue, path: &str) -> String {
    at(value, path).as_string().unwrap_or_else(|| panic!("no text at {path}"))
}

fn job() -> Job {
    js("{ number: 0, headers: [], setHeader(name, value) { this.headers.push([name, value]); } }").unchecked_into()
}

fn core(options: &str) -> Core {
    Core::new(&js(options), false).unwrap_or_else(|error| panic!("{}", text(&error, "message")))
}

#[wasm_bindgen_test]
fn values_of_every_type_are_read_by_path() {
    let value = js(
        "{ a: { text: 'é🚀', list: [1, { x: 'y' }], none: null, yes: true, no: false, f() {}, big: 1n, s: Symbol() } }",
    );
    for (path, shape) in [
        ("", Shape::Object),
        ("a.text", Shape::Text),
        ("a.list", Shape::List),
        ("a.list.0", Shape::Number),
        ("a.none", Shape::Null),
        ("a.none.deeper", Shape::Absent),
        ("a.yes", Shape::True),
        ("a.no", Shape::False),
        ("a.f", Shape::Function),
        ("a.big", Shape::Other),
        ("a.s", Shape::Other),
        ("b.c.d", Shape::Absent),
    ] {
        assert_eq!(value.shape(path), shape, "{path}");
    }
    assert_eq!(Document::text(&value, "a.text").as_deref(), Some("é🚀"));
    assert_eq!(value.number("a.list.0"), Some(1.0));
    assert_eq!(value.number("a.text"), None);
    assert_eq!(Document::text(&value.item("a.list", 1), "x").as_deref(), Some("y"));
    assert_eq!((value.len("a.list"), value.len("a"), value.len("a.text")), (2, 8, 0));
    assert!(value.mentions("a.list", "\"y\"") && !value.mentions("a.list", "z"));
}

#[wasm_bindgen_test]
fn values_that_throw_are_no_trap() {
    for hostile in [
        "new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } })",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "{ get a() { throw new Error('getter'); }, toJSON() { throw 3; } }",
    ] {
        let value = js(hostile);
        assert!(Document::text(&value, "a.b").is_none() && value.number("a").is_none(), "{hostile}");
        assert_ne!(value.shape("a"), Shape::Text);
        let _ = (value.len(""), value.item("a", 3), value.mentions("", "x"), value.shape(""));
    }
}

#[wasm_bindgen_test]
fn a_call_is_moved_on_by_what_happens_to_it() {
    let core = core("{ baseUrl: 'https://h.example/p/', headers: [['X-Team', 'a']] }");
    assert_eq!(core.headers(), ["x-team", "a"]);
    let job = job();
    let body = js("{ display_name: 'x', id: 'mine', target: { kind: 'Webhook', url: 'https://h' } }");
    assert_eq!(core.start(&job, CREATE, &JsValue::UNDEFINED, &body, &js("{ headers: [['X-Once', 'b']] }")), SEND);
    assert_eq!(text(&job, "method"), "POST");
    assert_eq!(text(&job, "url"), "https://h.example/p/notifications/v1/integrations");
    assert_eq!(text(&job, "body"), r#"{"display_name":"x","target":{"kind":"Webhook","url":"https://h"}}"#);
    assert_eq!((text(&job, "headers.0.0"), text(&job, "headers.1.0")), ("x-team".into(), "x-once".into()));

    let busy = js("{ headers: new Map([['retry-after', '3']]) }");
    assert_eq!(core.answered(&job, 429, &busy, &JsValue::UNDEFINED, false), WAIT);
    let wait = at(&job, "wait").as_f64().unwrap();
    assert!((3000.0..=3300.0).contains(&wait), "{wait}");
    assert_eq!(core.waited(&job), SEND);
    assert_eq!(core.answered(&job, 201, &busy, &js("{ id: 'n-1', target: { kind: 'Webhook' } }"), true), DONE);
}

#[wasm_bindgen_test]
fn a_token_is_asked_for_and_an_error_is_a_real_one() {
    let core = core("{ credentials: { token() {} } }");
    let job = job();
    let none = JsValue::UNDEFINED;
    assert_eq!(core.start(&job, GET, &"n-1".into(), &none, &none), TOKEN);
    assert_eq!(core.token(&job, &"t-1".into()), SEND);
    assert_eq!(text(&job, "authorization"), "Bearer t-1");
    let gone = js("{ headers: new Map([['x-request-id', 'r-7']]) }");
    assert_eq!(core.answered(&job, 404, &gone, &js("{ message: 'gone' }"), true), FAILED);
    let error = at(&job, "error");
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(text(&error, "message"), "404 gone (request id r-7)");
    assert_eq!(text(&error, "errors.0.detail"), "gone");
    assert!(!Object::keys(error.unchecked_ref::<Object>()).includes(&"location".into(), 0), "absent is absent");
}

#[wasm_bindgen_test]
fn overlapping_calls_keep_their_own_slots() {
    let core = core("{}");
    let none = JsValue::UNDEFINED;
    let jobs: Vec<Job> = (0..100).map(|_| job()).collect();
    for (index, job) in jobs.iter().enumerate() {
        assert_eq!(core.start(job, GET, &format!("n-{index}").into(), &none, &none), SEND);
    }
    core.forget(&jobs[7]);
    for (index, job) in jobs.iter().enumerate().rev().filter(|(index, _)| *index != 7) {
        assert_eq!(core.failed(job, "reset", 0), WAIT);
        assert_eq!(core.waited(job), SEND);
        assert!(text(job, "url").ends_with(&format!("/n-{index}")));
    }
}

#[wasm_bindgen_test]
fn the_small_exports_do_what_they_say() {
    assert_eq!(redact_url("https://hooks.example/services/abcdefghijklmnop"), "https://hooks.example/…mnop");
    assert_eq!(["Slack", "InApp", "PagerDuty"].map(standing_of_kind), [2, 1, 0]);
    let page = JSON::parse(r#"{"metadata":{"next":"/x?page_token=t"}}"#).unwrap();
    assert_eq!(next_page(&page, &js("[]")).unwrap().as_deref(), Some("t"));
    assert_eq!(text(&next_page(&page, &js("['t']")).unwrap_err(), "code"), "invalid_response");
    assert_eq!(
        Core::new(&js("{ timeout: 0 }"), false).map(drop).map_err(|error| text(&error, "code")),
        Err("invalid_request".into())
    );
    assert!(Core::new(&js("{ credentials: { token: 't' } }"), true).is_err(), "credentials in a browser");
}
