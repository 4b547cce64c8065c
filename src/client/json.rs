//! Parses JSON as JavaScript does, also where serde is stricter: with half a surrogate pair in a text.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// Parses a document. Half a surrogate pair, as of an emoji that some program cut in two, becomes U+FFFD: one such
/// description must not fail a whole list.
///
/// # Errors
/// The text is not JSON, or nested more than 127 deep.
pub fn read_json<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| match whole_characters(text) {
        Cow::Owned(text) => serde_json::from_str(&text),
        Cow::Borrowed(_) => Err(error),
    })
}

/// Returns the same text, with `\ufffd` for each escape that is half a surrogate pair.
fn whole_characters(text: &str) -> Cow<'_, str> {
    let (mut whole, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = text[at..].find('\\') {
        at += found;
        match (escaped_unit(&text[at..]), text.get(at + 6..).and_then(escaped_unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str(&text[copied..at]);
                whole.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            (Some(_), _) => at += 6,
            // The character after a backslash does not begin another escape, even if it is a backslash.
            (None, _) => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    whole.push_str(&text[copied..]);
    Cow::Owned(whole)
}

/// Returns the UTF-16 code unit of a `\uXXXX` at the beginning of a text.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn half_a_surrogate_pair_becomes_the_replacement_character() {
        for (text, read) in [
            (r#"{"a":"x\ud83dy","b":"\ud83d\ude00"}"#, json!({"a": "x\u{fffd}y", "b": "😀"})),
            (r#"["\ude00\ud83d"]"#, json!(["\u{fffd}\u{fffd}"])),
            (r#"["\uD83D\uD83D\uDE00\n"]"#, json!(["\u{fffd}😀\n"])),
            (r#"["\\ud83d", "\ud83d\\"]"#, json!(["\\ud83d", "\u{fffd}\\"])),
        ] {
            assert_eq!(read_json::<Value>(text).unwrap(), read, "{text}");
        }
    }

    #[test]
    fn invalid_json_is_rejected() {
        for text in ["", "\\", "\"\\", r#""\ud8"#, r#"["\ud83d""#, r#"["\ud83d\x"]"#, r#"\ud83d"#, "\"\\ud83d\\é\""] {
            assert!(read_json::<Value>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_utf_16_is_parsed_as_javascript_does(units in prop::collection::vec(
            prop_oneof![0xd800u16..0xe000, any::<u16>(), Just(u16::from(b'\\'))], 0..40,
        )) {
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            prop_assert_eq!(read_json::<Value>(&format!("\"{escaped}\"")).unwrap(), json!(String::from_utf16_lossy(&units)));
        }

        #[test]
        fn a_text_that_serde_accepts_is_parsed_the_same(text in "[\\PC\\\\]{0,40}") {
            let document = json!({ "text": text }).to_string();
            prop_assert_eq!(read_json::<Value>(&document).unwrap(), json!({ "text": text }));
            prop_assert_eq!(whole_characters(&document), document.as_str());
        }

        #[test]
        fn no_text_panics(text in "[\\\\uUdD8é\"\\[\\]]{0,60}") {
            let _ = read_json::<Value>(&text);
        }
    }
}
