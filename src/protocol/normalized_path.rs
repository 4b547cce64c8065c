//! A request's path in the one form in which paths are compared.

use alloc::borrow::Cow;

/// Returns a path with those characters decoded whose encoding changes nothing: the unreserved ones of RFC 3986 (6.2.2.2), and
/// the colon, which a segment may contain as it is. Everything else stays as it came, so that nothing is decoded twice and no
/// slash appears.
pub fn normalized_path(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        match decoded(after) {
            Some(character) => {
                out.push(character);
                rest = &after[3..];
            }
            None => {
                out.push('%');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Returns the character that a text begins with, if it is encoded and needs no encoding.
fn decoded(text: &str) -> Option<char> {
    let digits = text.get(1..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let character = char::from(u8::from_str_radix(digits, 16).ok()?);
    (character.is_ascii_alphanumeric() || "-._~:".contains(character)).then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_needs_no_encoding_is_decoded_once_and_nothing_else() {
        for (path, normalized) in [
            ("/notifications/v1/integrations%3Atest", "/notifications/v1/integrations:test"),
            ("/notifications/v1/integrations%3atest", "/notifications/v1/integrations:test"),
            ("/%63anary/run", "/canary/run"),
            ("/%7Euser/a%2Db%5Fc%2E", "/~user/a-b_c."),
            ("/a%2Fb", "/a%2Fb"),
            ("/a%5Cb", "/a%5Cb"),
            ("/a%253Ab", "/a%253Ab"),
            ("/a%25%33%41b", "/a%253Ab"),
            ("/a%20b%3F%23", "/a%20b%3F%23"),
            ("/caf%C3%A9", "/caf%C3%A9"),
            ("/%", "/%"),
            ("/%4", "/%4"),
            ("/%é", "/%é"),
            ("/%+1", "/%+1"),
            ("/plain", "/plain"),
        ] {
            assert_eq!(normalized_path(path), normalized, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_gains_a_separator(path in "(/|%2[fF]|%5[cC]|%2[eE]|%3[aAfF]|%25|[a-z%é]){0,20}") {
            let separators = |text: &str| text.matches(['/', '\\', '?', '#']).count();
            prop_assert_eq!(separators(&normalized_path(&path)), separators(&path));
        }
    }
}
