//! The client's fetch in the Worker: the platform's own, or the Durable Object that is the sandbox.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::{self, AbortController, RequestCache, RequestInit, RequestRedirect, WorkerGlobalScope};
use worker::{Delay, Stub};

use super::platform::now_ms;
use crate::client::{Incoming, Outgoing, Transport, TransportError};

/// Where requests go.
pub enum Way {
    /// Out, to the API.
    Internet,
    /// To the sandbox.
    Object(Stub),
}

/// The same for a call that a deadline ends anyway, as the visit's does: it needs no timer of its own. To be used
/// without retries, which would wait for ever.
pub struct UntilDeadline(pub Way);

impl Transport for UntilDeadline {
    async fn send(&self, outgoing: Outgoing) -> Result<Incoming, TransportError> {
        self.0.send(outgoing).await
    }

    async fn sleep(&self, _ms: f64) {
        std::future::pending().await
    }

    fn now_ms(&self) -> f64 {
        self.0.now_ms()
    }

    fn random(&self) -> f64 {
        self.0.random()
    }
}

/// The headers of an answer that anybody here looks at: the others stay outside.
const READ: [&str; 6] =
    ["location", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

impl Transport for Way {
    async fn send(&self, outgoing: Outgoing) -> Result<Incoming, TransportError> {
        let cancel = CancelOnDrop(Some(AbortController::new().map_err(|error| broken(error, None))?));
        let response = self.fetch(&outgoing, &cancel).await.map_err(|error| broken(error, None))?;
        let incoming = read(&response).await;
        cancel.not_any_more();
        incoming
    }

    async fn sleep(&self, ms: f64) {
        Delay::from(Duration::from_millis(ms as u64)).await;
    }

    fn now_ms(&self) -> f64 {
        now_ms()
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}

impl Way {
    /// `worker::Fetch` would read the answer through a stream of chunks, several hops into the host for each.
    async fn fetch(&self, outgoing: &Outgoing, cancel: &CancelOnDrop) -> Result<web_sys::Response, JsValue> {
        let request = request_of(outgoing, cancel)?;
        match self {
            Way::Internet => {
                let host: WorkerGlobalScope = js_sys::global().unchecked_into();
                JsFuture::from(host.fetch_with_request(&request)).await?.dyn_into()
            }
            Way::Object(stub) => Ok(stub.fetch_with_request(request.into()).await?.into()),
        }
    }
}

/// A call that nobody waits for any more is cancelled on the wire too.
struct CancelOnDrop(Option<AbortController>);

impl CancelOnDrop {
    fn not_any_more(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

fn request_of(outgoing: &Outgoing, cancel: &CancelOnDrop) -> Result<web_sys::Request, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in &outgoing.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(outgoing.method.as_str());
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(cancel.0.as_ref().map(AbortController::signal).as_ref());
    if let Some(body) = &outgoing.body {
        init.set_body(&body.into());
    }
    web_sys::Request::new_with_str_and_init(&outgoing.url, &init)
}

async fn read(response: &web_sys::Response) -> Result<Incoming, TransportError> {
    let status = response.status();
    let given = response.headers();
    let headers = READ.iter().filter_map(|name| Some(((*name).to_owned(), given.get(name).ok()??))).collect();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await,
        Err(error) => Err(error),
    };
    match text {
        Ok(body) => Ok(Incoming { status, headers, body: body.as_string().unwrap_or_default() }),
        Err(error) => Err(broken(error, Some(status))),
    }
}

/// The platform's own words; the call takes secrets out of them.
fn broken(error: JsValue, status: Option<u16>) -> TransportError {
    TransportError { why: worker::Error::from(error).to_string(), status }
}
