//! A document that someone else holds: the few reads that the rules need of a JSON-like value.
//!
//! Two implementations exist, a JavaScript value (in `js`) and serde_json's below, so that the client's
//! artifact carries no JSON parser of its own (about 50 KB) and answers pass through it as they came.

use alloc::string::String;

#[cfg(feature = "json")]
use serde_json::Value;

/// The type of a value, as far as the rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Shape {
    /// Not there, or JavaScript's `undefined`.
    Absent,
    /// `null`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// Any number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// Any other object.
    Object,
    /// A function: an option, never a part of a body.
    Function,
    /// What JSON cannot hold: a symbol, a BigInt, or a value that could not be read.
    Other,
}

/// Where something stands in a document.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Property names joined by dots, from the document's top; empty for that itself.
    pub top: &'static str,
    /// Where a list stands there, an index in it.
    pub index: Option<usize>,
    /// Property names joined by dots, from there.
    pub path: &'static str,
}

impl From<&'static str> for Place {
    fn from(path: &'static str) -> Place {
        Place { top: "", index: None, path }
    }
}

/// Typed reads. Paths are `'static`, so that a driver whose documents live elsewhere needs to carry each there only once.
///
/// No read fails: what is not there is [`Shape::Absent`], and a read of the wrong type gives nothing.
pub trait Document {
    /// The type of what stands at `path`.
    fn shape(&self, path: &'static str) -> Shape;
    /// The string at a place.
    fn text(&self, place: impl Into<Place>) -> Option<String>;
    /// The number at a place.
    fn number(&self, place: impl Into<Place>) -> Option<f64>;
    /// How many elements the list, present properties the object, or characters the string at `path` has.
    fn len(&self, path: &'static str) -> usize;
    /// Whether the JSON text of what stands at `path` contains `needle`.
    fn mentions(&self, path: &'static str, needle: &'static str) -> bool;
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
fn placed(document: &Value, place: Place) -> Option<&Value> {
    let top = at(document, place.top)?;
    at(place.index.map_or(Some(top), |index| top.get(index))?, place.path)
}

#[cfg(feature = "json")]
impl Document for Value {
    fn shape(&self, path: &'static str) -> Shape {
        match at(self, path) {
            None => Shape::Absent,
            Some(Value::Null) => Shape::Null,
            Some(Value::Bool(true)) => Shape::True,
            Some(Value::Bool(false)) => Shape::False,
            Some(Value::Number(_)) => Shape::Number,
            Some(Value::String(_)) => Shape::Text,
            Some(Value::Array(_)) => Shape::List,
            Some(Value::Object(_)) => Shape::Object,
        }
    }

    fn text(&self, place: impl Into<Place>) -> Option<String> {
        placed(self, place.into())?.as_str().map(str::to_owned)
    }

    fn number(&self, place: impl Into<Place>) -> Option<f64> {
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

    fn mentions(&self, path: &'static str, needle: &'static str) -> bool {
        at(self, path).is_some_and(|value| value.to_string().contains(needle))
    }
}
