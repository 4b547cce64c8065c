//! The client's transport in the Worker: the platform's own fetch, or that of the Durable Object that is the sandbox.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Delay;

use super::clock::now_ms;
use super::js::{self, FetchResult, PendingFetch};
use super::random::random;
use crate::client::{HttpRequest, HttpResponse, Transport, TransportError};

/// Where requests are sent.
pub enum Fetcher {
    /// To the API, over the internet.
    Internet,
    /// To the sandbox, through the object's stub.
    DurableObject(JsValue),
}

/// The same for a call that ends with the deadline of its request, so that it needs no timer of its own. Only for clients
/// without retries: a wait would never end.
pub struct WithoutTimer(pub Fetcher);

impl Transport for WithoutTimer {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.0.send(request).await
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

impl Transport for Fetcher {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let fetcher: &JsValue = match self {
            Fetcher::Internet => &js_sys::global(),
            Fetcher::DurableObject(stub) => stub,
        };
        let result = finished(js::send(fetcher, &request)).await;
        match (result.status(), result.failure()) {
            (Some(status), None) => Ok(HttpResponse { status, headers: result.known_headers(), body: result.text() }),
            // The call redacts secrets in the platform's words.
            (status, why) => {
                let head =
                    status.map(|status| HttpResponse { status, headers: result.known_headers(), body: String::new() });
                Err(TransportError { why: why.unwrap_or_default(), head })
            }
        }
    }

    async fn sleep(&self, ms: f64) {
        Delay::from(Duration::from_millis(ms as u64)).await;
    }

    fn now_ms(&self) -> f64 {
        now_ms()
    }

    fn random(&self) -> f64 {
        (random()() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

/// Sends a request over the internet and returns the status of the response, if one comes. The body is not read.
pub async fn status_of(request: &HttpRequest) -> Option<u16> {
    finished(js::send_for_status(&js_sys::global(), request)).await.status()
}

async fn finished(fetch: PendingFetch) -> FetchResult {
    let mut fetch = CancelOnDrop { fetch, is_finished: false };
    let result = JsFuture::from(fetch.fetch.finished()).await;
    fetch.is_finished = true;
    // The promise never rejects.
    result.unwrap_or_default().unchecked_into()
}

/// Cancels a request on the wire if it is dropped before its end.
struct CancelOnDrop {
    fetch: PendingFetch,
    is_finished: bool,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if !self.is_finished {
            self.fetch.cancel();
        }
    }
}
