//! Calls the `authorize` function of the Worker that this one is mounted in (`createWorker({ authorize })`). Any result
//! but a scope is refused.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::{Env, console_error, web_sys};

use crate::worker::access::authenticate::refused_by_authorize;
use crate::worker::access::{Caller, Scope};
use crate::worker::response::ApiResponse;

/// Calls `authorize` for a request, and returns the caller or the error response.
pub async fn caller(
    authorize: Option<&Function>,
    request: &web_sys::Request,
    env: &Env,
) -> Result<Caller, ApiResponse> {
    let authorize = authorize.ok_or_else(|| undecided("is missing"))?;
    let bodiless = without_body(request).map_err(thrown)?;
    let result = authorize.call2(&JsValue::UNDEFINED, &bodiless, env).map_err(thrown)?;
    let result = JsFuture::from(Promise::resolve(&result)).await.map_err(thrown)?;
    if result.is_null() || result.is_undefined() {
        return Err(refused_by_authorize());
    }
    let scope = result.as_string().and_then(|name| Scope::parse(&name));
    let scope = scope.ok_or_else(|| undecided("gave neither a scope nor null"))?;
    Ok(Caller { scope, name: "session".to_owned(), credential: "session" })
}

/// Logs where `authorize` failed, not the message, which may quote a cookie or contain a line that looks like one of ours.
fn thrown(error: JsValue) -> ApiResponse {
    let text = |name: &str| Reflect::get(&error, &name.into()).ok()?.as_string();
    // The stack begins with name and message.
    let location = || {
        let (stack, message) = (text("stack")?, text("message")?);
        let end = if message.is_empty() { "\n".to_owned() } else { [": ", &message, "\n"].concat() };
        let mut frames = stack.split_once(&end)?.1.lines().map(str::trim);
        // Not the engine's own, such as JSON.parse.
        frames.find(|frame| frame.starts_with("at ") && !frame.ends_with("(<anonymous>)")).map(str::to_owned)
    };
    let is_word = |name: &String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = text("name").filter(is_word).unwrap_or_else(|| "something that is no Error".to_owned());
    undecided(&["failed with ", &name, " ", &location().unwrap_or_default()].concat())
}

fn undecided(reason: &str) -> ApiResponse {
    console_error!("authorize {}; the request is refused", reason.trim_end());
    ApiResponse::error(500, "internal", "Whether you may do this could not be decided.")
}

/// Returns a copy of the request without its body, which belongs to the operation: if `authorize` read it, nothing would
/// be left.
fn without_body(request: &web_sys::Request) -> Result<web_sys::Request, JsValue> {
    let init = Object::new();
    for name in ["method", "headers", "cf"] {
        let value = Reflect::get(request, &name.into())?;
        if !value.is_undefined() {
            Reflect::set(&init, &name.into(), &value)?;
        }
    }
    web_sys::Request::new_with_str_and_init(&request.url(), init.unchecked_ref())
}
