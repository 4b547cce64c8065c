//! Webhook URLs are bearer secrets: what counts as one, and how one is shown without its secret.
//!
//! Small on purpose: the client's artifact has no room for a URL parser, and the host has one that is used
//! wherever a URL is opened. Here URLs are only recognized and redacted.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::text::{characters, clip, find, split_before};

/// Takes the place of a secret.
const MARK: &str = "…";
/// How many characters at the end stay readable, so that two webhooks can be told apart…
const SHOWN: usize = 4;
/// …provided that at least this many stay hidden.
const HIDDEN_MIN: usize = 12;

/// What a word contains if a slash or colon of a URL is escaped in it: for JSON, a query or HTML, perhaps more than once, or
/// in a form that browsers tolerate.
const ESCAPES: [&str; 12] =
    [r"\/", r"/\", r"\\", r"\u", r"\x", "%2f", "%3a", "%25", "&#", "&sol;", "&colon;", "&amp;#"];

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

/// Whether a URL was redacted by [`redact_url`], its `…` plain or percent-encoded: it must never be saved in place of the
/// real one.
pub fn is_redacted(url: &str) -> bool {
    find(url, MARK).is_some() || find(url, "%E2%80%A6").is_some()
}

/// Whether a text is a mark alone, or one of its words a redacted URL. In JavaScript `reads.js` says the same.
#[cfg(feature = "json")]
pub(super) fn holds_redacted(text: &str) -> bool {
    let mut words =
        text.split(|c: char| c.is_whitespace() || c.is_ascii_control() || matches!(c, '"' | '<' | '>' | '`' | '\\'));
    text == MARK || words.any(|word| word.split_once("://").is_some_and(|(_, rest)| is_redacted(rest)))
}

/// A URL with its secret part replaced, for logs and screens: `https://hooks.slack.com/…a1b2`.
///
/// Scheme and host stay, then `…` and the last four characters of the path where at least twelve stay hidden.
/// User info, query and fragment go entirely. A text that is no URL becomes `…`, and so does one whose host holds an
/// escape. Redacted twice is redacted once. The rule is this library's.
pub fn redact_url(url: &str) -> String {
    let Some((scheme, rest)) = split_scheme(url) else {
        return MARK.to_owned();
    };
    let (user, host, tail) = split_authority(rest);
    if host.bytes().any(|byte| matches!(byte, b'%' | b'&')) {
        // An escaped slash: what follows it is the path, which is secret.
        return MARK.to_owned();
    }
    let (path, query) = split_before(tail, |byte| matches!(byte, b'?' | b'#'));
    let slashes = path.bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    let path = path.get(slashes..).unwrap_or(path);
    let length = characters(path);
    let (mut mark, mut shown) = (MARK, "");
    if path.starts_with(MARK) && length <= SHOWN + 1 {
        (mark, shown) = ("", path);
    } else if length >= SHOWN + HIDDEN_MIN {
        shown = last_characters(path);
    } else if path.is_empty() && query.is_empty() && user.is_empty() {
        mark = "";
    }
    // The mark shows that something was removed, so that the rest is not saved as if it were the whole URL.
    let slash = if tail.is_empty() && user.is_empty() { "" } else { "/" };
    [scheme, "://", host, slash, mark, shown].concat()
}

/// A text from elsewhere with every URL in it redacted as [`redact_url`] has it, of whatever scheme. A word that may hold an
/// escaped one (JSON's `\/`, percent-encoding, HTML's entities) becomes `…` as a whole: in doubt, a word is hidden.
pub fn redact_text(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = split_before(rest, ends_url);
        let (gap, next) = split_before(after, |byte| !ends_url(byte));
        if ESCAPES.iter().any(|escape| find(word, escape).is_some()) {
            out.push_str(MARK);
        } else if let Some(at) = find(word, "://") {
            let scheme = word.as_bytes()[..at].iter().rev().take_while(|byte| is_scheme_byte(**byte)).count();
            out.push_str(word.get(..at - scheme).unwrap_or(""));
            out.push_str(&redact_url(word.get(at - scheme..).unwrap_or("")));
        } else {
            out.push_str(word);
        }
        out.push_str(gap);
        rest = next;
    }
    out
}

