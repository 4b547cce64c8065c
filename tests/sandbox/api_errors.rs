//! Every error status, with its body and headers.

use confluent_notifications::sandbox::{Credentials, Options, RateLimitRule, SandboxResponse};
use proptest::prelude::*;
use serde_json::json;

use crate::api::*;

#[test]
fn invalid_fields_get_422_with_an_entry_each() {
    let mut api = Api::empty();
    let id = api.create("a");
    let invalid =
        json!({"display_name": "x".repeat(65), "description": 7, "target": {"kind": "Slack", "webhook_url": "no"}});
    for (method, url, status) in [("POST", ALL, 422), ("PATCH", path_of(&id).as_str(), 422), ("POST", TEST, 400)] {
        let response = api.send(method, url, invalid.clone());
        assert_eq!(response.status, status, "{method} {url}");
        assert_eq!(locations(&response), ["/display_name", "/description", "/target/webhook_url"]);
    }
    let response = api.send("POST", ALL, json!({}));
    assert_eq!((response.status, locations(&response)), (422, vec!["/display_name".into(), "/target".into()]));
    assert_eq!(api.send("POST", ALL, json!([1])).status, 422);
}

#[test]
fn name_that_another_integration_has_gets_409() {
    let mut api = Api::empty();
    let (first, second) = (api.create("first"), api.create("second"));
    let uri = format!("{BASE}{ALL}/{first}");
    for (method, url) in [("POST", ALL), ("PATCH", path_of(&second).as_str())] {
        let response = api.send(method, url, webhook("first"));
        assert_eq!((response.status, locations(&response)), (409, vec!["/display_name".into()]));
        assert_eq!(response.header("location"), Some(uri.as_str()));
    }
    assert_eq!(api.send("PATCH", &path_of(&first), webhook("first")).status, 200);
    assert_eq!(api.send("POST", ALL, webhook("First")).status, 201);
}

#[test]
fn create_beyond_the_quota_gets_402() {
    let mut api = Api::new(Options { seed: Some(vec![webhook("seed")]), quota: Some(2), ..Options::default() });
    let id = api.create("a");
    let response = api.send("POST", ALL, webhook("b"));
    assert_eq!(response.status, 402);
    assert!(json_of(&response)["errors"][0]["detail"].as_str().unwrap().contains("integrations_per_org"));
    assert_eq!(api.send("PATCH", &path_of(&id), webhook("b")).status, 200);
    api.send_text("DELETE", &path_of(&id), None, "");
    api.create("b");
}

#[test]
fn unreadable_body_is_rejected() {
    let mut api = Api::empty();
    let json = Some("application/json");
    for text in ["", "{", "{\"display_name\": \"\\ud800\"}", "{} {}", "nil", &"[".repeat(5_000)] {
        let response = api.send_text("POST", ALL, json, text);
        assert_eq!((response.status, locations(&response)), (400, vec!["-".into()]));
    }
    let deep = format!(r#"{{"x": {}{}}}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(api.send_text("POST", ALL, json, &deep).status, 400);
    for media_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("")] {
        assert_eq!(api.send_text("POST", ALL, media_type, &webhook("a").to_string()).status, 415);
    }
    assert_eq!(
        api.send_text("POST", ALL, Some("Application/JSON;charset=utf-8"), &webhook("a").to_string()).status,
        201
    );
    let mut large = webhook("b");
    large["x"] = json!("x".repeat(64 * 1024));
    assert_eq!(api.send("POST", ALL, large).status, 413);
}

#[test]
fn unknown_path_gets_404_and_unknown_method_405() {
    let mut api = Api::empty();
    let id = api.create("a");
    for path in ["/", "", "/notifications/v1", "/notifications/v2/integrations", "/notifications/v1/integrations/"] {
        let response = api.get(path);
        assert_eq!(response.status, 404);
        let body = json_of(&response);
        assert_eq!((&body["error"]["code"], &body["error"]["path"]), (&json!("RESOURCE_NOT_FOUND"), &json!(path)));
        assert_eq!(body["requestId"].as_str(), response.header("x-request-id"));
    }
    assert_eq!(api.get(&format!("{ALL}/{id}/more")).status, 404);
    for (method, path, allow) in [
        ("PUT", ALL, "GET, POST"),
        ("GET", TEST, "POST"),
        ("POST", path_of(&id).as_str(), "GET, PATCH, DELETE"),
        ("patch", path_of(&id).as_str(), "GET, PATCH, DELETE"),
    ] {
        let response = api.send(method, path, json!({}));
        assert_eq!((response.status, response.header("allow")), (405, Some(allow)));
        assert_eq!(json_of(&response)["error_code"], 405);
    }
}

