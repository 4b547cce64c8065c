//! A JavaScript value as a [`Document`]: each read is one call into `document.ts`, which never throws
//! (docs/decisions/0003).

use alloc::string::String;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use wasm_bindgen::prelude::*;

use super::wire;
use crate::integration::{Document, DocumentPath, JsonType};
use crate::protocol::ResponseHead;

#[wasm_bindgen(module = "/target/snippets/js/imports.js")]
extern "C" {
    #[wasm_bindgen(js_name = jsonType)]
    fn json_type(value: &JsValue, path: u32) -> u32;
    fn number(value: &JsValue, top: u32, index: i32, path: u32) -> f64;
    fn length(value: &JsValue, path: u32) -> u32;
    fn strings(value: &JsValue, path: u32) -> String;
    #[wasm_bindgen(js_name = headerNumber)]
    fn header_number(response: &JsValue, name: u32) -> f64;
    #[wasm_bindgen(js_name = headerDate)]
    fn header_date(response: &JsValue, name: u32) -> f64;
    #[wasm_bindgen(js_name = internPath)]
    fn intern_path(text: &str) -> u32;
    fn text(value: &JsValue, top: u32, index: i32, path: u32) -> Option<String>;
    fn header(response: &JsValue, name: u32) -> Option<String>;
    /// Whether a text is an absolute http or https URL that the host's parser accepts.
    #[wasm_bindgen(js_name = isUrl)]
    fn accepts_url(text: &str) -> bool;
    /// A URL as the host writes it; nothing if its parser refuses it. It may be relative to `base`, unless that is empty.
    pub fn href(url: &str, base: &str) -> Option<String>;
    /// The `page_token` of a link.
    #[wasm_bindgen(js_name = pageToken)]
    pub fn page_token(link: &str) -> Option<String>;
}

/// Returns whether a text is an absolute http or https URL that the host's parser accepts.
pub fn is_url(text: &str) -> bool {
    accepts_url(text)
}

/// The number of a static text on the JavaScript side, where it is sent only once: static texts do not move, so address and
/// length identify them.
pub fn name(text: &'static str) -> u32 {
    /// Address, length and number in one word each. Two texts within the client's 4 KiB never share a slot; others that do
    /// are sent again.
    static INTERNED: [AtomicU64; 4096] = [const { AtomicU64::new(0) }; 4096];
    let key = (text.as_ptr() as u64) << 32 | (text.len() as u64) << 16;
    let slot = &INTERNED[text.as_ptr() as usize % INTERNED.len()];
    let interned = slot.load(Relaxed);
    if interned & !0xffff == key {
        return interned as u32 & 0xffff;
    }
    let number = intern_path(text);
    slot.store(key | u64::from(number), Relaxed);
    number
}

fn numbers(place: DocumentPath) -> (u32, i32, u32) {
    (name(place.top), place.index.map_or(-1, |index| index as i32), name(place.path))
}

impl Document for JsValue {
    fn json_type(&self, path: &'static str) -> JsonType {
        match json_type(self, name(path)) {
            wire::JsonType::ABSENT => JsonType::Absent,
            wire::JsonType::NULL => JsonType::Null,
            wire::JsonType::TRUE => JsonType::True,
            wire::JsonType::FALSE => JsonType::False,
            wire::JsonType::NUMBER => JsonType::Number,
            wire::JsonType::STRING => JsonType::String,
            wire::JsonType::ARRAY => JsonType::Array,
            wire::JsonType::OBJECT => JsonType::Object,
            wire::JsonType::FUNCTION => JsonType::Function,
            _ => JsonType::Other,
        }
    }

    fn text(&self, place: impl Into<DocumentPath>) -> Option<String> {
        let (top, index, path) = numbers(place.into());
        text(self, top, index, path)
    }

    fn number(&self, place: impl Into<DocumentPath>) -> Option<f64> {
        let (top, index, path) = numbers(place.into());
        present(number(self, top, index, path))
    }

    fn len(&self, path: &'static str) -> usize {
        length(self, name(path)) as usize
    }

    fn strings(&self, path: &'static str) -> String {
        strings(self, name(path))
    }
}

/// The head of a `Response`, or of whatever a fetch returned instead.
pub struct FetchResponse<'a> {
    pub status: u16,
    pub response: &'a JsValue,
}

impl ResponseHead for FetchResponse<'_> {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, header_name: &'static str) -> Option<String> {
        header(self.response, name(header_name))
    }

    fn location(&self, url: &str) -> Option<String> {
        href(&self.header("location")?, url)
    }

    fn number(&self, header_name: &'static str) -> Option<f64> {
        present(header_number(self.response, name(header_name)))
    }

    fn date_ms(&self, header_name: &'static str) -> Option<f64> {
        present(header_date(self.response, name(header_name)))
    }
}

fn present(number: f64) -> Option<f64> {
    (!number.is_nan()).then_some(number)
}
