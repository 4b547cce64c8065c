//! The arguments of a call and its outcome, both as plain JSON.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{HttpResponse, read_json};
use crate::protocol::{Error, ErrorCode};

/// The outcome of a call, and the last response as it came, for callers that forward it.
#[derive(Debug)]
pub struct Exchange {
    /// Whether it succeeded. After `Ok` the response's body is JSON, parsed to its end, or empty for delete and test: see
    /// [`Exchange::value`].
    pub result: Result<(), Error>,
    /// The last response, if one came. In that of an error the client's own secrets are redacted, since something between
    /// here and the API may have echoed them.
    pub response: Option<HttpResponse>,
}

impl Exchange {
    /// Returns the value, as the operation's own type or as plain JSON; null for delete and test.
    ///
    /// # Errors
    /// The call's own error; [`ErrorCode::InvalidResponse`] if the value is not of that type.
    pub fn value<V: DeserializeOwned>(&self) -> Result<V, Error> {
        self.result.clone()?;
        let body = self.response.as_ref().map(|response| response.body.as_str()).filter(|body| !body.is_empty());
        // Parsed to a `Value` first: of two properties with one name the later counts, as in JavaScript.
        let value = read_json::<Value>(body.unwrap_or("null"));
        value.and_then(serde_json::from_value).map_err(|_| {
            // serde's message quotes the value, which may be a secret.
            let message = "the body is not what the API documents";
            let mut error = Error::new(ErrorCode::InvalidResponse, None, message.to_owned());
            error.status = self.response.as_ref().map(|response| response.status);
            error
        })
    }
}

/// The arguments of a call; each operation uses those that it has and ignores the others. `Debug` shows no body.
#[derive(Default)]
pub struct Arguments {
    /// The id, for get, update and delete: 1 to 255 characters, not encoded.
    pub id: String,
    /// The query, for list: an object, or null for none.
    pub query: Value,
    /// The body, for create, update and test: an object. `api_version`, `kind`, `id` and `metadata` are removed from it.
    pub body: Value,
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("id", &self.id).field("query", &self.query).finish_non_exhaustive()
    }
}
