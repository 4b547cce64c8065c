//! Splits a URL into scheme, authority and the rest, as far as recognizing and redacting URLs needs it.
//!
//! The client's artifact has no room for a URL parser. The host has one, which is used wherever a URL is requested.

use super::text::split_at_byte;

/// Returns whether `text` is an absolute `http` or `https` URL with a host, free of spaces and control characters.
///
/// This is less strict than the WHATWG URL standard: it only finds what the API would reject. Nothing is requested.
pub fn is_absolute_http_url(text: &str) -> bool {
    let Some((scheme, rest)) = split_scheme(text) else {
        return false;
    };
    let host = split_authority(rest).1;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && !host.is_empty()
        && !host.starts_with(":")
        && !text.bytes().any(|byte| byte <= b' ' || byte == 127)
}

/// Whether a text is an absolute http or https URL ([`is_absolute_http_url`]) that the host's URL parser, by the WHATWG URL
/// standard, accepts.
pub type IsUrl = fn(&str) -> bool;

/// Returns whether a text is a URL by [`is_absolute_http_url`] and the `url` crate: the [`IsUrl`] of Rust programs.
#[cfg(feature = "client")]
pub fn is_url(text: &str) -> bool {
    is_absolute_http_url(text) && url::Url::parse(text).is_ok()
}

/// Returns scheme and rest of a URL. Returns `None` if the text does not begin with a scheme and `://`.
pub(super) fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = split_at_byte(url, |byte| !is_scheme_byte(byte));
    let rest = rest.strip_prefix("://").filter(|_| !scheme.is_empty())?;
    Some((scheme, rest))
}

/// Returns the user info with its `@`, the host with its port, and what follows them.
pub(super) fn split_authority(rest: &str) -> (&str, &str, &str) {
    let (authority, tail) = split_at_byte(rest, |byte| matches!(byte, b'/' | b'\\' | b'?' | b'#'));
    let user = authority.bytes().rposition(|byte| byte == b'@').map_or(0, |at| at + 1);
    (authority.get(..user).unwrap_or(""), authority.get(user..).unwrap_or(""), tail)
}

/// Returns the host with its port, and the path with what follows it. Returns `None` if the text is not a URL.
pub(super) fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = split_scheme(url)?;
    let (_, host, path) = split_authority(rest);
    Some((host, path))
}

/// Returns whether a URL parser takes this byte for a slash.
pub(super) fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// Returns whether a URL's scheme may contain this byte (RFC 3986).
pub(super) fn is_scheme_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::is_absolute_http_url;

    #[test]
    fn only_absolute_http_urls_are_accepted() {
        for url in ["https://h", "http://h/p?q", "HTTPS://h.example:8443", "https://u:p@h/"] {
            assert!(is_absolute_http_url(url), "{url}");
        }
        for url in [
            "",
            "h",
            "/p",
            "https:",
            "https://",
            "https:///p",
            "https://:80",
            "ftp://h",
            "https://h /p",
            "https://h\n",
            "javascript://h",
        ] {
            assert!(!is_absolute_http_url(url), "{url}");
        }
    }
}
