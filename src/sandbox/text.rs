//! The encodings that HTTP asks for: percent-encoding, queries, base64.

/// A path segment, decoded once; nothing where it is malformed.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = rest.get(..2)?;
        bytes.push(hex_digit(digits[0])? << 4 | hex_digit(digits[1])?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// A text as one value of a query.
pub(super) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The first value of a query's parameter. What cannot be decoded is taken as it stands.
pub(super) fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode(&text).unwrap_or(text)
        };
        (plain(key) == name).then(|| plain(value))
    })
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64 for URLs, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |group, i| group << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
        out.extend((0..=chunk.len()).map(|i| char::from(BASE64[(group >> (18 - 6 * i) & 63) as usize])));
    }
    out
}

/// Reads base64 of either alphabet, padded or not.
pub(super) fn base64_decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut group, mut bits) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let byte = match byte {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        let value = BASE64.iter().position(|known| *known == byte)?;
        group = group << 6 | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits) as u8);
            group &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percent_encoding_is_undone_once_and_refused_where_broken() {
        assert_eq!(percent_decode("a%2Fb%252F").as_deref(), Some("a/b%2F"));
        assert_eq!(percent_decode("+").as_deref(), Some("+"));
        for broken in ["%", "%4", "%zz", "%ff", "a%é9"] {
            assert_eq!(percent_decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_query_gives_the_first_value_of_a_name() {
        let query = "page_size=5&page%5Ftoken=a%2Bb+c&page_size=6&bare&odd=%zz";
        assert_eq!(query_value(query, "page_size").as_deref(), Some("5"));
        assert_eq!(query_value(query, "page_token").as_deref(), Some("a+b c"));
        assert_eq!(query_value(query, "bare").as_deref(), Some(""));
        assert_eq!(query_value(query, "odd").as_deref(), Some("%zz"));
        assert_eq!(query_value(query, "absent"), None);
    }

    #[test]
    fn base64_is_everybody_s() {
        assert_eq!(base64_decode("a2V5OnNlY3JldA==").as_deref(), Some(&b"key:secret"[..]));
        assert_eq!(base64_decode("-_8").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(base64_decode("+/8=").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(base64_decode("a b"), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            prop_assert_eq!(base64_decode(&base64url(&bytes)), Some(bytes));
            prop_assert_eq!(percent_decode(&percent_encode(&text)), Some(text.clone()));
            prop_assert_eq!(query_value(&format!("k={}", percent_encode(&text)), "k"), Some(text));
        }

        #[test]
        fn nothing_that_comes_in_panics(text in any::<String>()) {
            percent_decode(&text);
            base64_decode(&text);
            query_value(&text, "page_token");
        }
    }
}
