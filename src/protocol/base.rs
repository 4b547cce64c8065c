//! Where the API is: the base URL, parsed once by the host's own URL parser, and the origin nothing leaves.

use crate::integration::{Place, Problem};

/// A URL's parts, named and normalised as the WHATWG URL standard does. Every host has such a parser; this crate
/// brings none.
#[derive(Clone, Debug, Default)]
pub struct UrlParts {
    /// With the colon: `https:`.
    pub protocol: String,
    /// User info: refused in a base URL.
    pub username: String,
    /// User info: refused in a base URL.
    pub password: String,
    /// Host and, where not the default, port.
    pub host: String,
    /// The host alone; an IPv6 address in brackets.
    pub hostname: String,
    /// The path, starting with `/`.
    pub pathname: String,
    /// The query with its `?`, or empty.
    pub search: String,
    /// The fragment with its `#`, or empty.
    pub hash: String,
}

/// A base URL that requests may be built on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    origin: String,
    prefix: String,
    trusted: bool,
}

impl Base {
    /// Confluent's own.
    pub const DEFAULT: &'static str = "https://api.confluent.cloud";

    /// Takes a parsed base URL, or says what is wrong with it.
    ///
    /// A path prefix is fine. User info, a query and a fragment are refused: they would be lost or leak.
    pub fn new(parts: &UrlParts) -> Result<Base, &'static str> {
        if parts.protocol != "https:" && parts.protocol != "http:" {
            return Err("must be an http or https URL");
        }
        if !parts.username.is_empty() || !parts.password.is_empty() {
            return Err("must not hold user info: give credentials as the option of that name");
        }
        if !parts.search.is_empty() || !parts.hash.is_empty() {
            return Err("must not have a query or a fragment");
        }
        Ok(Base {
            origin: [&parts.protocol, "//", &parts.host].concat(),
            prefix: parts.pathname.trim_end_matches('/').to_owned(),
            trusted: parts.protocol == "https:" || is_loopback(&parts.hostname),
        })
    }

    /// Scheme, host and port: what an error may name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a path and query under this base.
    pub fn url(&self, path: &str, query: &str) -> String {
        [&self.origin, &self.prefix, path, query].concat()
    }

    /// Whether credentials may travel there: over TLS, or without leaving this machine.
    pub fn may_carry_credentials(&self) -> bool {
        self.trusted
    }

    /// What is said of a base URL that may not carry credentials but would have to.
    pub(crate) fn insecure() -> Problem {
        let detail = "must be https, or a loopback address, when credentials are given".to_owned();
        Problem { place: Place::Pointer("/baseUrl".to_owned()), detail }
    }

    /// Whether an absolute, normalised URL lies within this origin.
    pub fn holds(&self, url: &str) -> bool {
        url.strip_prefix(self.origin.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Whether a normalised hostname is `localhost`, in 127.0.0.0/8 or `[::1]`.
pub fn is_loopback(hostname: &str) -> bool {
    hostname == "localhost"
        || hostname == "[::1]"
        || (hostname.starts_with("127.") && hostname.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(protocol: &str, host: &str, pathname: &str) -> UrlParts {
        UrlParts {
            protocol: protocol.into(),
            host: host.into(),
            hostname: host.trim_end_matches(":81").into(),
            pathname: pathname.into(),
            ..UrlParts::default()
        }
    }

    #[test]
    fn a_prefix_is_kept_and_a_slash_at_its_end_is_not_doubled() {
        for (pathname, url) in
            [("/", "https://h:81/x?y"), ("/api", "https://h:81/api/x?y"), ("/a/b//", "https://h:81/a/b/x?y")]
        {
            assert_eq!(Base::new(&parts("https:", "h:81", pathname)).unwrap().url("/x", "?y"), url);
        }
    }

    #[test]
    fn what_would_be_lost_or_leak_is_refused() {
        let good = parts("https:", "h", "/");
        for bad in [
            UrlParts { protocol: "ftp:".into(), ..good.clone() },
            UrlParts { username: "u".into(), ..good.clone() },
            UrlParts { password: "p".into(), ..good.clone() },
            UrlParts { search: "?x".into(), ..good.clone() },
            UrlParts { hash: "#x".into(), ..good },
        ] {
            assert!(Base::new(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn credentials_travel_over_tls_or_stay_on_this_machine() {
        for (protocol, host, may) in [
            ("https:", "anywhere.example", true),
            ("http:", "localhost", true),
            ("http:", "127.9.9.9", true),
            ("http:", "[::1]", true),
            ("http:", "127.evil.example", false),
            ("http:", "localhost.evil.example", false),
            ("http:", "10.0.0.1", false),
        ] {
            assert_eq!(
                Base::new(&parts(protocol, host, "/")).unwrap().may_carry_credentials(),
                may,
                "{protocol}//{host}"
            );
        }
    }

    #[test]
    fn an_origin_holds_only_itself() {
        let base = Base::new(&parts("https:", "h.example", "/p")).unwrap();
        assert!(base.holds("https://h.example/other?x"));
        for url in [
            "https://h.example.evil/x",
            "https://h.example@evil/x",
            "https://h.example:444/x",
            "http://h.example/x",
            "/x",
        ] {
            assert!(!base.holds(url), "{url}");
        }
    }
}
