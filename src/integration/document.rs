//! The trait `Document`: the few reads that the rules need of a JSON-like value, whoever holds it.
//!
//! Two implementations exist, a JavaScript value (in `js`) and serde_json's below, so that the client's
//! artifact carries no JSON parser of its own (about 50 kB) and responses pass through it as they came.

use alloc::string::String;

#[cfg(feature = "json")]
use serde_json::Value;

/// The type of a value: JSON's types (RFC 8259), and the other types that a JavaScript value may have.
///
/// The two booleans are types of their own, so that no method reads a boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum JsonType {
    /// The value is missing, or is JavaScript's `undefined`, which counts as missing.
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
    /// A function, which may be an option, and never a part of a body.
    Function,
    /// A value that JSON cannot hold (a symbol, a BigInt), or that could not be read.
    Other,
}

/// The place of a value in a document: a `path` alone, or an entry of a list and a `path` from there.
///
/// `errors[2].source.pointer` is `DocumentPath { top: "errors", index: Some(2), path: "source.pointer" }`. A text is
/// converted to a place with that path. The paths are this library's own, not JSON pointers: a name with a dot in it
/// cannot be reached.
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
    /// An index, from 0, in the list at `top`; `None` for the value at `top` itself.
    pub index: Option<usize>,
    /// Property names joined by dots, from there; empty for the value there itself.
    pub path: &'static str,
}

impl From<&'static str> for DocumentPath {
    fn from(path: &'static str) -> DocumentPath {
        DocumentPath { top: "", index: None, path }
    }
}

/// Typed reads of a document. Paths are `'static`, so that each crosses only once to a host that holds the document.
///
/// No read fails, panics or changes the document: a missing value has the type [`JsonType::Absent`], and reading a value
/// of another type returns `None`. Nothing is converted: `"7"` is not a number, and 7 is not a text. A `path` is property
/// names joined by dots, from the document's top; empty for the document itself. A name that is a whole number also
/// reaches into a list.
///
/// `serde_json::Value` implements it with the feature `json`.
pub trait Document {
    /// Returns the type of the value at `path`; [`JsonType::Absent`] also if a value on the way is missing.
    fn json_type(&self, path: &'static str) -> JsonType;
    /// Returns the string at a place. Returns `None` if the value there is missing or has another type.
    fn text(&self, place: impl Into<DocumentPath>) -> Option<String>;
    /// Returns the number at a place. Returns `None` if the value there is missing, NaN, or of another type.
    fn number(&self, place: impl Into<DocumentPath>) -> Option<f64>;
    /// Returns how many elements the list, properties the object, or characters (Unicode scalar values) the string at `path`
    /// has; 0 for a value of another type.
    fn len(&self, path: &'static str) -> usize;
    /// Returns every string in the value at `path`, however deep, each between two NUL characters: for rules that apply to
    /// texts anywhere in a value.
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
