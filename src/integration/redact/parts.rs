//! The secret parts of a URL: user info, values of the query, segments of the path, and a host's first label.

use alloc::string::String;

use super::super::retirement::is_known;
use super::super::text::{find, split_at_byte};
use super::super::url::{split_authority, split_scheme};

/// Takes the place of a secret.
pub(super) const MARK: &str = "…";
/// The shortest secret that is searched for in texts, in bytes: a shorter one would be found everywhere.
pub(super) const SECRET_MIN: usize = 6;
/// A colon and the five digits of 65535.
const PORT_MAX: usize = 6;
/// A host's first label of so many letters and digits was not chosen by people.
const SECRET_LABEL_MIN: usize = 20;
/// Shorter segments of a path are names of versions and services, which open nothing.
pub(super) const PART_MIN: usize = 12;

/// Returns whether it is in doubt that this is a URL's host, and this what follows it: the host contains an escape, its port is no
/// number, or what follows contains an `@`. A password with a slash in it ends the host for a URL parser, but not for whoever
/// wrote it.
pub(super) fn is_in_doubt(host: &str, tail: &str) -> bool {
    let after_address = find(host, "]").unwrap_or(0);
    let (_, port) = split_at_byte(host.get(after_address..).unwrap_or(""), |byte| byte == b':');
    // An escaped slash: what follows it is the path, which is secret.
    !split_at_byte(host, |byte| matches!(byte, b'%' | b'&')).1.is_empty()
        || !split_at_byte(port, |byte| !matches!(byte, b'0'..=b':')).1.is_empty()
        || port.len() > PORT_MAX
        // Paths of known services may contain one.
        || find(tail, "@").is_some() && !is_known(host)
}

/// Returns the first label of a host if it is a secret, and else an empty text.
pub(super) fn secret_label(host: &str) -> &str {
    // A URL parser drops characters that nobody sees, and those are not ASCII.
    let (label, _) = split_at_byte(host, |byte| !byte.is_ascii_alphanumeric() && byte < 0x80);
    let (_, digits) = split_at_byte(label, |byte| byte.is_ascii_digit());
    let ends = matches!(host.as_bytes().get(label.len()), None | Some(b'.' | b':'));
    if label.len() < SECRET_LABEL_MIN || digits.is_empty() || !ends || is_known(host) { "" } else { label }
}

/// Returns the text without the parts of a known URL that may be quoted alone: user info, values of the query, long segments
/// of the path, and a host's label that is a secret.
pub(crate) fn redact_url_parts(mut text: String, url: &str) -> String {
    for_each_secret_part(url, &mut |part| text = redact_secret(&text, part));
    text
}

/// Calls `found` with each part of a URL that is long enough to be searched for.
pub(super) fn for_each_secret_part(url: &str, found: &mut dyn FnMut(&str)) {
    let rest = split_scheme(url).map_or(url, |(_, rest)| rest);
    let (user, host, tail) = split_authority(rest);
    let in_doubt = is_in_doubt(host, tail);
    let user = user.len();
    let mut separator = b'@';
    let mut begin = 0;
    while begin < rest.len() {
        let (part, _) = split_at_byte(rest.get(begin..).unwrap_or(""), |byte| {
            matches!(byte, b'/' | b'\\' | b'?' | b'#' | b'&' | b'=' | b'@' | b':')
        });
        let is_short = in_doubt || begin < user || matches!(separator, b'=' | b':');
        let secret = if begin == user && !in_doubt { secret_label(part) } else { part };
        if secret.len() >= if is_short { SECRET_MIN } else { PART_MIN } {
            found(secret);
        }
        begin += part.len();
        separator = rest.as_bytes().get(begin).copied().unwrap_or(0);
        begin += 1;
    }
}

/// Returns the text with `…` in place of every occurrence of a secret.
pub(super) fn redact_secret(text: &str, secret: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = find(rest, secret) {
        out.push_str(rest.get(..at).unwrap_or(""));
        out.push_str(MARK);
        rest = rest.get(at + secret.len()..).unwrap_or("");
    }
    out.push_str(rest);
    out
}
