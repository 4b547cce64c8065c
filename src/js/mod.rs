//! What JavaScript sees: the state machine behind a handful of exports, driven by `driver.js`.
//!
//! Nothing here performs I/O, and no state here is irreplaceable: after a trap JavaScript makes a new instance and registers
//! its clients again, with the options that it kept.

mod call;
mod document;
#[cfg(not(feature = "_wasm-client-types"))]
mod freestanding;
mod report;
#[cfg(feature = "_wasm-client-types")]
mod types;

pub use call::{answered, happened, register_client, release_client, start};

use wasm_bindgen::prelude::*;

use crate::integration::Kind;
use crate::protocol::next_page_token;

/// Tells a URL with its secret part replaced, for logs and screens.
#[wasm_bindgen(js_name = redactUrl, skip_typescript)]
pub fn redact_url(url: &str) {
    report::result(&crate::integration::redact_url(url));
}

/// 0 for a kind that this release does not know, 1 for a known one, 2 for one that a client may write.
#[wasm_bindgen(js_name = standingOfKind, skip_typescript)]
pub fn standing_of_kind(kind: &str) -> u32 {
    match Kind::parse(kind) {
        Kind::Unknown => 0,
        kind => 1 + u32::from(kind.is_writable()),
    }
}

/// Tells the token of the page after `page`, or an error where it cannot be had; nothing after the last.
#[wasm_bindgen(js_name = nextPageToken, skip_typescript)]
pub fn next_page(page: &JsValue, seen: &JsValue) {
    match next_page_token(page, seen, &document::page_token) {
        Ok(token) => token.iter().for_each(|token| report::result(token)),
        Err(error) => report::error(&error),
    }
}
