//! The token of a list's next page: of the link in `metadata.next` only the token is used, never the host.

use alloc::string::String;

use super::{Error, ErrorCode, Operation};
use crate::integration::{Document, DocumentPath, JsonType};

/// Returns the token of the page after `page`. Returns `None` after the last page, whose `metadata.next` is null, absent or
/// empty. `page_token` reads that parameter of a link, absolute or relative, by the host's own URL parser.
///
/// `seen` lists the tokens that were used so far; `operation` is the error's, if it is known.
///
/// No request goes to the link's host: Confluent's documentation has absolute links, and behind a proxy or from a sandbox
/// they may name another host than the one that the credentials are for.
///
/// # Errors
/// [`ErrorCode::InvalidResponse`] if the link has no token, or one that was used before: following it would
/// request the first page, or the same pages, for ever. Also if `metadata.next` is not a text.
pub fn next_page_token<D: Document>(
    page: &D,
    seen: &D,
    operation: Option<&'static Operation>,
    page_token: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<String>, Error> {
    let why = match page.text("metadata.next") {
        Some(link) if link.is_empty() => return Ok(None),
        Some(link) => match page_token(&link).filter(|token| !token.is_empty()) {
            Some(token) => {
                let at = |index| seen.text(DocumentPath { top: "", index: Some(index), path: "" });
                if !(0..seen.len("")).any(|index| at(index).as_deref() == Some(token.as_str())) {
                    return Ok(Some(token));
                }
                "names a page read before"
            }
            None => "has no page_token",
        },
        None => match page.json_type("metadata.next") {
            JsonType::Absent | JsonType::Null => return Ok(None),
            _ => "is no link",
        },
    };
    let message = ["200 the list goes on, but metadata.next ", why].concat();
    let mut error = Error::new(ErrorCode::InvalidResponse, operation, message);
    // The status of the page with the link; how many attempts that page took is not known here.
    (error.status, error.attempts) = (Some(200), 1);
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::super::integrations;
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn page_token(link: &str) -> Option<String> {
        let base = url::Url::parse("https://h.example").ok()?;
        let link = base.join(link).ok()?;
        let (_, token) = link.query_pairs().find(|(name, _)| name == "page_token")?;
        Some(token.into_owned())
    }

    fn token_after(page: &Value, seen: &Value) -> Result<Option<String>, Error> {
        next_page_token(page, seen, Some(&integrations::LIST), &page_token)
    }

    #[test]
    fn the_token_is_read_from_any_link_whatever_its_host() {
        for link in [
            "https://api.confluent.cloud/notifications/v1/integrations?page_token=a%2Bb&page_size=5",
            "https://elsewhere.example/x?page_size=5&page_token=a%2Bb#f",
            "/notifications/v1/integrations?page_token=a%2Bb",
            "?page_token=a%2Bb",
        ] {
            let page = json!({"data": [], "metadata": {"next": link}});
            assert_eq!(token_after(&page, &json!([])).unwrap().as_deref(), Some("a+b"), "{link}");
        }
    }

    #[test]
    fn the_last_page_has_no_token() {
        for page in [
            json!({}),
            json!({"metadata": null}),
            json!({"metadata": {}}),
            json!({"metadata": {"next": null}}),
            json!({"metadata": {"next": ""}}),
        ] {
            assert_eq!(token_after(&page, &json!([])).unwrap(), None);
        }
    }

    #[test]
    fn a_link_without_a_new_token_is_rejected() {
        for next in [json!("https://h/x"), json!("?page_token="), json!("?other=1"), json!(7), json!({})] {
            let page = json!({"metadata": {"next": next}});
            assert_eq!(token_after(&page, &json!([])).unwrap_err().code, ErrorCode::InvalidResponse, "{next}");
        }
        let page = json!({"metadata": {"next": "?page_token=two"}});
        assert!(token_after(&page, &json!(["one"])).is_ok());
        assert_eq!(token_after(&page, &json!(["one", "two"])).unwrap_err().code, ErrorCode::InvalidResponse);
    }

    proptest! {
        #[test]
        fn a_token_is_decoded_to_what_was_encoded(token in "\\PC{1,60}") {
            let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("page_token", &token).finish();
            let page = json!({"metadata": {"next": format!("https://h.example/x?{query}")}});
            prop_assert_eq!(token_after(&page, &json!([])).unwrap(), Some(token));
        }
    }
}
