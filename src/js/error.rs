//! Errors as JavaScript's `NotificationsError`, built in `error.js` so that they are real Errors with a stack.

use wasm_bindgen::prelude::*;

use crate::protocol::{Error, ErrorDetail, RateLimit};

#[wasm_bindgen(module = "/src/js/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = newError)]
    fn new_error(
        code: &str,
        message: &str,
        operation: Option<&str>,
        status: Option<u16>,
        request_id: Option<&str>,
        location: Option<&str>,
        retry_after_ms: Option<f64>,
        rate_limit: &JsValue,
        attempts: u32,
        body: Option<&str>,
    ) -> JsValue;
    #[wasm_bindgen(js_name = addDetail)]
    fn add_detail(
        error: &JsValue,
        id: Option<&str>,
        status: Option<&str>,
        code: Option<&str>,
        title: Option<&str>,
        detail: Option<&str>,
        pointer: Option<&str>,
        parameter: Option<&str>,
        suggestion: Option<&str>,
    );
    #[wasm_bindgen(js_name = newRateLimit)]
    fn new_rate_limit(limit: Option<f64>, remaining: Option<f64>, reset_seconds: Option<f64>) -> JsValue;
}

/// An error as it is thrown.
pub fn to_js(error: Error) -> JsValue {
    let thrown = new_error(
        error.code.as_str(),
        &error.message,
        error.operation.map(|operation| operation.name()),
        error.status,
        error.request_id.as_deref(),
        error.location.as_deref(),
        error.retry_after_ms,
        &rate_limit(error.rate_limit.as_ref()),
        error.attempts,
        error.body.as_deref(),
    );
    for ErrorDetail { id, status, code, title, detail, pointer, parameter, suggestion } in &error.errors {
        let [id, status, code, title] = [id, status, code, title].map(Option::as_deref);
        let [detail, pointer, parameter, suggestion] = [detail, pointer, parameter, suggestion].map(Option::as_deref);
        add_detail(&thrown, id, status, code, title, detail, pointer, parameter, suggestion);
    }
    thrown
}

/// The API's limits as a plain object; undefined where the answer named none.
pub fn rate_limit(limit: Option<&RateLimit>) -> JsValue {
    limit.map_or(JsValue::UNDEFINED, |limit| new_rate_limit(limit.limit, limit.remaining, limit.reset_seconds))
}
