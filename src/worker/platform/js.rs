//! What crosses between Rust and the platform for each request, each in one piece (src/js/platform.js).

use std::borrow::Cow;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::web_sys;

use crate::client::HttpRequest;
use crate::worker::request_head::{self, RequestHead};

#[wasm_bindgen(module = "/src/js/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = headOf)]
    fn head_of(request: &web_sys::Request, names: &JsValue) -> String;
    #[wasm_bindgen(js_name = responseOf, catch)]
    fn response_of(
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
    /// Gives a [`FetchResult`], whatever happens.
    #[wasm_bindgen(method, getter)]
    pub fn done(this: &PendingFetch) -> Promise;
    /// Ends it on the wire.
    #[wasm_bindgen(method)]
    pub fn cancel(this: &PendingFetch);

    /// What came of it.
    pub type FetchResult;
    /// Where a head came.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &FetchResult) -> Option<u16>;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &FetchResult) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &FetchResult) -> Option<Uint8Array>;
    /// The platform's own words, where the whole answer did not come.
    #[wasm_bindgen(method, getter)]
    pub fn broken(this: &FetchResult) -> Option<String>;
}

/// The response headers that this Worker looks at: the others do not cross.
const HEADERS_READ: [&str; 6] =
    ["location", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

thread_local! {
    static OF_REQUESTS: JsValue = names(&request_head::HEADERS_READ);
    static OF_ANSWERS: JsValue = names(&HEADERS_READ);
}

fn names(names: &[&str]) -> JsValue {
    names.iter().map(|name| JsValue::from(*name)).collect::<Array>().into()
}

/// The head of a request; `None` if its URL is invalid.
pub fn read_head(request: &web_sys::Request) -> Option<RequestHead> {
    RequestHead::from_lines(&OF_REQUESTS.with(|names| head_of(request, names)))
}

/// Sends a request through the platform's fetch, or a binding's.
pub fn send(fetcher: &JsValue, outgoing: &HttpRequest) -> PendingFetch {
    OF_ANSWERS.with(|names| send_for(fetcher, outgoing, names))
}

/// The same, but waits only for the status of the answer.
pub fn send_for_status(fetcher: &JsValue, outgoing: &HttpRequest) -> PendingFetch {
    send_for(fetcher, outgoing, &JsValue::UNDEFINED)
}

fn send_for(fetcher: &JsValue, outgoing: &HttpRequest, names: &JsValue) -> PendingFetch {
    let HttpRequest { method, url, headers, body } = outgoing;
    let lines = lines(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    PendingFetch::new(fetcher, method.as_str(), url, &lines, body.as_deref(), names)
}

impl FetchResult {
    /// The headers that are looked at.
    pub fn known_headers(&self) -> Vec<(String, String)> {
        let lines = self.headers().unwrap_or_default();
        lines.lines().filter_map(|line| line.split_once(':')).map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// The body as text, as the platform's own `text()` reads it.
    pub fn text(&self) -> String {
        let mut bytes = self.body().map(|body| body.to_vec()).unwrap_or_default();
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// An answer as the platform's. `over` go over headers of the same name.
pub fn respond(
    status: u16,
    headers: &[(Cow<'static, str>, String)],
    over: &[(&str, String)],
    body: Option<&str>,
) -> Result<web_sys::Response, JsValue> {
    let (cookies, headers): (Vec<_>, Vec<_>) = headers.iter().partition(|(name, _)| name == "set-cookie");
    let cookies = cookies.into_iter().map(|(_, cookie)| cookie.clone()).collect();
    let headers = headers.into_iter().map(|(name, value)| (name.as_ref(), value.as_str()));
    // Of two headers with the same name, the later one wins.
    let over = over.iter().map(|(name, value)| (*name, value.as_str()));
    response_of(status, &lines(headers.chain(over)), cookies, body.map(str::as_bytes))
}

/// A value with a line break in it is not a valid header value: the platform would refuse it, and here it would become
/// two headers.
fn lines<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut lines = String::with_capacity(1024);
    for (name, value) in headers.filter(|(_, value)| !value.contains(['\r', '\n'])) {
        lines.extend([name, ":", value, "\n"]);
    }
    lines
}
