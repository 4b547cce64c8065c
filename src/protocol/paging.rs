//! From one page of a list to the next: only the token of `metadata.next` is taken, never its host.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::{Error, ErrorCode, Operation};
use crate::integration::{Document, Place, Shape, cut, form_decode};

/// The token of the page after `page`; none after the last.
///
/// `seen` lists the tokens used so far. A link without a token, and a token that was used before, are an
/// [`ErrorCode::InvalidResponse`]: following them would ask for the first page, or the same ones, for ever.
pub fn next_page_token<D: Document>(page: &D, seen: &D) -> Result<Option<String>, Error> {
    let broken = |what: &str| Err(Error::new(ErrorCode::InvalidResponse, Some(Operation::List), what.to_owned()));
    match page.shape("metadata.next") {
        Shape::Absent | Shape::Null => return Ok(None),
        Shape::Text => {}
        _ => {
            return broken(
                "the page's metadata.next is neither a link nor null: the list may go on, but not from here",
            );
        }
    }
    let link = page.text("metadata.next").unwrap_or_default();
    if link.is_empty() {
        return Ok(None);
    }
    let Some(token) = page_token(&link) else {
        return broken("the page's metadata.next has no page_token: the list goes on, but not from here");
    };
    let known = (0..seen.len(""))
        .any(|index| seen.text(Place { top: "", index: Some(index), path: "" }).as_deref() == Some(token.as_str()));
    if known {
        return broken("the page's metadata.next names a page that was read before: the list would never end");
    }
    Ok(Some(token))
}

/// The `page_token` of a link, absolute or relative.
fn page_token(link: &str) -> Option<String> {
    let mut rest = cut(cut(link, b'#').0, b'?').1;
    while let Some(query) = rest {
        let (pair, after) = cut(query, b'&');
        if let Some(encoded) = pair.strip_prefix("page_token=") {
            return form_decode(encoded).filter(|token| !token.is_empty());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn only_the_token_of_the_link_counts() {
        for link in [
            "https://api.confluent.cloud/notifications/v1/integrations?page_token=a%2Bb&page_size=5",
            "https://elsewhere.example/x?page_size=5&page_token=a%2Bb#f",
            "/notifications/v1/integrations?page_token=a%2Bb",
            "?page_token=a%2Bb",
        ] {
            let page = json!({"data": [], "metadata": {"next": link}});
            assert_eq!(next_page_token(&page, &json!([])).unwrap().as_deref(), Some("a+b"), "{link}");
        }
    }

    #[test]
    fn the_last_page_has_none() {
        for page in [
            json!({}),
            json!({"metadata": null}),
            json!({"metadata": {}}),
            json!({"metadata": {"next": null}}),
            json!({"metadata": {"next": ""}}),
        ] {
            assert_eq!(next_page_token(&page, &json!([])).unwrap(), None);
        }
    }

    #[test]
    fn a_link_that_cannot_be_followed_ends_the_list_aloud() {
        for next in [
            json!("https://h/x"),
            json!("?page_token="),
            json!("?other=1"),
            json!("?page_token=%ff"),
            json!(7),
            json!({}),
        ] {
            let page = json!({"metadata": {"next": next}});
            assert_eq!(next_page_token(&page, &json!([])).unwrap_err().code, ErrorCode::InvalidResponse, "{next}");
        }
        let page = json!({"metadata": {"next": "?page_token=two"}});
        assert!(next_page_token(&page, &json!(["one"])).is_ok());
        assert_eq!(next_page_token(&page, &json!(["one", "two"])).unwrap_err().code, ErrorCode::InvalidResponse);
    }

    proptest! {
        #[test]
        fn any_token_comes_back_whole(token in "\\PC{1,60}") {
            let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("page_token", &token).finish();
            let page = json!({"metadata": {"next": format!("https://h.example/x?{query}")}});
            prop_assert_eq!(next_page_token(&page, &json!([])).unwrap(), Some(token));
        }
    }
}
