//! The path and query of an operation's request: the one place where ids and queries are encoded.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::Operation;
use crate::integration::schema::ValueRule;
use crate::integration::{Document, percent_encode, u32_to_string};

/// The path and query of a request, under the base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTarget {
    /// The path, encoded.
    pub path: String,
    /// The query with its `?`, encoded; or empty.
    pub query: String,
}

impl RequestTarget {
    /// Creates the target of an operation's request. All arguments must have been checked.
    ///
    /// `id` counts only if the operation's path contains one. It is percent-encoded here, all but RFC 3986's unreserved
    /// characters; `..` is left as it is. Of `query`, the parameters that the operation has are sent. `page_token` is the
    /// token of a later page: it replaces the query's own token and `page_size`, which by the documentation counts for
    /// the first page only.
    pub fn new<D: Document>(operation: &Operation, id: &str, query: &D, page_token: Option<&str>) -> RequestTarget {
        let mut path = String::new();
        for byte in operation.path.bytes().take_while(|byte| *byte != b'{') {
            path.push(char::from(byte));
        }
        if operation.has_id() {
            percent_encode(id, &mut path);
        }
        let mut encoded = String::new();
        for parameter in operation.query {
            let value = match (&parameter.value, page_token) {
                (ValueRule::PageSize, Some(_)) => None,
                (ValueRule::PageSize, None) => query.number(parameter.name).map(|number| u32_to_string(number as u32)),
                (ValueRule::PageToken, Some(token)) => Some(token.to_owned()),
                (ValueRule::PageToken, None) | (ValueRule::Text { .. }, _) => query.text(parameter.name),
                // An object, which only bodies have.
                (ValueRule::Target, _) => None,
            };
            let Some(value) = value else { continue };
            encoded.push(if encoded.is_empty() { '?' } else { '&' });
            encoded.push_str(parameter.name);
            encoded.push('=');
            percent_encode(&value, &mut encoded);
        }
        RequestTarget { path, query: encoded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use crate::protocol::integrations::{self, COLLECTION};

    fn query(query: &Value, page_token: Option<&str>) -> String {
        RequestTarget::new(&integrations::LIST, "", query, page_token).query
    }

    #[test]
    fn each_operation_has_its_documented_path() {
        let path = |operation| RequestTarget::new(operation, "n-1", &json!(null), None).path;
        assert_eq!(path(&integrations::CREATE), COLLECTION);
        assert_eq!(path(&integrations::LIST), COLLECTION);
        assert_eq!(path(&integrations::GET), "/notifications/v1/integrations/n-1");
        assert_eq!(path(&integrations::UPDATE), "/notifications/v1/integrations/n-1");
        assert_eq!(path(&integrations::DELETE), "/notifications/v1/integrations/n-1");
        assert_eq!(path(&integrations::TEST), "/notifications/v1/integrations:test");
    }

    #[test]
    fn the_query_contains_only_parameters_that_are_given() {
        assert_eq!(query(&json!(null), None), "");
        assert_eq!(query(&json!({"page_size": 5, "resource_type": "TOPIC"}), None), "?page_size=5&resource_type=TOPIC");
        assert_eq!(query(&json!({"page_token": "a&b=c d+é"}), None), "?page_token=a%26b%3Dc%20d%2B%C3%A9");
        let get = RequestTarget::new(&integrations::GET, "n-1", &json!({"resource": "r"}), None);
        assert_eq!(get.query, "");
    }

    #[test]
    fn the_request_of_a_later_page_has_the_token_and_the_filters() {
        let first = json!({"page_size": 5, "page_token": "one", "resource": "r"});
        assert_eq!(query(&first, Some("two")), "?page_token=two&resource=r");
    }

    proptest! {
        #[test]
        fn an_id_is_always_one_segment(id in any::<String>()) {
            let path = RequestTarget::new(&integrations::GET, &id, &json!(null), None).path;
            let segment = path.strip_prefix("/notifications/v1/integrations/").unwrap();
            prop_assert!(segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), id);
        }

        #[test]
        fn a_query_decodes_to_the_given_values(token in "\\PC{1,50}", resource in any::<String>()) {
            let query = query(&json!({"page_token": token, "resource": resource}), None);
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&query.as_bytes()[1..]).into_owned().collect();
            prop_assert_eq!(pairs, [("page_token".to_owned(), token), ("resource".to_owned(), resource)]);
        }
    }
}
