//! An operation of the API: one row with all that is needed to build its request, check its response and route to it.
//!
//! Each resource has a file with its rows. A new operation is a row there, and its name in `operations.rs`
//! (docs/decisions/0017).

pub mod integrations;

use core::fmt;

use crate::integration::{JsonType, Property, Schema};

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// Returns the method as in a request line, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// A property that the body of a success must have: its path, which is names joined by dots, and its type. A string must not
/// be empty. The rows of an array are not checked, so that one odd row does not fail a page.
pub type RequiredProperty = (&'static str, JsonType);

/// An operation of the API, by Confluent's documentation of Notifications v1. Two are equal if they have the same name.
#[derive(Clone, Copy)]
pub struct Operation {
    /// Resource and verb, such as `integrations.create`: its name in JavaScript, in errors and in events.
    pub name: &'static str,
    /// Its HTTP method.
    pub method: Method,
    /// Its path below the base URL. `{id}` stands for an id, as the path's last segment: nothing follows it, so that a path
    /// has an id if it ends in `}`, and the id is all that comes after the text before it.
    pub path: &'static str,
    /// The parameters that its query may have, in the order in which they are sent.
    pub query: &'static [Property],
    /// The schema of its body; `None` if it has no body.
    pub body: Option<&'static Schema>,
    /// What the body of a success must have; `None` if the API responds with 204: then any body is ignored.
    pub response: Option<&'static [RequiredProperty]>,
    /// Whether an attempt with an unknown outcome (408, 5xx, no response) may be repeated, because performing it twice
    /// has the effect of performing it once. By RFC 5789 a PATCH need not be idempotent; those of this API are, since
    /// they replace whole fields.
    pub repeatable: bool,
}

impl Operation {
    /// Returns whether its path contains an id.
    pub fn has_id(&self) -> bool {
        self.path.as_bytes().last() == Some(&b'}')
    }

    /// Returns whether a success has a body that is passed on to the caller.
    pub fn has_response_body(&self) -> bool {
        self.response.is_some()
    }

    /// Returns the status of a body that is JSON with invalid fields: the API documents 422 for all but a test.
    #[cfg(feature = "sandbox")]
    pub(crate) fn invalid_body_status(&self) -> u16 {
        if self.path.ends_with(":test") { 400 } else { 422 }
    }

    /// Returns the path of the collection that the operation is about: its own without an id or a verb.
    #[cfg(any(
        feature = "_wasm-worker",
        all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))
    ))]
    pub(crate) fn collection(&self) -> &'static str {
        let path = self.path.strip_suffix(ID).unwrap_or(self.path);
        path.split(':').next().unwrap_or(path).trim_end_matches('/')
    }

    /// Matches a path below the base URL against this operation's. Returns the segment that stands for the id as it came,
    /// percent-encoded and not empty, or an empty text if the path contains none. Returns `None` if the path is another.
    ///
    /// ```
    /// use confluent_notifications::protocol::integrations;
    ///
    /// let path = "/notifications/v1/integrations/int%2D1";
    /// assert_eq!(integrations::GET.match_path(path), Some("int%2D1"));
    /// assert_eq!(integrations::LIST.match_path(path), None);
    /// ```
    pub fn match_path<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.path.strip_suffix(ID) {
            None => (path == self.path).then_some(""),
            Some(before) => path.strip_prefix(before).filter(|id| !id.is_empty() && !id.contains('/')),
        }
    }
}

/// The placeholder of an id, at the end of [`Operation::path`].
const ID: &str = "{id}";

impl PartialEq for Operation {
    fn eq(&self, other: &Operation) -> bool {
        self.name == other.name
    }
}

impl Eq for Operation {}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
