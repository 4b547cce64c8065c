//! Posts test messages over the network, to this machine and nowhere else, so that a webhook under development can be tried
//! without Confluent.
//!
//! gloo-net serves here because the fetch is the host's own and never a user's (docs/decisions/0014).

use gloo_net::http::RequestBuilder;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, ReadableStream, ReadableStreamDefaultReader, RequestRedirect, Url};

use crate::protocol::is_loopback;
use crate::sandbox::Delivery;

const TIMEOUT_MS: u32 = 5_000;
/// How many bytes of an error response are read, to find the reason.
const RESPONSE_MAX: usize = 4 * 1024;
/// How much of that is repeated, in characters.
const REASON_MAX: usize = 300;

/// Posts a test message if its target is on this machine. For any other target it sends nothing and succeeds.
///
/// # Errors
/// The reason why the target rejected the message or could not be reached.
pub(super) async fn post(delivery: &Delivery) -> Result<(), String> {
    // The host's own parser reads the host name, because it is the one that is used to connect.
    let Some(url) = delivery.target.url().and_then(|url| Url::new(url).ok()) else {
        return Ok(());
    };
    if !is_loopback(&url.hostname()) {
        return Ok(());
    }
    if !(url.username().is_empty() && url.password().is_empty()) {
        return Err("its URL holds a user's name or password".to_owned());
    }
    let signal = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let request = RequestBuilder::new(&url.href())
        .method(gloo_net::http::Method::POST)
        .redirect(RequestRedirect::Manual)
        .abort_signal(Some(&signal))
        .header("Content-Type", "application/json")
        .body(delivery.message().to_string())
        .map_err(|_| "its URL cannot be fetched".to_owned())?;
    let response = request.send().await.map_err(|_| match signal.aborted() {
        true => "the target did not answer within 5 s".to_owned(),
        false => "the target cannot be reached".to_owned(),
    })?;
    let status = response.status();
    let length = if status >= 400 { RESPONSE_MAX } else { 0 };
    let reason = match response.body() {
        Some(body) => read_start(&body, length).await,
        None => String::new(),
    };
    match status {
        200..=299 => Ok(()),
        // A browser hides the status of a redirect that it may not follow.
        0 | 300..=399 => Err("the target answered with a redirect, which is not followed".to_owned()),
        _ if reason.is_empty() => Err(format!("the target answered {status}")),
        _ => Err(format!("the target answered {status}: {reason}")),
    }
}

/// Returns the start of a body. What follows is neither read nor waited for.
async fn read_start(body: &ReadableStream, length: usize) -> String {
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while bytes.len() < length {
        // If the connection breaks or the time is up here, what has arrived is enough.
        let Ok(chunk) = JsFuture::from(reader.read()).await else { break };
        let Ok(Ok(chunk)) = Reflect::get(&chunk, &JsValue::from_str("value")).map(JsCast::dyn_into::<Uint8Array>)
        else {
            break;
        };
        let missing = chunk.length().min((length - bytes.len()) as u32);
        bytes.extend(chunk.subarray(0, missing).to_vec());
    }
    let cancelled = JsFuture::from(reader.cancel());
    spawn_local(async { cancelled.await.map_or((), |_| ()) });
    String::from_utf8_lossy(&bytes).trim().chars().take(REASON_MAX).collect()
}
