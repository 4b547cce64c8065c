//! The credentials that a sandbox demands, where it demands any.

use std::fmt;

use super::text::from_basic;

/// What callers must show in `Authorization`. `Debug` names the kind only. They are compared as plain texts, not in constant
/// time: this is for tests, and protects nothing real.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A Cloud API key, sent as HTTP Basic, in UTF-8 (RFC 7617).
    Basic {
        /// The key, sent as the user's name; with a colon in it, no request can show it.
        key: String,
        /// The secret, sent as the password.
        secret: String,
    },
    /// An access token, sent as Bearer (RFC 6750). It does not expire by itself:
    /// [`Sandbox::set_credentials`](super::Sandbox::set_credentials) changes it.
    Bearer(String),
}

/// What a 401 asks for.
pub(super) const CHALLENGE: &str = r#"Basic realm="Confluent Cloud", Bearer realm="Confluent Cloud""#;

impl Credentials {
    /// Whether an `Authorization` header shows them.
    pub(super) fn admit(&self, authorization: Option<&str>) -> bool {
        let Some((scheme, given)) = authorization.and_then(|header| header.trim().split_once(' ')) else {
            return false;
        };
        let given = given.trim();
        match self {
            Credentials::Basic { key, secret } => {
                scheme.eq_ignore_ascii_case("basic")
                    && from_basic(given).is_some_and(|pair| pair == format!("{key}:{secret}"))
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
    fn only_the_right_ones_are_admitted() {
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
            assert_eq!((basic.admit(header), bearer.admit(header)), (basic_ok, bearer_ok), "{header:?}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let basic = Credentials::Basic { key: "the-key".into(), secret: "the-secret".into() };
        assert_eq!(format!("{basic:?} {:?}", Credentials::Bearer("the-token".into())), "Basic Bearer");
    }
}
