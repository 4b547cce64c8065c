//! Webhook URLs are bearer secrets: what counts as one, and how one is shown without its secret.
//!
//! Small on purpose: the client's artifact has no room for a URL parser, and the host has one that is used
//! wherever a URL is opened. Here URLs are only told apart and blanked out.

/// Stands where a secret was.
const MARK: char = '…';
/// How many characters at the end stay readable, so that two webhooks can be told apart…
const SHOWN: usize = 4;
/// …provided that at least this many stay hidden.
const HIDDEN_MIN: usize = 12;

/// Whether `text` is an absolute `http` or `https` URL with a host, free of spaces and control characters.
pub fn is_absolute_http_url(text: &str) -> bool {
    let Some((scheme, rest)) = split_scheme(text) else {
        return false;
    };
    let (authority, _) = split_authority(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && !host.is_empty()
        && !host.starts_with(':')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Whether a URL was blanked out by [`redact_url`]: such a one must never be saved over a real one.
pub fn is_redacted(url: &str) -> bool {
    url.chars().any(|c| c == MARK) || find_ignore_case(url, "%E2%80%A6").is_some()
}

/// A URL with its secret part replaced, for logs and screens: `https://hooks.slack.com/…a1b2`.
///
/// Scheme and host stay, then `…` and the last four characters of the path where at least twelve stay hidden.
/// User info, query and fragment go entirely. A text that is no URL becomes `…`.
pub fn redact_url(url: &str) -> String {
    let Some((scheme, rest)) = split_scheme(url).filter(|(scheme, _)| !scheme.is_empty()) else {
        return MARK.to_string();
    };
    let (authority, tail) = split_authority(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let mut out = String::with_capacity(scheme.len() + host.len() + 16);
    out.push_str(scheme);
    out.push_str("://");
    out.push_str(host);
    // A mark shows that something is gone, so that the rest is not written back for the whole.
    let hidden = host.len() < authority.len();
    if tail.is_empty() && !hidden {
        return out;
    }
    out.push('/');
    let (path, query) = split_before(tail, |c| matches!(c, '?' | '#'));
    let path = path.trim_start_matches(['/', '\\']);
    let length = path.chars().count();
    if path.starts_with(MARK) && length <= SHOWN + 1 {
        out.push_str(path);
    } else if !path.is_empty() || !query.is_empty() || hidden {
        out.push(MARK);
        if length >= SHOWN + HIDDEN_MIN {
            out.extend(path.chars().skip(length - SHOWN));
        }
    }
    out
}

/// A text from elsewhere with every URL in it redacted, also those whose slashes are escaped or percent-encoded.
pub fn redact_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, separator, after)) = next_separator(rest) {
        let scheme_length = before.bytes().rev().take_while(|b| is_scheme_byte(*b)).count();
        if scheme_length == 0 {
            out.push_str(before);
            out.push_str(separator);
            rest = after;
            continue;
        }
        let (start, scheme) = before.split_at_checked(before.len() - scheme_length).unwrap_or((before, ""));
        let (url, end) = split_before(after, ends_url);
        out.push_str(start);
        if separator == "://" {
            out.push_str(&redact_url(&[scheme, separator, url].concat()));
        } else {
            out.push(MARK);
        }
        rest = end;
    }
    out.push_str(rest);
    out
}

/// The text with every occurrence of a secret blanked out.
pub(crate) fn blank_out(text: String, secret: &str) -> String {
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = find(rest, secret).and_then(|at| split(rest, at, secret.len())) {
        out.push_str(before);
        out.push(MARK);
        rest = after;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(rest);
    out
}

/// Scheme and rest of a URL; none where the text does not begin with a scheme and `://`.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    split(url, find(url, "://")?, 3).filter(|(scheme, _)| scheme.bytes().all(is_scheme_byte))
}

fn split_authority(rest: &str) -> (&str, &str) {
    split_before(rest, |c| matches!(c, '/' | '\\' | '?' | '#'))
}

