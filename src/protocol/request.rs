//! An operation and its arguments as a request's path and query: the one place where ids and queries are encoded.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::Operation;
use crate::integration::{Document, decimal, percent_encode};

/// The path of the collection, below the base URL.
pub const COLLECTION: &str = "/notifications/v1/integrations";

/// Where a request goes, under the base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The path, encoded.
    pub path: String,
    /// The query with its `?`, encoded; or empty.
    pub query: String,
}

impl Request {
    /// The request of an operation. `id` counts only where the operation has one, is percent-encoded here (all but RFC 3986's
    /// unreserved characters), and must have been checked: `..` is left as it is. `query` is taken as it is.
    pub fn new(operation: Operation, id: &str, query: String) -> Request {
        let mut path = COLLECTION.to_owned();
        if operation == Operation::Test {
            path.push_str(":test");
        } else if operation.has_id() {
            path.push('/');
            percent_encode(id, &mut path);
        }
        Request { path, query }
    }
}

/// The query string of list with its `?`, from a query that has been checked; empty where it has none of the four parameters.
///
/// With the token of a later page, that stands for `page_size` (which counts on the first page only, by the documentation) and
/// for the query's own token. The filters `resource` and `resource_type` are those of the 2026 edition.
pub fn list_query<D: Document>(query: &D, later: Option<&str>) -> String {
    let mut out = String::new();
    for &name in &["page_size", "page_token", "resource", "resource_type"] {
        let value = match (name, later) {
            ("page_size", Some(_)) => None,
            ("page_size", None) => query.number(name).map(|number| decimal(number as u32)),
            ("page_token", Some(token)) => Some(token.to_owned()),
            _ => query.text(name),
        };
        let Some(value) = value else { continue };
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        percent_encode(&value, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;
    use alloc::string::String;

    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn each_operation_has_its_path() {
        let path = |operation| Request::new(operation, "n-1", String::new()).path;
        assert_eq!(path(Operation::Create), COLLECTION);
        assert_eq!(path(Operation::List), COLLECTION);
        assert_eq!(path(Operation::Get), "/notifications/v1/integrations/n-1");
        assert_eq!(path(Operation::Update), "/notifications/v1/integrations/n-1");
        assert_eq!(path(Operation::Delete), "/notifications/v1/integrations/n-1");
        assert_eq!(path(Operation::Test), "/notifications/v1/integrations:test");
    }

    #[test]
    fn only_what_is_given_is_in_the_query() {
        assert_eq!(list_query(&json!(null), None), "");
        assert_eq!(
            list_query(&json!({"page_size": 5, "resource_type": "TOPIC"}), None),
            "?page_size=5&resource_type=TOPIC"
        );
        assert_eq!(list_query(&json!({"page_token": "a&b=c d+é"}), None), "?page_token=a%26b%3Dc%20d%2B%C3%A9");
    }

    #[test]
    fn later_pages_carry_the_token_and_the_filters() {
        let query = json!({"page_size": 5, "page_token": "one", "resource": "r"});
        assert_eq!(list_query(&query, Some("two")), "?page_token=two&resource=r");
    }

    proptest! {
        #[test]
        fn an_id_is_always_one_segment_and_comes_back_whole(id in any::<String>()) {
            let path = Request::new(Operation::Get, &id, String::new()).path;
            let segment = path.strip_prefix("/notifications/v1/integrations/").unwrap();
            prop_assert!(segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(percent_decode_str(segment).decode_utf8().unwrap(), id);
        }

        #[test]
        fn a_query_comes_back_whole(token in "\\PC{1,50}", resource in any::<String>()) {
            let query = list_query(&json!({"page_token": token, "resource": resource}), None);
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&query.as_bytes()[1..]).into_owned().collect();
            prop_assert_eq!(pairs, [("page_token".to_owned(), token), ("resource".to_owned(), resource)]);
        }
    }
}
