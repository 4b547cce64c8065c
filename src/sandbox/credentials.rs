//! The credentials that a sandbox requires, if any.

use std::fmt;

use super::encoding::decode_basic;

/// What callers must send in `Authorization`. `Debug` writes the kind alone. Credentials are compared as plain text and not in
/// constant time, because a sandbox protects nothing real.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A Cloud API key, sent as HTTP Basic, in UTF-8 (RFC 7617).
    Basic {
        /// The key, sent as the user name. No request can match a key that contains a colon.
        key: String,
        /// The secret, sent as the password.
        secret: String,
    },
    /// An access token, sent as Bearer (RFC 6750). It never expires;
    /// [`Sandbox::set_credentials`](super::Sandbox::set_credentials) replaces it.
    Bearer(String),
}

/// The `WWW-Authenticate` of a 401.
pub(super) const CHALLENGE: &str = r#"Basic realm="Confluent Cloud", Bearer realm="Confluent Cloud""#;

impl Credentials {
    /// Returns whether an `Authorization` header holds them.
    pub(super) fn match_header(&self, authorization: Option<&str>) -> bool {
        let Some((scheme, given)) = authorization.and_then(|header| header.trim().split_once(' ')) else {
            return false;
        };
        let given = given.trim();
        match self {
            Credentials::Basic { key, secret } => {
                scheme.eq_ignore_ascii_case("basic")
                    && decode_basic(given).is_some_and(|pair| pair == format!("{key}:{secret}"))
            }
            Credentials::Bearer(token) => scheme.eq_ignore_ascii_case("bearer") && given == token,
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credentials::Basic { .. } => "Basic",
            Credentials::Bearer(_) => "Bearer",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_credentials_match() {
        let basic = Credentials::Basic { key: "key".into(), secret: "secret".into() };
        let bearer = Credentials::Bearer("token".into());
        for (header, basic_ok, bearer_ok) in [
            (Some("Basic a2V5OnNlY3JldA=="), true, false),
            (Some("basic  a2V5OnNlY3JldA"), true, false),
            (Some("Bearer token"), false, true),
            (Some("Bearer tokenn"), false, false),
            (Some("Bearer"), false, false),
            (Some("Basic a2V5Og=="), false, false),
            (Some("Basic %"), false, false),
            (Some(""), false, false),
            (None, false, false),
        ] {
            assert_eq!((basic.match_header(header), bearer.match_header(header)), (basic_ok, bearer_ok), "{header:?}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let basic = Credentials::Basic { key: "the-key".into(), secret: "the-secret".into() };
        assert_eq!(format!("{basic:?} {:?}", Credentials::Bearer("the-token".into())), "Basic Bearer");
    }
}
