//! Encodings of HTTP: percent-encoding, query strings, Basic credentials; and the encoding of page tokens.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

/// Senders differ in whether they pad, so padding is optional.
const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_encode_padding(false);
const BASIC: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const TOKEN: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// Decodes a path segment once. Returns `None` if the result is not UTF-8.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// Returns the first value of a query's parameter. A value that cannot be decoded is returned as it is.
pub(super) fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_decode(&text).unwrap_or(text)
        };
        (decode(key) == name).then(|| decode(value))
    })
}

/// Encodes a text as an opaque token that a URL can hold without escapes.
pub(super) fn encode_token(text: &str) -> String {
    TOKEN.encode(text)
}

/// Decodes a token of [`encode_token`]. Returns `None` if it is not one.
pub(super) fn decode_token(token: &str) -> Option<String> {
    String::from_utf8(TOKEN.decode(token).ok()?).ok()
}

/// Decodes the `key:secret` of HTTP Basic. Returns `None` if it is not base64 of UTF-8.
pub(super) fn decode_basic(credentials: &str) -> Option<String> {
    String::from_utf8(BASIC.decode(credentials).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::percent_encode;
    use proptest::prelude::*;

    #[test]
    fn percent_encoding_is_decoded_once() {
        assert_eq!(percent_decode("a%2Fb%252F+").as_deref(), Some("a/b%2F+"));
        assert_eq!(percent_decode("%ff"), None);
        assert_eq!(percent_decode("%zz%").as_deref(), Some("%zz%"));
    }

    #[test]
    fn repeated_parameter_returns_the_first_value() {
        let query = "page_size=5&page%5Ftoken=a%2Bb+c&page_size=6&bare&odd=%ff";
        assert_eq!(query_value(query, "page_size").as_deref(), Some("5"));
        assert_eq!(query_value(query, "page_token").as_deref(), Some("a+b c"));
        assert_eq!(query_value(query, "bare").as_deref(), Some(""));
        assert_eq!(query_value(query, "odd").as_deref(), Some("%ff"));
        assert_eq!(query_value(query, "absent"), None);
    }

    proptest! {
        #[test]
        fn encoded_text_is_decoded(text in any::<String>()) {
            prop_assert_eq!(decode_token(&encode_token(&text)), Some(text.clone()));
            let mut encoded = String::new();
            percent_encode(&text, &mut encoded);
            prop_assert_eq!(percent_decode(&encoded), Some(text.clone()));
            prop_assert_eq!(query_value(&format!("k={encoded}"), "k"), Some(text));
        }
    }
}
