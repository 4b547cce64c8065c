//! Tests of which request has which route, and which has none.

use super::*;
use crate::protocol::RequestTarget;
use crate::protocol::integrations::{self, COLLECTION};
use proptest::prelude::*;
use url::Url;

const ONE: &str = "/notifications/v1/integrations/n-1";

fn status(method: &str, path: &str) -> u16 {
    find(method, path).unwrap_err().status
}

#[test]
fn each_route_has_its_method_and_path() {
    let operation = |operation, id: &str| Route::Operation(operation, id.to_owned());
    for (method, path, route) in [
        ("GET", "/", Route::Asset),
        ("HEAD", "/", Route::Asset),
        ("GET", "/index.html", Route::Asset),
        ("GET", "/assets/index-abc.js", Route::Asset),
        ("GET", "/healthz", Route::Health),
        ("HEAD", "/healthz", Route::Health),
        ("GET", COLLECTION, operation(&integrations::LIST, "")),
        ("POST", COLLECTION, operation(&integrations::CREATE, "")),
        ("POST", "/notifications/v1/integrations:test", operation(&integrations::TEST, "")),
        ("GET", ONE, operation(&integrations::GET, "n-1")),
        ("PATCH", ONE, operation(&integrations::UPDATE, "n-1")),
        ("DELETE", ONE, operation(&integrations::DELETE, "n-1")),
        ("GET", "/sandbox/deliveries", Route::Deliveries),
        ("POST", "/sandbox/reset", Route::Reset),
    ] {
        let found = find(method, path).unwrap();
        assert_eq!(found, route, "{method} {path}");
        let file = matches!(path, "/" | "/index.html" | "/assets/index-abc.js" | "/healthz");
        assert_eq!(found.is_static(), file, "{method} {path}");
        assert_eq!(found.is_read(), matches!(method, "GET" | "HEAD"), "{method} {path}");
    }
}

#[test]
fn other_methods_are_refused_with_the_list_of_allowed_ones() {
    for (path, allow) in [
        ("/", "GET, HEAD"),
        ("/healthz", "GET, HEAD"),
        ("/readyz", "GET, HEAD"),
        ("/session", "GET, POST, DELETE"),
        ("/canary/test/n-1", "POST"),
        (COLLECTION, "GET, POST"),
        ("/notifications/v1/integrations:test", "POST"),
        (ONE, "GET, PATCH, DELETE"),
        ("/sandbox/deliveries", "GET"),
        ("/sandbox/reset", "POST"),
    ] {
        for method in ["PUT", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", ""] {
            let response = find(method, path).unwrap_err();
            assert_eq!((response.status, response.header("allow")), (405, Some(allow)), "{method} {path}");
        }
    }
    // HEAD is for the page: the API does not document it.
    assert_eq!(status("HEAD", COLLECTION), 405);
}

#[test]
fn a_path_that_only_resembles_a_route_is_not_found() {
    for path in [
        "/notifications/v1/integrations/",
        "/notifications/v1/integrations/a/b",
        "/notifications/v1/integrations/a/",
        "/notifications/v1/integrations//a",
        "/notifications/v1/integrations:test/",
        "/notifications/v1/integrations:tests",
        "/notifications/v1/integrations;x",
        "/notifications/v1/integrationsx",
        "/notifications/v2/integrations",
        "/notifications/v1/other",
        "/notifications/",
        "/sandbox/",
        "/sandbox/deliveries/",
        "/canary/",
        "/canary/test",
        "/canary/test/",
        "/canary/test/a/b",
        "/canary/test//a",
    ] {
        assert_eq!(status("GET", path), 404, "{path}");
        assert_eq!(status("POST", path), 404, "{path}");
    }
    for path in ["//notifications/v1/integrations", "/Notifications/v1/integrations", "/x", "/.env"] {
        assert_eq!(status("POST", path), 404, "{path}");
        // Perhaps a file: the assets know.
        assert_eq!(find("GET", path).unwrap(), Route::Asset, "{path}");
    }
}

#[test]
fn an_id_is_decoded_once_and_checked() {
    for (segment, id) in [
        ("a%2Fb", "a/b"),
        ("%252e%252e", "%2e%2e"),
        ("n;x=1", "n;x=1"),
        ("a%3Fb%23c", "a?b#c"),
        ("%C3%A9", "é"),
        ("a+b", "a+b"),
        ("__proto__", "__proto__"),
    ] {
        let path = format!("{COLLECTION}/{segment}");
        assert_eq!(find("GET", &path).unwrap(), Route::Operation(&integrations::GET, id.into()), "{segment}");
    }
    let test_one = |segment: &str| find("POST", &format!("/canary/test/{segment}"));
    assert_eq!(test_one("a%2Fb").unwrap(), Route::TestOne("a/b".into()));
    assert_eq!(test_one("%2e%2e").unwrap_err().status, 400);
    let long = "x".repeat(256);
    for segment in ["%", "%4", "%zz", "%ff", "%2e", "%2E%2e", "..", ".", &long] {
        assert_eq!(status("DELETE", &format!("{COLLECTION}/{segment}")), 400, "{segment}");
    }
}

proptest! {
    #[test]
    fn no_path_panics_or_reaches_another_path_of_the_upstream(path in "/(notifications/v1/integrations)?[ -~]{0,40}") {
        let Ok(url) = Url::parse(&format!("http://localhost{path}")) else { return Ok(()) };
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            if let Ok(Route::Operation(operation, id)) = find(method, url.path()) {
                let sent = RequestTarget::new(operation, &id, &serde_json::Value::Null, None).path;
                prop_assert!(sent.starts_with(COLLECTION));
                let whole = Url::parse(&format!("https://api.example{sent}")).unwrap();
                prop_assert_eq!(whole.path(), sent.as_str());
            }
        }
    }
}
