//! The client's fetch in the Worker: the platform's own, or the Durable Object that is the sandbox.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Delay;

use super::clock::now_ms;
use super::js::{self, FetchResult, PendingFetch};
use super::random::random;
use crate::client::{HttpRequest, HttpResponse, Transport, TransportError};

/// Where requests go.
pub enum Fetcher {
    /// Out, to the API.
    Internet,
    /// To the sandbox, through the object's stub.
    Object(JsValue),
}

/// The same for a call that ends with the visit's deadline, so that it needs no timer of its own. For clients without
/// retries only: a wait would never end.
pub struct WithoutTimer(pub Fetcher);

impl Transport for WithoutTimer {
    async fn send(&self, outgoing: HttpRequest) -> Result<HttpResponse, TransportError> {
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

impl Transport for Fetcher {
    async fn send(&self, outgoing: HttpRequest) -> Result<HttpResponse, TransportError> {
        let fetcher: &JsValue = match self {
            Fetcher::Internet => &js_sys::global(),
            Fetcher::Object(stub) => stub,
        };
        let got = what_came_of(js::send(fetcher, &outgoing)).await;
        match (got.status(), got.broken()) {
            (Some(status), None) => Ok(HttpResponse { status, headers: got.known_headers(), body: got.text() }),
            // The call takes secrets out of the platform's words.
            (status, why) => {
                let head =
                    status.map(|status| HttpResponse { status, headers: got.known_headers(), body: String::new() });
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

/// Sends a request to the internet and gives the status of its response, if one comes. The body is not read.
pub async fn status_of(outgoing: &HttpRequest) -> Option<u16> {
    what_came_of(js::send_for_status(&js_sys::global(), outgoing)).await.status()
}

async fn what_came_of(sent: PendingFetch) -> FetchResult {
    let mut sent = CancelOnDrop { sent, over: false };
    let got = JsFuture::from(sent.sent.done()).await;
    sent.over = true;
    // It never rejects.
    got.unwrap_or_default().unchecked_into()
}

/// Cancels a call on the wire when unauthorized waits for it any more.
struct CancelOnDrop {
    sent: PendingFetch,
    over: bool,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if !self.over {
            self.sent.cancel();
        }
    }
}
