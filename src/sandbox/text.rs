//! The encodings that HTTP asks for: percent-encoding, queries, base64.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Padding is optional: senders differ.
const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_encode_padding(false);
const BASIC: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const TOKEN: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// A path segment, decoded once; nothing where it is no UTF-8.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// A text as one value of a query.
pub(super) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
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

/// A text as an opaque token, fit for a URL.
pub(super) fn to_token(text: &str) -> String {
    TOKEN.encode(text)
}

/// What [`to_token`] was given; nothing where the token is none.
pub(super) fn from_token(token: &str) -> Option<String> {
    String::from_utf8(TOKEN.decode(token).ok()?).ok()
}

/// The `key:secret` of HTTP Basic.
pub(super) fn from_basic(credentials: &str) -> Option<String> {
    String::from_utf8(BASIC.decode(credentials).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percent_encoding_is_undone_once() {
        assert_eq!(percent_decode("a%2Fb%252F+").as_deref(), Some("a/b%2F+"));
        assert_eq!(percent_decode("%ff"), None);
        assert_eq!(percent_decode("%zz%").as_deref(), Some("%zz%"));
    }

    #[test]
    fn a_query_gives_the_first_value_of_a_name() {
        let query = "page_size=5&page%5Ftoken=a%2Bb+c&page_size=6&bare&odd=%ff";
        assert_eq!(query_value(query, "page_size").as_deref(), Some("5"));
        assert_eq!(query_value(query, "page_token").as_deref(), Some("a+b c"));
        assert_eq!(query_value(query, "bare").as_deref(), Some(""));
        assert_eq!(query_value(query, "odd").as_deref(), Some("%ff"));
        assert_eq!(query_value(query, "absent"), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text in any::<String>()) {
            prop_assert_eq!(from_token(&to_token(&text)), Some(text.clone()));
            prop_assert_eq!(percent_decode(&percent_encode(&text)), Some(text.clone()));
            prop_assert_eq!(query_value(&format!("k={}", percent_encode(&text)), "k"), Some(text));
        }
    }
}
