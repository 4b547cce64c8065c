//! Everything that crosses between Rust and the platform for each request, in one crossing each (`imports.ts`).

use std::borrow::Cow;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::web_sys;

use crate::client::HttpRequest;
use crate::worker::request_head::{self, RequestHead};

#[wasm_bindgen(module = "/target/snippets/worker/platform/imports.js")]
extern "C" {
    #[wasm_bindgen(js_name = readHead)]
    fn read_head_lines(request: &web_sys::Request, names: &JsValue) -> String;
    #[wasm_bindgen(js_name = makeResponse, catch)]
    fn make_response(
        status: u16,
        headers: &str,
        cookies: Vec<String>,
        body: Option<&[u8]>,
    ) -> Result<web_sys::Response, JsValue>;

    /// A request that was sent.
    pub type PendingFetch;
    #[wasm_bindgen(constructor)]
    fn new(
        fetcher: &JsValue,
        method: &str,
        url: &str,
        headers: &str,
        body: Option<&str>,
        names: &JsValue,
    ) -> PendingFetch;
    /// Returns a promise of a [`FetchResult`], which never rejects.
    #[wasm_bindgen(method, getter)]
    pub fn finished(this: &PendingFetch) -> Promise;
    /// Cancels it on the wire.
    #[wasm_bindgen(method)]
    pub fn cancel(this: &PendingFetch);

    /// The result of a fetch.
    pub type FetchResult;
    /// Returns the status, if a head came.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &FetchResult) -> Option<u16>;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &FetchResult) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &FetchResult) -> Option<Uint8Array>;
    /// Returns the platform's own description of the failure, if the whole response did not come.
    #[wasm_bindgen(method, getter)]
    pub fn failure(this: &FetchResult) -> Option<String>;
}

/// The response headers that this Worker reads: the others do not cross.
const HEADERS_READ: [&str; 6] =
    ["location", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

thread_local! {
    static REQUEST_HEADERS: JsValue = names(&request_head::HEADERS_READ);
    static RESPONSE_HEADERS: JsValue = names(&HEADERS_READ);
}

fn names(names: &[&str]) -> JsValue {
    names.iter().map(|name| JsValue::from(*name)).collect::<Array>().into()
}

/// Reads the head of a request. Returns `None` if its URL is invalid.
pub fn read_head(request: &web_sys::Request) -> Option<RequestHead> {
    RequestHead::from_lines(&REQUEST_HEADERS.with(|names| read_head_lines(request, names)))
}

/// Sends a request through the platform's fetch, or a binding's.
pub fn send(fetcher: &JsValue, request: &HttpRequest) -> PendingFetch {
    RESPONSE_HEADERS.with(|names| send_reading(fetcher, request, names))
}

/// Sends a request of which only the status of the response is read.
pub fn send_for_status(fetcher: &JsValue, request: &HttpRequest) -> PendingFetch {
    send_reading(fetcher, request, &JsValue::UNDEFINED)
}

fn send_reading(fetcher: &JsValue, request: &HttpRequest, names: &JsValue) -> PendingFetch {
    let HttpRequest { method, url, headers, body } = request;
    let lines = to_lines(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    PendingFetch::new(fetcher, method.as_str(), url, &lines, body.as_deref(), names)
}

impl FetchResult {
    /// Returns the headers that are read.
    pub fn known_headers(&self) -> Vec<(String, String)> {
        let lines = self.headers().unwrap_or_default();
        lines.lines().filter_map(|line| line.split_once(':')).map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// Returns the body as text, as the platform's own `text()` reads it.
    pub fn text(&self) -> String {
        let mut bytes = self.body().map(|body| body.to_vec()).unwrap_or_default();
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// Returns a response of the platform's type. `overrides` replace headers of the same name.
pub fn respond(
    status: u16,
    headers: &[(Cow<'static, str>, String)],
    overrides: &[(&str, String)],
    body: Option<&str>,
) -> Result<web_sys::Response, JsValue> {
    let (cookies, headers): (Vec<_>, Vec<_>) = headers.iter().partition(|(name, _)| name == "set-cookie");
    let cookies = cookies.into_iter().map(|(_, cookie)| cookie.clone()).collect();
    let headers = headers.into_iter().map(|(name, value)| (name.as_ref(), value.as_str()));
    // Of two headers with the same name, the later one wins.
    let overrides = overrides.iter().map(|(name, value)| (*name, value.as_str()));
    make_response(status, &to_lines(headers.chain(overrides)), cookies, body.map(str::as_bytes))
}

/// A value with a line break in it is not a valid header value: the platform would refuse it, and here it would become
/// two headers.
fn to_lines<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut lines = String::with_capacity(1024);
    for (name, value) in headers.filter(|(_, value)| !value.contains(['\r', '\n'])) {
        lines.extend([name, ":", value, "\n"]);
    }
    lines
}
