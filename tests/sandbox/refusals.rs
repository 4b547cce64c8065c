//! Every status that refuses, with its body and headers.

use confluent_notifications::sandbox::{Answer, Credentials, Options, RateLimit};
use proptest::prelude::*;
use serde_json::json;

use crate::api::*;

#[test]
fn each_bad_field_is_an_entry_of_422() {
    let mut api = Api::empty();
    let id = api.create("a");
    let bad =
        json!({"display_name": "x".repeat(65), "description": 7, "target": {"kind": "Slack", "webhook_url": "no"}});
    for (method, url, status) in [("POST", ALL, 422), ("PATCH", one(&id).as_str(), 422), ("POST", TEST, 400)] {
        let answer = api.send(method, url, bad.clone());
        assert_eq!(answer.status, status, "{method} {url}");
        assert_eq!(places(&answer), ["/display_name", "/description", "/target/webhook_url"]);
    }
    let answer = api.send("POST", ALL, json!({}));
    assert_eq!((answer.status, places(&answer)), (422, vec!["/display_name".into(), "/target".into()]));
    assert_eq!(api.send("POST", ALL, json!([1])).status, 422);
}

#[test]
fn a_name_is_taken_once() {
    let mut api = Api::empty();
    let (first, second) = (api.create("first"), api.create("second"));
    let uri = format!("{BASE}{ALL}/{first}");
    for (method, url) in [("POST", ALL), ("PATCH", one(&second).as_str())] {
        let answer = api.send(method, url, webhook("first"));
        assert_eq!((answer.status, places(&answer)), (409, vec!["/display_name".into()]));
        assert_eq!(answer.header("location"), Some(uri.as_str()));
    }
    assert_eq!(api.send("PATCH", &one(&first), webhook("first")).status, 200);
    assert_eq!(api.send("POST", ALL, webhook("First")).status, 201);
}

#[test]
fn over_the_quota_nothing_is_created() {
    let mut api = Api::new(Options { seed: Some(vec![webhook("seed")]), quota: Some(2), ..Options::default() });
    let id = api.create("a");
    let answer = api.send("POST", ALL, webhook("b"));
    assert_eq!(answer.status, 402);
    assert!(json_of(&answer)["errors"][0]["detail"].as_str().unwrap().contains("integrations_per_org"));
    assert_eq!(api.send("PATCH", &one(&id), webhook("b")).status, 200);
    api.text("DELETE", &one(&id), None, "");
    api.create("b");
}

#[test]
fn bodies_that_are_no_json_are_refused() {
    let mut api = Api::empty();
    let json = Some("application/json");
    for text in ["", "{", "{\"display_name\": \"\\ud800\"}", "{} {}", "nil", &"[".repeat(5_000)] {
        let answer = api.text("POST", ALL, json, text);
        assert_eq!((answer.status, places(&answer)), (400, vec!["-".into()]));
    }
    let deep = format!(r#"{{"x": {}{}}}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(api.text("POST", ALL, json, &deep).status, 400);
    for media_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("")] {
        assert_eq!(api.text("POST", ALL, media_type, &webhook("a").to_string()).status, 415);
    }
    assert_eq!(api.text("POST", ALL, Some("Application/JSON;charset=utf-8"), &webhook("a").to_string()).status, 201);
    let mut large = webhook("b");
    large["x"] = json!("x".repeat(64 * 1024));
    assert_eq!(api.send("POST", ALL, large).status, 413);
}

#[test]
fn paths_and_methods_that_do_not_exist() {
    let mut api = Api::empty();
    let id = api.create("a");
    for path in ["/", "", "/notifications/v1", "/notifications/v2/integrations", "/notifications/v1/integrations/"] {
        let answer = api.get(path);
        assert_eq!(answer.status, 404);
        let body = json_of(&answer);
        assert_eq!((&body["error"]["code"], &body["error"]["path"]), (&json!("RESOURCE_NOT_FOUND"), &json!(path)));
        assert_eq!(body["requestId"].as_str(), answer.header("x-request-id"));
    }
    assert_eq!(api.get(&format!("{ALL}/{id}/more")).status, 404);
    for (method, path, allow) in [
        ("PUT", ALL, "GET, POST"),
        ("GET", TEST, "POST"),
        ("POST", one(&id).as_str(), "GET, PATCH, DELETE"),
        ("patch", one(&id).as_str(), "GET, PATCH, DELETE"),
    ] {
        let answer = api.send(method, path, json!({}));
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)));
        assert_eq!(json_of(&answer)["error_code"], 405);
    }
}

