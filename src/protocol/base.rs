//! The base URL, parsed once by the host's own URL parser, and its origin, which no request leaves.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::integration::{Document, JsonType};

const NO_URL: &str = "must be an absolute http or https URL";

/// The base URL of requests: an origin that no request and no redirect leaves, and a path prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    origin: String,
    prefix: String,
    trusted: bool,
}

impl Base {
    /// Confluent's own base URL, by its documentation: the default.
    pub const DEFAULT: &'static str = "https://api.confluent.cloud";

    /// Reads the option `baseUrl`. The driver has parsed it with the host's URL parser: a valid URL is an object with the
    /// properties of the WHATWG URL standard, and anything else was not a URL.
    ///
    /// It may have a path prefix, of which slashes at the end do not count. If it is absent, it is [`Base::DEFAULT`].
    ///
    /// # Errors
    /// What the option must be, as a half sentence without the refused value: if it is not an absolute http or https URL, or
    /// has user info, a query or a fragment, which would be lost or leak.
    pub fn read<D: Document>(options: &D) -> Result<Base, &'static str> {
        let part = |path| options.text(path).unwrap_or_default();
        match options.json_type("baseUrl") {
            JsonType::Absent => {
                return Ok(Base { origin: Base::DEFAULT.to_owned(), prefix: String::new(), trusted: true });
            }
            JsonType::Object => {}
            _ => return Err(NO_URL),
        }
        let (protocol, prefix) = (part("baseUrl.protocol"), part("baseUrl.pathname"));
        if protocol != "https:" && protocol != "http:" {
            return Err(NO_URL);
        }
        for path in &["baseUrl.username", "baseUrl.password", "baseUrl.search", "baseUrl.hash"] {
            if !part(path).is_empty() {
                return Err("must not have user info, a query or a fragment");
            }
        }
        let length = prefix.bytes().rposition(|byte| byte != b'/').map_or(0, |last| last + 1);
        Ok(Base {
            origin: part("baseUrl.origin"),
            prefix: prefix.get(..length).unwrap_or("").to_owned(),
            trusted: protocol == "https:" || is_loopback(&part("baseUrl.hostname")),
        })
    }

    /// Returns scheme, host and port, such as `https://api.confluent.cloud`. Errors may show it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the URL of a path and query under this base. `path` begins with a slash and is encoded; `query` begins
    /// with its `?` or is empty.
    pub fn url(&self, path: &str, query: &str) -> String {
        [&self.origin, &self.prefix, path, query].concat()
    }

    /// Returns whether credentials may be sent there: over https, or to a loopback address ([`is_loopback`]). RFC 6750 and
    /// RFC 7617 require TLS; the exception is this library's.
    pub fn may_carry_credentials(&self) -> bool {
        self.trusted
    }

    /// Returns whether an absolute, normalized URL has this origin; the prefix does not count.
    pub fn is_same_origin(&self, url: &str) -> bool {
        url.strip_prefix(self.origin.as_str()).is_some_and(|rest| rest.starts_with("/"))
    }
}

/// Returns whether a hostname, normalized by the WHATWG URL standard, is `localhost`, in 127.0.0.0/8 or `[::1]`. Names under
/// `localhost` are not, since a resolver may give them another address.
pub fn is_loopback(hostname: &str) -> bool {
    hostname == "localhost"
        || hostname == "[::1]"
        || (hostname.starts_with("127.") && hostname.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn options(protocol: &str, host: &str, pathname: &str) -> Value {
        let hostname = host.trim_end_matches(":81");
        json!({"baseUrl": {
            "protocol": protocol,
            "origin": format!("{protocol}//{host}"),
            "hostname": hostname,
            "pathname": pathname,
        }})
    }

    fn base(protocol: &str, host: &str, pathname: &str) -> Base {
        Base::read(&options(protocol, host, pathname)).unwrap()
    }

    #[test]
    fn a_prefix_is_kept_without_the_slash_at_its_end() {
        for (pathname, url) in
            [("/", "https://h:81/x?y"), ("/api", "https://h:81/api/x?y"), ("/a/b//", "https://h:81/a/b/x?y")]
        {
            assert_eq!(base("https:", "h:81", pathname).url("/x", "?y"), url);
        }
        assert_eq!(Base::read(&json!({})).unwrap().url("/x", "?y"), "https://api.confluent.cloud/x?y");
    }

    #[test]
    fn a_base_url_with_another_scheme_user_info_query_or_fragment_is_refused() {
        for (name, value) in
            [("protocol", "ftp:"), ("username", "u"), ("password", "p"), ("search", "?x"), ("hash", "#x")]
        {
            let mut bad = options("https:", "h", "/");
            bad["baseUrl"][name] = value.into();
            assert!(Base::read(&bad).is_err(), "{bad}");
        }
        for odd in [json!("h"), json!(7), json!(null), json!([])] {
            assert!(Base::read(&json!({ "baseUrl": odd })).is_err());
        }
    }

    #[test]
    fn credentials_are_sent_over_https_or_to_loopback_only() {
        for (protocol, host, may) in [
            ("https:", "anywhere.example", true),
            ("http:", "localhost", true),
            ("http:", "127.9.9.9", true),
            ("http:", "[::1]", true),
            ("http:", "127.evil.example", false),
            ("http:", "localhost.evil.example", false),
            ("http:", "10.0.0.1", false),
        ] {
            assert_eq!(base(protocol, host, "/").may_carry_credentials(), may, "{protocol}//{host}");
        }
    }

    #[test]
    fn only_a_url_of_the_same_scheme_host_and_port_has_the_same_origin() {
        let base = base("https:", "h.example", "/p");
        assert!(base.is_same_origin("https://h.example/other?x"));
        for url in [
            "https://h.example.evil/x",
            "https://h.example@evil/x",
            "https://h.example:444/x",
            "http://h.example/x",
            "/x",
        ] {
            assert!(!base.is_same_origin(url), "{url}");
        }
    }
}
