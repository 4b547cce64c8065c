//! A JavaScript value as a [`Document`]: each read is one call into `host.js`, which never throws.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::integration::{Document, Shape};
use crate::protocol::Head;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    fn shape(value: &JsValue, path: &str) -> u8;
    fn text(value: &JsValue, path: &str) -> Option<String>;
    fn number(value: &JsValue, path: &str) -> f64;
    fn length(value: &JsValue, path: &str) -> u32;
    fn mentions(value: &JsValue, path: &str, needle: &str) -> bool;
    fn header(response: &JsValue, name: &str) -> Option<String>;
    fn location(response: &JsValue, url: &str) -> Option<String>;
    #[wasm_bindgen(js_name = dateMs)]
    fn date_ms(text: &str) -> f64;

    /// The base64 of a text's UTF-8.
    pub fn base64(text: &str) -> String;
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since 1970. Looked up at each call: tests put clocks of their own in place.
    #[wasm_bindgen(js_namespace = Date)]
    pub fn now() -> f64;
    /// A number in 0..1.
    #[wasm_bindgen(js_namespace = Math)]
    pub fn random() -> f64;
}

impl Document for JsValue {
    fn shape(&self, path: &str) -> Shape {
        // The numbers are those of `host.js`.
        match shape(self, path) {
            0 => Shape::Absent,
            1 => Shape::Null,
            2 => Shape::True,
            3 => Shape::False,
            4 => Shape::Number,
            5 => Shape::Text,
            6 => Shape::List,
            7 => Shape::Object,
            8 => Shape::Function,
            _ => Shape::Other,
        }
    }

    fn text(&self, path: &str) -> Option<String> {
        text(self, path)
    }

    fn number(&self, path: &str) -> Option<f64> {
        let number = number(self, path);
        (!number.is_nan()).then_some(number)
    }

    fn len(&self, path: &str) -> usize {
        length(self, path) as usize
    }

    fn mentions(&self, path: &str, needle: &str) -> bool {
        mentions(self, path, needle)
    }
}

/// The head of a `Response`, or of whatever a fetch gave in its place.
pub struct ResponseHead<'a> {
    pub status: u16,
    pub response: &'a JsValue,
    pub url: &'a str,
}

impl Head for ResponseHead<'_> {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        header(self.response, name)
    }

    fn location(&self) -> Option<String> {
        location(self.response, self.url)
    }

    fn date_ms(&self, text: &str) -> Option<f64> {
        let at = date_ms(text);
        (!at.is_nan()).then_some(at)
    }
}
