//! Where the API is: the base URL, parsed once by the host's own URL parser, and the origin nothing leaves.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::integration::{Document, JsonType};

const NO_URL: &str = "must be an absolute http or https URL";

/// A base URL that requests may be built on: an origin that no request and no redirect leaves, and a path prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    origin: String,
    prefix: String,
    trusted: bool,
}

impl Base {
    /// Confluent's own, by its documentation; the base where no other is given.
    pub const DEFAULT: &'static str = "https://api.confluent.cloud";

    /// Reads the option `baseUrl`, or says what is wrong with it. The driver has parsed it with the host's URL parser: a
    /// valid URL is an object with the properties of the WHATWG URL standard, and anything else was not a URL.
    ///
    /// A path prefix is fine, and slashes at its end do not count. Absent, it is [`Base::DEFAULT`].
    ///
    /// # Errors
    /// What the option must be, as a half sentence without the refused value: where it is no absolute http or https URL, and
    /// where it has user info, a query or a fragment, which would be lost or leak.
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

    /// Scheme, host and port, such as `https://api.confluent.cloud`: what an error may name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a path and query under this base. `path` begins with a slash and is encoded; `query` begins with its `?` or
    /// is empty.
    pub fn url(&self, path: &str, query: &str) -> String {
        [&self.origin, &self.prefix, path, query].concat()
    }

    /// Whether credentials may travel there: over https, or to a loopback address ([`is_loopback`]). RFC 6750 and RFC 7617
    /// want TLS; the exception is this library's.
    pub fn may_carry_credentials(&self) -> bool {
        self.trusted
    }

    /// Whether an absolute, normalised URL lies within this origin; the prefix does not count.
    pub fn is_same_origin(&self, url: &str) -> bool {
        url.strip_prefix(self.origin.as_str()).is_some_and(|rest| rest.starts_with("/"))
    }
}

/// Whether a hostname, normalised by the WHATWG URL standard, is `localhost`, in 127.0.0.0/8 or `[::1]`. Names under
/// `localhost` are not, since a resolver may lead them elsewhere.
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
    fn a_prefix_is_kept_and_a_slash_at_its_end_is_not_doubled() {
        for (pathname, url) in
            [("/", "https://h:81/x?y"), ("/api", "https://h:81/api/x?y"), ("/a/b//", "https://h:81/a/b/x?y")]
        {
            assert_eq!(base("https:", "h:81", pathname).url("/x", "?y"), url);
        }
        assert_eq!(Base::read(&json!({})).unwrap().url("/x", "?y"), "https://api.confluent.cloud/x?y");
    }

    #[test]
    fn what_would_be_lost_or_leak_is_refused() {
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
            assert_eq!(base(protocol, host, "/").may_carry_credentials(), may, "{protocol}//{host}");
        }
    }

    #[test]
    fn an_origin_holds_only_itself() {
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
