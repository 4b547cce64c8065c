//! The client's fetch in the Worker: the platform's own, or the Durable Object that is the sandbox.

use std::time::Duration;

use worker::{
    AbortController, CacheMode, Delay, Fetch, Headers, Method as PlatformMethod, Request, RequestInit, RequestRedirect,
    Response, Stub,
};

use super::platform::now_ms;
use crate::client::{Incoming, Outgoing, Transport, TransportError};

/// Where requests go.
pub enum Way {
    /// Out, to the API.
    Internet,
    /// To the sandbox.
    Object(Stub),
}

impl Transport for Way {
    async fn send(&self, outgoing: Outgoing) -> Result<Incoming, TransportError> {
        let request = request_of(&outgoing).map_err(|error| broken(&error, None))?;
        let cancel = CancelOnDrop(Some(AbortController::default()));
        let response = match self {
            Way::Internet => Fetch::Request(request).send_with_signal(&cancel.signal()).await,
            Way::Object(stub) => stub.fetch_with_request(request).await,
        };
        let incoming = read(response.map_err(|error| broken(&error, None))?).await;
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

/// A call that nobody waits for any more is cancelled on the wire too.
struct CancelOnDrop(Option<AbortController>);

impl CancelOnDrop {
    fn signal(&self) -> worker::AbortSignal {
        self.0.as_ref().map_or_else(worker::AbortSignal::abort, AbortController::signal)
    }

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

fn request_of(outgoing: &Outgoing) -> worker::Result<Request> {
    let mut init = RequestInit::new();
    init.with_method(PlatformMethod::from(outgoing.method.as_str().to_owned()))
        .with_headers(Headers::from_iter(&outgoing.headers))
        .with_redirect(RequestRedirect::Manual)
        .with_cache(CacheMode::NoStore)
        .with_body(outgoing.body.as_deref().map(Into::into));
    Request::new_with_init(&outgoing.url, &init)
}

async fn read(mut response: Response) -> Result<Incoming, TransportError> {
    let status = response.status_code();
    let headers = response.headers().entries().collect();
    match response.text().await {
        Ok(body) => Ok(Incoming { status, headers, body }),
        Err(error) => Err(broken(&error, Some(status))),
    }
}

/// The platform's own words; the call takes secrets out of them.
fn broken(error: &worker::Error, status: Option<u16>) -> TransportError {
    TransportError { why: error.to_string(), status }
}
