//! How a URL is taken apart, as far as it is needed to recognize one and to redact it.
//!
//! The client's artifact has no room for a URL parser, and the host has one, which is used wherever a URL is opened.

use super::text::split_at_byte;

/// Whether `text` is an absolute `http` or `https` URL with a host, free of spaces and control characters.
///
/// Less strict than the WHATWG URL standard: it only finds what the API would refuse, and opens nothing.
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

/// Scheme and rest of a URL. Returns `None` if the text does not begin with a scheme and `://`.
pub(super) fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = split_at_byte(url, |byte| !is_scheme_byte(byte));
    let rest = rest.strip_prefix("://").filter(|_| !scheme.is_empty())?;
    Some((scheme, rest))
}

/// User info with its `@`, host with its port, and what follows.
pub(super) fn split_authority(rest: &str) -> (&str, &str, &str) {
    let (authority, tail) = split_at_byte(rest, |byte| matches!(byte, b'/' | b'\\' | b'?' | b'#'));
    let user = authority.bytes().rposition(|byte| byte == b'@').map_or(0, |at| at + 1);
    (authority.get(..user).unwrap_or(""), authority.get(user..).unwrap_or(""), tail)
}

/// Whether a URL's scheme may hold this byte (RFC 3986).
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