/// The text with every occurrence of a secret blanked out.
pub(crate) fn blank_out(text: String, secret: &str) -> String {
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = find(rest, secret) {
        out.push_str(rest.get(..at).unwrap_or(""));
        out.push_str(MARK);
        rest = rest.get(at + secret.len()..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Scheme and rest of a URL; none where the text does not begin with a scheme and `://`.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = split_before(url, |byte| !is_scheme_byte(byte));
    let rest = rest.strip_prefix("://").filter(|_| !scheme.is_empty())?;
    Some((scheme, rest))
}

/// User info with its `@`, host with its port, and what follows.
fn split_authority(rest: &str) -> (&str, &str, &str) {
    let (authority, tail) = split_before(rest, |byte| matches!(byte, b'/' | b'\\' | b'?' | b'#'));
    let user = authority.bytes().rposition(|byte| byte == b'@').map_or(0, |at| at + 1);
    (authority.get(..user).unwrap_or(""), authority.get(user..).unwrap_or(""), tail)
}

fn last_characters(text: &str) -> &str {
    let mut at = text.len();
    for _ in 0..SHOWN {
        at = clip(text, at.saturating_sub(1)).len();
    }
    text.get(at..).unwrap_or("")
}

fn is_scheme_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn ends_url(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, 127 | b'"' | b'<' | b'>' | b'`')
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
            ("https://hooks.slack.com%2Fservices%2Fsecret", "…"),
            ("https://hooks.slack.com&sol;services&sol;secret", "…"),
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
        assert_eq!(redact_text("(next=https%3a%2f%2fh.example%2fsecret end"), "… end");
        for plain in ["12:30, no url\n", r"C:\dir", r"said:\n\tno", "x::/y", "key: &amp;&amp; é…", "/a/b?c=d&e", " "]
        {
            assert_eq!(redact_text(plain), plain);
        }
    }

    #[test]
    fn a_url_is_known_in_any_escaping() {
        for url in [
            r"https:\/\/h.example\/secret",
            r"https:\\/\\/h.example\\/secret",
            r"https:\u002f\u002Fh.example\u002fsecret",
            r"https\\u003A\\u002F\\u002Fh.example\\u002Fsecret",
            r"https\x3a\x2f\x2fh.example\x2fsecret",
            r"https\u{3a}\u{2f}\u{2f}h.example\u{2f}secret",
            "https:&#x2F;&#x2f;h.example&#x2F;secret",
            "https&#x0003A;&#X2F;&#x02F;h.example&#x2F;secret",
            "https&#58;&#47;&#047;h.example&#47;secret",
            "&#104;ttps&colon;&sol;&sol;h.example&sol;secret",
            "https&colon;&sol;&sol;h.example&sol;secret",
            "https&colon;//h.example/secret",
            "https:&amp;#x2F;&amp;#47;h.example&amp;#x2F;secret",
            "https%3A%2F%2Fh.example%2Fsecret",
            "https%253A%252F%252Fh.example%252Fsecret",
            "https%25253a%25252f%25252fh.example%25252fsecret",
            "https%3A%5C%2F%5C%2Fh.example%5C%2Fsecret",
            "https:/%2Fh.example/secret",
            r"https:\\h.example\secret",
            r"https:/\h.example\secret",
            "%68%74%74%70%73%3A%2F%2Fh.example%2Fsecret",
            "&#115;://h.example/secret",
            "://h.example/secret",
            "https://h.example%2Fsecret",
            "https://user:secret@h.example%252Fsecret",
            "https://h.example&#x2F;secret",
            r"https://h.example\u002fsecret",
        ] {
            let shown = redact_text(&["in (", url, " end"].concat());
            assert!(!shown.contains("secret"), "{url} became {shown}");
            assert!(shown.starts_with("in ") && shown.ends_with("… end"), "{url} became {shown}");
            assert_eq!(redact_text(&shown), shown, "{url}");
        }
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
        fn a_secret_of_any_shape_does_not_survive(secret in "[A-Za-z0-9/_?=&#@%-]{20,60}", before in "[^:%&\\\\]{0,20}", after in "[ \"<>\n][^:%&\\\\]{0,20}") {
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
