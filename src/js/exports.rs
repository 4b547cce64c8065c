//! The package's functions beside the client: each reports its result, if it has one.

use wasm_bindgen::prelude::*;

use super::wire::TargetState;
use super::{document, report};
use crate::integration::{Document, Kind, Retirement, redact_text, redact_url, retirement};
use crate::protocol::{Operation, next_page_token};

/// Reports a URL with its secret part replaced, for logs and screens, or a text with every URL in it redacted.
#[wasm_bindgen(skip_typescript)]
pub fn redact(text: &str, is_url: bool) {
    report::result(&if is_url { redact_url(text) } else { redact_text(text) });
}

/// Returns what a client may do with a target's kind, and whether its service has ended or may have moved, as far as its URL tells:
/// one of [`TargetState`]. Only kinds that may be written have a URL.
#[wasm_bindgen(js_name = targetState, skip_typescript)]
pub fn target_state(target: &JsValue) -> u32 {
    let kind = Kind::parse(&target.text("kind").unwrap_or_default());
    let url = kind.url_field().and_then(|field| target.text(field));
    match url.and_then(|url| retirement(&document::href(&url, "").unwrap_or(url))) {
        Some(Retirement::Retired) => TargetState::RETIRED,
        Some(Retirement::MaybeMoved) => TargetState::MAYBE_MOVED,
        None if kind == Kind::Unknown => TargetState::UNKNOWN,
        None if kind.is_writable() => TargetState::WRITABLE,
        None => TargetState::READ_ONLY,
    }
}

/// Reports the token of the page after `page`, nothing if it is the last, or an error if its link leads nowhere. `seen` are the
/// tokens that led to it. `operation` is the list's, if it is known.
#[wasm_bindgen(js_name = nextPageToken, skip_typescript)]
pub fn next_page(page: &JsValue, seen: &JsValue, operation: Option<u32>) {
    let operation = operation.and_then(|index| Operation::ALL.get(index as usize).copied());
    match next_page_token(page, seen, operation, &document::page_token) {
        Ok(token) => token.iter().for_each(|token| report::result(token)),
        Err(error) => report::error(&error),
    }
}
