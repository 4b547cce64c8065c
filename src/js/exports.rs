//! The package's functions beside the client: each reports its result, if it has one.

use wasm_bindgen::prelude::*;

use super::wire::{KindAccess, TargetRetirement};
use super::{document, report};
use crate::integration::{self, Document, Kind, Retirement, retirement};
use crate::protocol::{Operation, next_page_token};

/// Reports a URL with its secret part replaced, for logs and screens.
#[wasm_bindgen(js_name = redactUrl, skip_typescript)]
pub fn redact_url(url: &str) {
    report::result(&integration::redact_url(url));
}

/// Reports a text with every URL in it redacted.
#[wasm_bindgen(js_name = redactText, skip_typescript)]
pub fn redact_text(text: &str) {
    report::result(&integration::redact_text(text));
}

/// Returns what a client may do with a target of this kind: one of [`KindAccess`].
#[wasm_bindgen(js_name = kindAccess, skip_typescript)]
pub fn kind_access(kind: &str) -> u32 {
    match Kind::parse(kind) {
        Kind::Unknown => KindAccess::UNKNOWN,
        kind if kind.is_writable() => KindAccess::WRITABLE,
        _ => KindAccess::READ_ONLY,
    }
}

/// Returns whether a target's service has ended or may have moved, as far as its URL tells: one of [`TargetRetirement`].
#[wasm_bindgen(js_name = targetRetirement, skip_typescript)]
pub fn target_retirement(target: &JsValue) -> u32 {
    let kind = Kind::parse(&target.text("kind").unwrap_or_default());
    let url = kind.url_field().and_then(|field| target.text(field));
    match url.and_then(|url| retirement(&document::href(&url).unwrap_or(url))) {
        Some(Retirement::Retired) => TargetRetirement::RETIRED,
        Some(Retirement::MaybeMoved) => TargetRetirement::MAYBE_MOVED,
        None => TargetRetirement::NONE,
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