fn split_before(text: &str, ends: fn(char) -> bool) -> (&str, &str) {
    let at = text.find(ends).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// What stands before `at`, and what stands `length` bytes after it.
fn split(text: &str, at: usize, length: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + length..)?))
}

// The standard library's substring search is made for long texts: 4 KB of it would travel with every page.
fn find(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window == needle.as_bytes())
}

fn find_ignore_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

fn is_scheme_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '`')
}

/// The first separator of a URL, with what stands before and after it.
fn next_separator(text: &str) -> Option<(&str, &str, &str)> {
    const SEPARATORS: [&str; 3] = ["://", r":\/\/", "%3A%2F%2F"];
    let found = SEPARATORS.into_iter().filter_map(|separator| Some((find_ignore_case(text, separator)?, separator)));
    let (at, separator) = found.min_by_key(|(at, _)| *at)?;
    let (before, after) = split(text, at, separator.len())?;
    Some((before, text.get(at..at + separator.len())?, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scheme_host_and_four_characters_stay() {
        for (url, shown) in [
            ("https://hooks.slack.com/services/T00/B00/secreta1b2", "https://hooks.slack.com/…a1b2"),
            ("https://user:pw@host.example/a/very/long/path/indeed?token=x#y", "https://host.example/…deed"),
            ("https://host.example:8443/short", "https://host.example:8443/…"),
            ("https://host.example/?sig=secret", "https://host.example/…"),
            ("https://host.example", "https://host.example"),
            ("https://user:password@host.example", "https://host.example/…"),
            ("https://user:password@host.example/", "https://host.example/…"),
            ("https://host.example/", "https://host.example/"),
            ("https://hooks.slack.com/…a1b2", "https://hooks.slack.com/…a1b2"),
            ("https:\\\\hooks.slack.com\\secret", "…"),
            ("not a url", "…"),
            ("", "…"),
        ] {
            assert_eq!(redact_url(url), shown, "{url}");
        }
    }

    #[test]
    fn every_url_in_a_text_is_redacted() {
        assert_eq!(
            redact_text(
                "post to https://hooks.slack.com/services/T/B/abcdefgh1234 failed, see <https://u:p@h.example/x?y>"
            ),
            "post to https://hooks.slack.com/…1234 failed, see <https://h.example/…>"
        );
        assert_eq!(redact_text(r#"{"u":"https:\/\/h.example\/secret"}"#), r#"{"u":"…"}"#);
        assert_eq!(redact_text("next=https%3a%2f%2fh.example%2fsecret end"), "next=… end");
        assert_eq!(redact_text("a :// b, 12:30, no url"), "a :// b, 12:30, no url");
    }

    #[test]
    fn absolute_http_urls_only() {
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

    proptest! {
        #[test]
        fn a_secret_of_any_shape_does_not_survive(secret in "[A-Za-z0-9/_?=&#@%-]{20,60}", before in "[^:%]{0,20}", after in "[ \"<>\n][^:%]{0,20}") {
            let url = format!("https://hooks.example/{secret}");
            let hidden = &secret[..secret.len() - SHOWN];
            prop_assert!(!redact_url(&url).contains(hidden));
            let text = format!("{before} {url}{after}");
            let redacted = redact_text(&text);
            prop_assert!(!redacted.contains(hidden));
            prop_assert!(redacted.starts_with(&before));
            prop_assert!(redacted.ends_with(&after));
        }

        #[test]
        fn redacting_never_panics_and_twice_is_once(text in any::<String>()) {
            let once = redact_url(&text);
            prop_assert_eq!(redact_url(&once), once.clone());
            let text_once = redact_text(&text);
            prop_assert_eq!(redact_text(&text_once), text_once);
        }

        #[test]
        fn a_redacted_url_is_known_as_one(path in "[a-z]{16,40}") {
            let shown = redact_url(&format!("https://h.example/{path}"));
            prop_assert!(is_redacted(&shown));
            prop_assert!(is_redacted(&shown.replace('…', "%e2%80%a6")));
        }
    }
}
