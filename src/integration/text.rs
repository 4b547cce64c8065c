//! Operations on texts, byte by byte. Those of `core` are built for long texts, any pattern and any format, and would be a
//! quarter of the client's bytes (docs/decisions/0007).

use alloc::string::String;

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Returns the lowest four bits of a number as a hexadecimal digit, in lower case.
pub(crate) fn hex_digit(number: u32) -> char {
    char::from(DIGITS[(number & 15) as usize] | 0x20)
}

/// Returns the decimal digits of a number.
pub(crate) fn u32_to_string(number: u32) -> String {
    let mut out = if number < 10 { String::new() } else { u32_to_string(number / 10) };
    out.push(char::from(DIGITS[(number % 10) as usize]));
    out
}

/// Returns how many characters (Unicode scalar values) a text has.
pub(crate) fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// Returns as much of a text as fits into `max` bytes, truncated between characters.
pub(crate) fn truncate(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Returns the text before the first byte for which `ends` is true, and the text from there.
pub(crate) fn split_at_byte(text: &str, ends: fn(u8) -> bool) -> (&str, &str) {
    let at = text.bytes().position(ends).unwrap_or(text.len());
    (text.get(..at).unwrap_or(text), text.get(at..).unwrap_or(""))
}

/// Returns where a text first occurs in another, ignoring the case of ASCII letters.
pub(crate) fn find(text: &str, wanted: &str) -> Option<usize> {
    let first = wanted.as_bytes().first()? | 0x20;
    let begins = |(at, byte): &(usize, u8)| {
        // Most bytes differ here already; only for the others is the call worth it.
        byte | 0x20 == first
            && text
                .as_bytes()
                .get(*at..at + wanted.len())
                .is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    text.bytes().enumerate().find(begins).map(|(at, _)| at)
}

/// Appends a text to `out`, with all but RFC 3986's unreserved characters percent-encoded.
pub(crate) fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_truncated_between_characters() {
        assert_eq!(
            (truncate("aéb", 2), truncate("aéb", 3), truncate("aéb", 9), truncate("", 0)),
            ("a", "aé", "aéb", "")
        );
        assert_eq!(split_at_byte("é?x", |byte| byte == b'?'), ("é", "?x"));
        assert_eq!(split_at_byte("éx", |byte| byte == b'?'), ("éx", ""));
    }

    proptest! {
        #[test]
        fn digits_and_lengths_equal_those_of_the_standard_library(number: u32, text: String) {
            prop_assert_eq!(u32_to_string(number), number.to_string());
            prop_assert_eq!(characters(&text), text.chars().count());
        }

        #[test]
        fn a_percent_encoded_text_is_unreserved_and_decodes_to_the_same(text: String) {
            let mut encoded = String::new();
            percent_encode(&text, &mut encoded);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap().into_owned(), text.clone());
        }
    }
}
