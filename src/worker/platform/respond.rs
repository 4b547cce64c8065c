//! Responses of the platform's own type, made from plain values or passed through.

use wasm_bindgen::JsValue;
use worker::{Response, web_sys};

use super::js;
use crate::worker::response::ApiResponse;

/// Returns a response of the platform's type. `headers` override those of the same name.
pub fn respond(response: &ApiResponse, headers: &[(&str, String)]) -> Result<web_sys::Response, JsValue> {
    js::respond(response.status, &response.headers, headers, response.body.as_deref())
}

/// Returns a response whose body is passed through unread. `forwarded` are the names of the headers that are forwarded.
pub fn pass_through(
    response: &web_sys::Response,
    forwarded: &[&'static str],
    headers: &[(&str, String)],
) -> Result<web_sys::Response, JsValue> {
    let given = response.headers();
    let forwarded: Vec<_> = forwarded.iter().filter_map(|name| Some((*name, given.get(name).ok()??))).collect();
    let all = worker::Headers::new();
    for (name, value) in forwarded.iter().chain(headers) {
        all.set(name, value)?;
    }
    let builder = Response::builder().with_status(response.status()).with_headers(all);
    Ok(match response.body() {
        Some(stream) => builder.stream(stream),
        None => builder.empty(),
    }
    .into())
}
