//! Credentials: how they become an `Authorization` header, and how they stay out of everything else.

use alloc::string::String;
use core::fmt;

/// A text that must not be shown: `Debug` prints a mark in its place. It is not wiped from memory, and comparing two takes
/// as long as they are alike: not for judging what a stranger shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: String) -> Secret {
        Secret(text)
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What stands in the `Authorization` header. Confluent takes HTTP Basic with a Cloud API key (RFC 7617) and its STS access
/// tokens as Bearer (RFC 6750).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Nothing of ours: a server in between adds it, or the caller's own headers hold it.
    None,
    /// The header's whole value, scheme included, the same at every attempt. A 401 ends the call.
    Fixed(Secret),
    /// A bearer token, asked for before each attempt but a redirect's: an STS token lives 15 minutes at most. After the first
    /// 401 of a call a fresh one is asked for at once, beyond [`Settings::max_retries`](super::Settings::max_retries).
    Asked,
}

/// `Basic`, in UTF-8 as RFC 7617 has it; or which option is wrong and how. `encoded` is the base64 of both with a colon
/// between them, by the host's own encoder.
pub fn basic(key: &str, secret: &str, encoded: &str) -> Result<Secret, (&'static str, &'static str)> {
    let is_empty_or_has =
        |text: &str, odd: u8| text.is_empty() || text.bytes().any(|b| b < b' ' || b == 127 || b == odd);
    if is_empty_or_has(key, b':') {
        return Err(("credentials.apiKey", "must be a Cloud API key, without colon or control characters"));
    }
    if is_empty_or_has(secret, 127) {
        return Err(("credentials.apiSecret", "must be the key's secret, without control characters"));
    }
    Ok(Secret(["Basic ", encoded].concat()))
}

/// `Bearer`, for a token of visible ASCII characters; none for any other.
pub fn bearer(token: &str) -> Option<Secret> {
    let visible = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
    visible.then(|| Secret(["Bearer ", token].concat()))
}

#[cfg(test)]
mod tests {
    use super::{Secret, bearer};

    fn basic(key: &str, secret: &str) -> Result<Secret, (&'static str, &'static str)> {
        super::basic(key, secret, "a2V5Omh1bnRlcjIy")
    }

    #[test]
    fn what_the_host_encoded_is_sent() {
        assert_eq!(basic("key", "hunter22").unwrap().reveal(), "Basic a2V5Omh1bnRlcjIy");
    }

    #[test]
    fn what_cannot_be_a_header_is_refused() {
        for (key, secret) in [("", "s"), ("k:", "s"), ("k\n", "s"), ("k", ""), ("k", "s\r\nx: y")] {
            assert!(basic(key, secret).is_err());
        }
        for token in ["", "a b", "a\n", "tökén"] {
            assert!(bearer(token).is_none());
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", basic("key", "hunter22").unwrap());
        assert!(!shown.contains("hunter22") && !shown.contains("a2V5"), "{shown}");
    }
}
