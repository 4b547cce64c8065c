//! A document that someone else holds: the few reads that the rules need of a JSON-like value.
//!
//! Two implementations exist, a JavaScript value (in `js`) and serde_json's below, so that the client's
//! artifact carries no JSON parser of its own (about 50 KB) and answers pass through it as they came.

use alloc::string::String;

#[cfg(feature = "json")]
use serde_json::Value;

/// The type of a value, as far as the rules care: JSON's types (RFC 8259), and what a JavaScript value may be beside them.
///
/// The two booleans are told apart here, so that no read of their own is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum JsonType {
    /// Not there, or JavaScript's `undefined`, which counts as not given.
    Absent,
    /// `null`: present, but not the string, number or object that a rule asks for.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// Any number, whole or not.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// Any other object.
    Object,
    /// A function: an option, never a part of a body.
    Function,
    /// What JSON cannot hold: a symbol, a BigInt, or a value that could not be read.
    Other,
}

/// Where something stands in a document: `path` alone, or an entry of a list and a `path` from there.
///
/// `errors[2].source.pointer` is `DocumentPath { top: "errors", index: Some(2), path: "source.pointer" }`. A text becomes one
/// with that path. The paths are this library's own, not JSON pointers: a name with a dot in it cannot be reached.
///
/// ```
/// use confluent_notifications::integration::{Document, DocumentPath};
///
/// let body = serde_json::json!({"errors": [{"source": {"pointer": "/target"}}]});
/// let path = DocumentPath { top: "errors", index: Some(0), path: "source.pointer" };
/// assert_eq!(body.text(path).as_deref(), Some("/target"));
/// assert_eq!(body.text("errors.0.source.pointer").as_deref(), Some("/target"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DocumentPath {
    /// Property names joined by dots, from the document's top; empty for the document itself.
    pub top: &'static str,
    /// An index, from 0, in the list that stands at `top`; `None` where what stands there is meant itself.
    pub index: Option<usize>,
    /// Property names joined by dots, from there; empty for what stands there itself.
    pub path: &'static str,
}

impl From<&'static str> for DocumentPath {
    fn from(path: &'static str) -> DocumentPath {
        DocumentPath { top: "", index: None, path }
    }
}

/// Typed reads. Paths are `'static`, so that a driver whose documents live elsewhere needs to carry each there only once.
///
/// No read fails, panics or changes the document: what is not there is [`JsonType::Absent`], and a read of the wrong type
/// gives nothing. Nothing is converted: `"7"` is no number, and 7 is no text. A `path` is property names joined by dots,
/// from the document's top; empty for the document itself. A name that is a whole number also reaches into a list.
///
/// `serde_json::Value` is one with the feature `json`.
pub trait Document {
    /// The type of what stands at `path`; [`JsonType::Absent`] also where something on the way is missing.
    fn json_type(&self, path: &'static str) -> JsonType;
    /// The string at a place; none where anything else stands there.
    fn text(&self, place: impl Into<DocumentPath>) -> Option<String>;
    /// The number at a place; none where anything else stands there. NaN counts as none.
    fn number(&self, place: impl Into<DocumentPath>) -> Option<f64>;
    /// How many elements the list, properties the object, or characters (Unicode scalar values) the string at `path` has; 0
    /// for anything else.
    fn len(&self, path: &'static str) -> usize;
    /// Every string in what stands at `path`, however deep, each between two NUL characters: for rules that look at texts
    /// wherever they stand.
    fn strings(&self, path: &'static str) -> String;
}

#[cfg(feature = "json")]
fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(document);
    }
    path.split('.').try_fold(document, |value, name| match value {
        Value::Object(fields) => fields.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    })
}

#[cfg(feature = "json")]
fn placed(document: &Value, place: DocumentPath) -> Option<&Value> {
    let top = at(document, place.top)?;
    at(place.index.map_or(Some(top), |index| top.get(index))?, place.path)
}

#[cfg(feature = "json")]
fn collect_strings(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push('\0');
        }
        Value::Array(items) => items.iter().for_each(|item| collect_strings(item, out)),
        Value::Object(fields) => fields.values().for_each(|field| collect_strings(field, out)),
        _ => {}
    }
}

#[cfg(feature = "json")]
impl Document for Value {
    fn json_type(&self, path: &'static str) -> JsonType {
        match at(self, path) {
            None => JsonType::Absent,
            Some(Value::Null) => JsonType::Null,
            Some(Value::Bool(true)) => JsonType::True,
            Some(Value::Bool(false)) => JsonType::False,
            Some(Value::Number(_)) => JsonType::Number,
            Some(Value::String(_)) => JsonType::String,
            Some(Value::Array(_)) => JsonType::Array,
            Some(Value::Object(_)) => JsonType::Object,
        }
    }

    fn text(&self, place: impl Into<DocumentPath>) -> Option<String> {
        placed(self, place.into())?.as_str().map(str::to_owned)
    }

    fn number(&self, place: impl Into<DocumentPath>) -> Option<f64> {
        placed(self, place.into())?.as_f64()
    }

    fn len(&self, path: &'static str) -> usize {
        match at(self, path) {
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(fields)) => fields.len(),
            Some(Value::String(text)) => text.chars().count(),
            _ => 0,
        }
    }

    fn strings(&self, path: &'static str) -> String {
        let mut out = String::from("\0");
        if let Some(value) = at(self, path) {
            collect_strings(value, &mut out);
        }
        out
    }
}
