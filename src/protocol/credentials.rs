//! Credentials, as the value of an `Authorization` header, and the type that keeps them out of `Debug`.

use alloc::string::String;
use core::fmt;

/// A text that must not be shown: `Debug` writes `…` in its place. It is not wiped from memory, and comparing two is not
/// constant-time: do not use it to check credentials that a caller presents.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: String) -> Secret {
        Secret(text)
    }

    /// Returns the text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How requests are authorized. Confluent accepts HTTP Basic with a Cloud API key (RFC 7617) and its STS access
/// tokens as Bearer (RFC 6750).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Without an `Authorization` header of this library: a server in between adds it, or it is among the caller's headers.
    None,
    /// The header's whole value, scheme included, the same at every attempt. A 401 ends the call.
    Fixed(Secret),
    /// A bearer token from the token function, which is called before each attempt except after a redirect: an STS token
    /// lives 15 minutes at most. After the first 401 of a call it is called again at once, beyond
    /// [`Settings::max_retries`](super::Settings::max_retries).
    TokenProvider,
}

/// Returns the header's value for HTTP Basic, in UTF-8 (RFC 7617). `encoded` is the base64 of key and secret with a colon
/// between them, by the host's own encoder.
pub(super) fn basic(encoded: &str) -> Secret {
    Secret(["Basic ", encoded].concat())
}

/// Returns whether a key or its secret can be sent by HTTP Basic: not empty, without control characters and without the
/// `odd` byte.
pub(super) fn fits_basic(text: &str, odd: u8) -> bool {
    !text.is_empty() && text.bytes().all(|b| b >= b' ' && b != 127 && b != odd)
}

/// Returns the header's value for a bearer token of visible ASCII characters. Returns `None` for any other.
pub(super) fn bearer(token: &str) -> Option<Secret> {
    let visible = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    visible.then(|| Secret(["Bearer ", token].concat()))
}

#[cfg(test)]
mod tests {
    use super::{basic, bearer, fits_basic};

    #[test]
    fn basic_credentials_are_sent_as_the_host_encoded_them() {
        assert_eq!(basic("a2V5Omh1bnRlcjIy").reveal(), "Basic a2V5Omh1bnRlcjIy");
    }

    #[test]
    fn credentials_that_cannot_be_a_header_are_refused() {
        for (text, odd) in [("", 127), ("k:", b':'), ("k\n", 127), ("s\r\nx: y", b':'), ("\u{7f}", b':')] {
            assert!(!fits_basic(text, odd), "{text}");
        }
        assert!(fits_basic("k:é", 127));
        for token in ["", "a b", "a\n", "tökén"] {
            assert!(bearer(token).is_none());
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", basic("a2V5Omh1bnRlcjIy"));
        assert!(!shown.contains("a2V5"), "{shown}");
    }
}
