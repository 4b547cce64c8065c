//! Redaction: what is secret in a URL and in a text, and where a URL in a text ends. No other place knows
//! (docs/decisions/0019).
//!
//! Webhook URLs are bearer secrets: whoever has one can post to the channel.

mod parts;
#[cfg(any(feature = "_wasm-worker", all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))))]
mod url_secrets;

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::text::{characters, find, hex_digit, split_at_byte, truncate};
use super::url::{is_scheme_byte, is_slash, split_authority, split_scheme};

pub(crate) use parts::redact_url_parts;
use parts::{MARK, PART_MIN, SECRET_MIN, is_in_doubt, redact_secret, secret_label};
#[cfg(any(
    feature = "_wasm-worker",
    all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))
))]
pub(crate) use url_secrets::UrlSecrets;

/// How many characters at the end stay readable, so that two webhooks can be told apart…
const VISIBLE_CHARACTERS: usize = 4;
/// …provided that at least this many stay hidden.
const HIDDEN_CHARACTERS_MIN: usize = 12;

/// A text with more URLs that may hold a password is hidden as a whole: each costs a search of all of it.
const PASSWORDS_MAX: usize = 8;

/// `~` and four digits.
const CHECKSUM: usize = 5;

/// What a word contains if a slash or colon of a URL is escaped in it: in JSON, a query or HTML, perhaps more than once, or
/// in a form that browsers accept.
const ESCAPES: [&str; 12] =
    [r"\/", r"/\", r"\\", r"\u", r"\x", "%2f", "%3a", "%25", "&#", "&sol;", "&colon;", "&amp;#"];

/// Returns a URL with its secret part replaced, for logs and screens: `https://hooks.slack.com/…a1b2`.
///
/// Scheme and host stay, then follow `…` and the last four characters of the path, if at least twelve stay hidden. Where the
/// path ends with a word that many share, or there is a query, `~` and four hexadecimal digits follow, a checksum (FNV-1a)
/// of path and query by which two of them can be told apart: `https://events.pagerduty.com/…ueue~3f9c`. User info, query and
/// fragment are removed. A host's first label of twenty or more letters and digits is a secret too, unless the host is known
/// for such names, and becomes `…`.
///
/// A text that is not a URL becomes `…`, and so does a URL whose host is in doubt: it contains an escape, its port is no
/// number, or what follows it contains an `@`, as if it were the start of user info. Redacting a redacted URL changes nothing.
/// The rule is this library's.
pub fn redact_url(url: &str) -> String {
    let Some((scheme, rest)) = split_scheme(url) else {
        return MARK.to_owned();
    };
    let (user, host, tail) = split_authority(rest);
    if is_in_doubt(host, tail) {
        return MARK.to_owned();
    }
    let (path, query) = split_at_byte(tail, |byte| matches!(byte, b'?' | b'#'));
    let path = split_at_byte(path, |byte| !is_slash(byte)).1;
    let length = characters(path);
    let label = secret_label(host);
    let mut out =
        [scheme, "://", if label.is_empty() { "" } else { MARK }, host.get(label.len()..).unwrap_or("")].concat();
    if !tail.is_empty() || !user.is_empty() {
        out.push('/');
    }
    let is_checked = path.as_bytes().get(path.len().wrapping_sub(CHECKSUM)) == Some(&b'~');
    if path.starts_with(MARK) && length <= 1 + VISIBLE_CHARACTERS + if is_checked { CHECKSUM } else { 0 } {
        out.push_str(path);
    } else if length > 0 || !query.is_empty() || !user.is_empty() {
        // The mark shows that something was removed, so that the rest is not saved as if it were the whole URL.
        out.push_str(MARK);
        if length >= VISIBLE_CHARACTERS + HIDDEN_CHARACTERS_MIN {
            out.push_str(last_characters(path));
        }
        let mut last = path;
        while let Some(at) = find(last, "/") {
            last = last.get(at + 1..).unwrap_or("");
        }
        let is_word = last.len() < PART_MIN && split_at_byte(last, |byte| !byte.is_ascii_lowercase()).1.is_empty();
        let is_shared = is_word || query.starts_with("?");
        if is_shared && user.is_empty() && length + query.len() >= HIDDEN_CHARACTERS_MIN {
            push_checksum(tail, &mut out);
        }
    }
    out
}

/// Appends a `~` and the checksum of a path and a query: FNV-1a of 32 bits, folded to 16.
fn push_checksum(tail: &str, out: &mut String) {
    let (tail, _) = split_at_byte(tail, |byte| byte == b'#');
    let mut hash: u32 = 0x811c_9dc5;
    for byte in tail.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let mut bits = (hash >> 16 ^ hash) << 16;
    out.push('~');
    for _ in 1..CHECKSUM {
        bits = bits.rotate_left(4);
        out.push(hex_digit(bits));
    }
}

/// Returns a text with every URL in it, of whatever scheme, redacted as by [`redact_url`]. A word that may contain an
/// escaped URL (JSON's `\/`, percent-encoding, HTML's entities) becomes `…` as a whole: in doubt, a word is hidden. If a URL has
/// user info, or its host is in doubt, its parts are hidden wherever else the text quotes them, as in `invalid port ":password"`.
pub fn redact_text(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut with_password = 0;
    while !rest.is_empty() {
        let (word, after) = split_at_byte(rest, ends_url);
        let (gap, next) = split_at_byte(after, |byte| !ends_url(byte));
        if ESCAPES.iter().any(|escape| find(word, escape).is_some()) {
            out.push_str(MARK);
        } else if let Some(at) = find(word, "://") {
            let scheme = word.as_bytes()[..at].iter().rev().take_while(|byte| is_scheme_byte(**byte)).count();
            out.push_str(word.get(..at - scheme).unwrap_or(""));
            out.push_str(&redact_url(word.get(at - scheme..).unwrap_or("")));
            with_password += usize::from(may_hold_password(word.get(at + 3..).unwrap_or("")));
        } else {
            out.push_str(word);
        }
        out.push_str(gap);
        rest = next;
    }
    if with_password > PASSWORDS_MAX {
        return MARK.to_owned();
    }
    rest = if with_password > 0 { text } else { "" };
    while let Some(at) = find(rest, "://") {
        let (url, after) = split_at_byte(rest.get(at + 3..).unwrap_or(""), ends_url);
        if may_hold_password(url) {
            out = redact_url_parts(out, url);
        }
        rest = after;
    }
    out
}

/// Returns whether a URL's rest has user info, or a host that may be the start of one.
fn may_hold_password(rest: &str) -> bool {
    let (user, host, tail) = split_authority(rest);
    !user.is_empty() || is_in_doubt(host, tail)
}

/// Returns whether a URL was redacted by [`redact_url`], its `…` plain or percent-encoded: it must never be saved in
/// place of the real one.
pub fn is_redacted(url: &str) -> bool {
    // A URL parser makes three dots of an ellipsis in a host.
    [MARK, "%E2%80%A6", "://..."].iter().any(|mark| find(url, mark).is_some())
}

/// Returns whether one of these texts is `…` alone, or contains a redacted URL. They are in the form that
/// [`Document::strings`](super::Document::strings) returns.
pub(crate) fn contains_redacted_url(texts: &str) -> bool {
    let mut rest = texts;
    while let Some(at) = find(rest, "://") {
        let (url, after) = split_at_byte(rest.get(at..).unwrap_or(""), ends_url);
        if is_redacted(url) {
            return true;
        }
        rest = after;
    }
    find(texts, "\0…\0").is_some()
}

/// Returns the text without a secret header's value, and without the parts of it that may be echoed alone: what follows the
/// scheme, or the value of one cookie. Parts of fewer than six bytes stay: they would be found everywhere.
pub(crate) fn redact_header_value(mut text: String, value: &str) -> String {
    let mut rest = value;
    while !rest.is_empty() {
        let (part, after) = split_at_byte(rest, |byte| byte == b';');
        let (_, secret) = split_at_byte(part.trim_ascii_start(), |byte| matches!(byte, b' ' | b'='));
        text = redact_if_long(text, secret.get(1..).unwrap_or(""));
        rest = after.get(1..).unwrap_or("");
    }
    redact_if_long(text, value)
}

fn redact_if_long(text: String, secret: &str) -> String {
    if secret.len() < SECRET_MIN { text } else { redact_secret(&text, secret) }
}

fn last_characters(text: &str) -> &str {
    let mut at = text.len();
    for _ in 0..VISIBLE_CHARACTERS {
        at = truncate(text, at.saturating_sub(1)).len();
    }
    text.get(at..).unwrap_or("")
}

/// Returns whether a URL in a text ends before this byte: white space, control characters, and characters that quote a URL.
fn ends_url(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, 127 | b'"' | b'<' | b'>' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn table() -> Value {
        serde_json::from_str(include_str!("../../tests/redaction.json")).unwrap()
    }

    /// Returns the rows of a list in the table as pairs of texts: before and after redaction.
    fn rows(list: &str) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        table()[list].as_array().unwrap().iter().map(|row| (text(&row["from"]), text(&row["to"]))).collect()
    }

    #[test]
    fn every_url_of_the_table_is_redacted() {
        for (from, to) in rows("urls") {
            assert_eq!(redact_url(&from), to, "{from}");
        }
    }

    #[test]
    fn every_text_of_the_table_is_redacted() {
        for (from, to) in rows("texts") {
            assert_eq!(redact_text(&from), to, "{from}");
        }
    }

    #[test]
    fn a_url_with_escaped_separators_is_redacted() {
        for url in table()["escaped"].as_array().unwrap() {
            let url = url.as_str().unwrap();
            let shown = redact_text(&["in (", url, " end"].concat());
            assert!(!shown.contains("secret"), "{url} became {shown}");
            assert!(shown.starts_with("in ") && shown.ends_with("… end"), "{url} became {shown}");
            assert_eq!(redact_text(&shown), shown, "{url}");
        }
    }

    #[test]
    fn a_text_with_many_urls_that_may_hold_passwords_is_hidden_as_a_whole() {
        let text = |count| "https://u:pw@h.example/x said no. ".repeat(count);
        assert!(redact_text(&text(PASSWORDS_MAX)).ends_with("said no. "));
        assert_eq!(redact_text(&text(PASSWORDS_MAX + 1)), MARK);
    }

    proptest! {
        #[test]
        fn a_secret_of_any_shape_is_removed(secret in "[A-Za-z0-9/_?=&#@%-]{20,60}", before in "[^:%&\\\\]{0,20}", after in "[ \"<>\n][^:%&\\\\]{0,20}") {
            let url = format!("https://hooks.example/{secret}");
            let hidden = &secret[..secret.len() - VISIBLE_CHARACTERS];
            prop_assert!(!redact_url(&url).contains(hidden));
            let text = format!("{before} {url}{after}");
            let redacted = redact_text(&text);
            prop_assert!(!redacted.contains(hidden));
            prop_assert!(redacted.starts_with(&before));
            prop_assert!(redacted.ends_with(&after));
        }

        #[test]
        fn redacting_twice_is_redacting_once(text in any::<String>()) {
            let once = redact_url(&text);
            prop_assert_eq!(redact_url(&once), once.clone());
            let text_once = redact_text(&text);
            prop_assert_eq!(redact_text(&text_once), text_once);
        }

        #[test]
        fn a_redacted_url_is_recognized(path in "[a-z]{16,40}") {
            let shown = redact_url(&format!("https://h.example/{path}"));
            prop_assert!(is_redacted(&shown));
            prop_assert!(is_redacted(&shown.replace('…', "%e2%80%a6")));
        }
    }
}
