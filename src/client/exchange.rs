//! What goes into a call and what comes of it, as JSON stands.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{HttpResponse, read_json};
use crate::protocol::{Error, ErrorCode};

/// The result of a call: its outcome, and the last response as it came, for callers that pass it on.
#[derive(Debug)]
pub struct Exchange {
    /// How it ended. After `Ok` the value is the response's body, which has been read to its end and is JSON, and empty for
    /// delete and test: see [`Exchange::value`].
    pub result: Result<(), Error>,
    /// The last response, if one came; an error's without the client's own secrets, which something between here and the
    /// API may have echoed.
    pub response: Option<HttpResponse>,
}

impl Exchange {
    /// The value, as the operation's own type or as plain JSON; that of delete and test is null.
    ///
    /// # Errors
    /// The call's own; [`ErrorCode::InvalidResponse`] where the value is none of that type.
    pub fn value<V: DeserializeOwned>(&self) -> Result<V, Error> {
        self.result.clone()?;
        let body = self.response.as_ref().map(|response| response.body.as_str()).filter(|body| !body.is_empty());
        // By way of a value, in which of two properties of a name the later one counts, as it does in JavaScript.
        let value = read_json::<Value>(body.unwrap_or("null"));
        value.and_then(serde_json::from_value).map_err(|_| {
            // serde's words quote what was found.
            let message = "the body is not what the API documents";
            let mut error = Error::new(ErrorCode::InvalidResponse, None, message.to_owned());
            error.status = self.response.as_ref().map(|response| response.status);
            error
        })
    }
}

/// The arguments of a call; each operation takes those that it has and ignores the others. `Debug` shows no body.
#[derive(Default)]
pub struct Arguments {
    /// Of get, update and delete: as the API gave it, 1 to 255 characters, not encoded.
    pub id: String,
    /// Of list: an object, or null for none.
    pub query: Value,
    /// Of create, update and test: an object. `api_version`, `kind`, `id` and `metadata` are dropped from it.
    pub body: Value,
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments").field("id", &self.id).field("query", &self.query).finish_non_exhaustive()
    }
}
