//! What is wrong with a request or with options: each problem with its location.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The place of a problem in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemLocation {
    /// In the body or the options, as a JSON pointer (RFC 6901); empty for the whole.
    Pointer(String),
    /// In the path or query, by the parameter's name.
    Parameter(&'static str),
}

/// One thing that is wrong with a request or with options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The property or parameter that has to change.
    pub location: ProblemLocation,
    /// What it must be, in the API's own terms: a half sentence such as `must be at most 64 characters`. It never contains
    /// the refused value, which may be a secret.
    pub detail: String,
}

/// Collects all problems as they are found; and the secret of the target, once it was read.
#[derive(Default)]
pub(crate) struct Problems(pub Vec<Problem>, pub Option<String>);

impl Problems {
    /// Adds a problem with the property at a path: names joined by dots, as in [`Document`].
    pub fn property(&mut self, path: &str, detail: &str) {
        let mut pointer = String::new();
        for byte in path.bytes() {
            if pointer.is_empty() {
                pointer.push('/');
            }
            pointer.push(if byte == b'.' { '/' } else { char::from(byte) });
        }
        self.0.push(Problem { location: ProblemLocation::Pointer(pointer), detail: detail.to_owned() });
    }

    pub fn parameter(&mut self, name: &'static str, detail: &str) {
        self.0.push(Problem { location: ProblemLocation::Parameter(name), detail: detail.to_owned() });
    }
}