#[test]
fn ids_are_decoded_once() {
    let mut api = Api::empty();
    let id = api.create("a");
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(api.get(&one(&encoded)).status, 200);
    assert_eq!(api.get(&one(&encoded.replace('%', "%25"))).status, 404);
    assert_eq!(api.get(&one("%zz")).status, 404);
    for bad in ["%ff", "%2e%2e", &"x".repeat(256)] {
        let answer = api.get(&one(bad));
        assert_eq!((answer.status, places(&answer)), (400, vec!["id".into()]));
    }
    assert_eq!(api.send("POST", "/notifications/v1/integrations%3Atest", webhook("a")).status, 204);
}

#[test]
fn credentials_are_demanded_where_set() {
    let basic = Credentials::Basic { key: "key".into(), secret: "secret".into() };
    let mut api = Api::new(Options { credentials: Some(basic), ..Options::default() });
    for (authorization, status) in [
        (None, 401),
        (Some("Basic a2V5Og=="), 401),
        (Some("Bearer secret"), 401),
        (Some("Basic a2V5OnNlY3JldA=="), 200),
    ] {
        api.authorization = authorization;
        let answer = api.get(ALL);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
    }
    api.sandbox.set_credentials(Some(Credentials::Bearer("next".into())));
    assert_eq!(api.get(ALL).status, 401);
    api.authorization = Some("Bearer next");
    assert_eq!(api.get(ALL).status, 200);
}

#[test]
fn too_many_requests_get_429_until_the_window_ends() {
    let rate_limit = Some(RateLimit { limit: 2, window_seconds: 10.0 });
    let mut api = Api::new(Options { rate_limit, ..Options::default() });
    let limits = |answer: &Answer| {
        ["limit", "remaining", "reset"].map(|name| answer.header(&format!("X-RateLimit-{name}")).unwrap().to_owned())
    };
    assert_eq!(limits(&api.get(ALL)), ["2", "1", "10"]);
    api.now_ms += 2_500.0;
    assert_eq!(limits(&api.get("/nowhere")), ["2", "0", "8"]);
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!((answer.status, places(&answer)), (429, vec!["-".into()]));
    assert_eq!((limits(&answer), answer.header("retry-after")), (["2", "0", "8"].map(String::from), Some("8")));
    api.now_ms += 7_500.0;
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!((answer.status, limits(&answer)), (201, ["2", "1", "10"].map(String::from)));
    assert_eq!(Api::empty().get(ALL).header("x-ratelimit-limit"), None);
}

proptest! {
    #[test]
    fn no_request_panics_and_every_answer_has_a_request_id(
        method in "GET|POST|PATCH|DELETE|[A-Z]{0,6}",
        path in "(/notifications/v1/integrations(:test|/int-[0-9a-z%]{0,8}|.{0,6}))|.{0,30}",
        query in ".{0,40}",
        body in ".{0,60}",
    ) {
        let mut api = Api::new(Options::default());
        let answer = api.text(&method, &format!("{path}?{query}"), Some("application/json"), &body);
        prop_assert!((200..500).contains(&answer.status));
        prop_assert!(answer.header("x-request-id").is_some());
    }

    #[test]
    fn no_refusal_repeats_a_webhook_url(field in "display_name|description|kind", broken: bool) {
        let mut api = Api::empty();
        let mut body = webhook("a");
        body[&field] = json!(7);
        body["target"][&field] = json!(7);
        let mut text = body.to_string();
        if broken {
            text.pop();
        }
        for url in [ALL, TEST] {
            let answer = api.text("POST", url, Some("application/json"), &text);
            prop_assert!(answer.status >= 400);
            prop_assert!(!answer.body.unwrap().contains("secret-secret"));
        }
    }
}
