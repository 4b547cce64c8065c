//! Test messages posted for real: to this machine and nowhere else, so that a webhook under development can be seen
//! to work without Confluent.
//!
//! This is where gloo-net's fetch belongs: it is the host's own, no user's fetch comes in here.

use gloo_net::http::RequestBuilder;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, ReadableStream, ReadableStreamDefaultReader, RequestRedirect, Url};

use super::Delivery;
use crate::protocol::is_loopback;

const TIMEOUT_MS: u32 = 5_000;
/// How much of an answer is read, to find the reason of a refusal.
const ANSWER_MAX: usize = 4 * 1024;
/// How much of that is repeated, in characters.
const WORDS_MAX: usize = 300;

/// Posts a test message, unless its target is another machine: then nothing is sent and all is well.
/// Gives the reason where the target refuses.
pub(super) async fn post(delivery: &Delivery) -> Result<(), String> {
    // The host's own parser decides what the host is, as it will when it connects.
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
    let answer = request.send().await.map_err(|_| match signal.aborted() {
        true => "the target did not answer within 5 s".to_owned(),
        false => "the target cannot be reached".to_owned(),
    })?;
    let status = answer.status();
    let wanted = if status >= 400 { ANSWER_MAX } else { 0 };
    let words = match answer.body() {
        Some(body) => start_of(&body, wanted).await,
        None => String::new(),
    };
    match status {
        200..=299 => Ok(()),
        // A browser hides the status of a redirect that it may not follow.
        0 | 300..=399 => Err("the target answered with a redirect, which is not followed".to_owned()),
        _ if words.is_empty() => Err(format!("the target answered {status}")),
        _ => Err(format!("the target answered {status}: {words}")),
    }
}

/// The first words of a body. What follows is neither read nor waited for.
async fn start_of(body: &ReadableStream, wanted: usize) -> String {
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while bytes.len() < wanted {
        // The connection may break here, or the time be up: what came by then will do.
        let Ok(chunk) = JsFuture::from(reader.read()).await else { break };
        let Ok(Ok(chunk)) = Reflect::get(&chunk, &JsValue::from_str("value")).map(JsCast::dyn_into::<Uint8Array>)
        else {
            break;
        };
        let length = chunk.length().min((wanted - bytes.len()) as u32);
        bytes.extend(chunk.subarray(0, length).to_vec());
    }
    let cancelled = JsFuture::from(reader.cancel());
    spawn_local(async { cancelled.await.map_or((), |_| ()) });
    String::from_utf8_lossy(&bytes).trim().chars().take(WORDS_MAX).collect()
}