#[test]
fn id_is_decoded_once() {
    let mut api = Api::empty();
    let id = api.create("a");
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(api.get(&path_of(&encoded)).status, 200);
    assert_eq!(api.get(&path_of(&encoded.replace('%', "%25"))).status, 404);
    assert_eq!(api.get(&path_of("%zz")).status, 404);
    for bad in ["%ff", "%2e%2e", &"x".repeat(256)] {
        let response = api.get(&path_of(bad));
        assert_eq!((response.status, locations(&response)), (400, vec!["id".into()]));
    }
    assert_eq!(api.send("POST", "/notifications/v1/integrations%3Atest", webhook("a")).status, 204);
}

#[test]
fn other_credentials_than_the_options_get_401() {
    let basic = Credentials::Basic { key: "key".into(), secret: "secret".into() };
    let mut api = Api::new(Options { credentials: Some(basic), ..Options::default() });
    for (authorization, status) in [
        (None, 401),
        (Some("Basic a2V5Og=="), 401),
        (Some("Bearer secret"), 401),
        (Some("Basic a2V5OnNlY3JldA=="), 200),
    ] {
        api.authorization = authorization;
        let response = api.get(ALL);
        assert_eq!(response.status, status);
        assert_eq!(response.header("www-authenticate").is_some(), status == 401);
    }
    api.sandbox.set_credentials(Some(Credentials::Bearer("next".into())));
    assert_eq!(api.get(ALL).status, 401);
    api.authorization = Some("Bearer next");
    assert_eq!(api.get(ALL).status, 200);
}

#[test]
fn request_beyond_the_rate_limit_gets_429_until_the_window_ends() {
    let rate_limit = Some(RateLimitRule { limit: 2, window_seconds: 10.0 });
    let mut api = Api::new(Options { rate_limit, ..Options::default() });
    let limits = |response: &SandboxResponse| {
        ["limit", "remaining", "reset"].map(|name| response.header(&format!("X-RateLimit-{name}")).unwrap().to_owned())
    };
    assert_eq!(limits(&api.get(ALL)), ["2", "1", "10"]);
    api.now_ms += 2_500.0;
    assert_eq!(limits(&api.get("/nowhere")), ["2", "0", "8"]);
    let response = api.send("POST", ALL, webhook("a"));
    assert_eq!((response.status, locations(&response)), (429, vec!["-".into()]));
    assert_eq!((limits(&response), response.header("retry-after")), (["2", "0", "8"].map(String::from), Some("8")));
    api.now_ms += 7_500.0;
    let response = api.send("POST", ALL, webhook("a"));
    assert_eq!((response.status, limits(&response)), (201, ["2", "1", "10"].map(String::from)));
    assert_eq!(Api::empty().get(ALL).header("x-ratelimit-limit"), None);
}

proptest! {
    #[test]
    fn any_request_gets_a_response_with_a_request_id(
        method in "GET|POST|PATCH|DELETE|[A-Z]{0,6}",
        path in "(/notifications/v1/integrations(:test|/int-[0-9a-z%]{0,8}|.{0,6}))|.{0,30}",
        query in ".{0,40}",
        body in ".{0,60}",
    ) {
        let mut api = Api::new(Options::default());
        let response = api.send_text(&method, &format!("{path}?{query}"), Some("application/json"), &body);
        prop_assert!((200..500).contains(&response.status));
        prop_assert!(response.header("x-request-id").is_some());
    }

    #[test]
    fn error_does_not_repeat_a_webhook_url(field in "display_name|description|kind", broken: bool) {
        let mut api = Api::empty();
        let mut body = webhook("a");
        body[&field] = json!(7);
        body["target"][&field] = json!(7);
        let mut text = body.to_string();
        if broken {
            text.pop();
        }
        for url in [ALL, TEST] {
            let response = api.send_text("POST", url, Some("application/json"), &text);
            prop_assert!(response.status >= 400);
            prop_assert!(!response.body.unwrap().contains("secret-secret"));
        }
    }
}
