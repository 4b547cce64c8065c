//! Tests of what reaches the caller of each response of an upstream.

use super::*;
use crate::client::{Arguments, Client, ClientOptions, Credentials, HttpRequest, Transport, TransportError};
use crate::protocol::{Operation, integrations};
use futures::executor::block_on;
use serde_json::json;

const BASES: Bases<'_> = Bases { upstream: "https://api.example/p", own: "http://localhost:8787/x" };
const ONE: &str = r#"{"id":"n-1","metadata":{},"display_name":"x","n":1.0,"target":{"kind":"Slack","webhook_url":"https://hooks.slack.com/services/T00/B00/secretsecreta1b2"}}"#;

/// An upstream with one response.
struct Upstream(Result<HttpResponse, TransportError>);

impl Transport for Upstream {
    async fn send(&self, _request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.0.clone()
    }
    async fn sleep(&self, _ms: f64) {
        futures::future::pending().await
    }
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn random(&self) -> f64 {
        0.5
    }
}

fn upstream_response(status: u16, headers: &[(&str, &str)], body: &str) -> Result<HttpResponse, TransportError> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(HttpResponse { status, headers, body: body.to_owned() })
}

fn call(operation: &'static Operation, body: Value, response: Result<HttpResponse, TransportError>) -> Exchange {
    let options = ClientOptions {
        base_url: Some(BASES.upstream.into()),
        credentials: Some(Credentials::ApiKey { key: "the-key".into(), secret: "the-secret".into() }),
        max_retries: Some(0),
        ..ClientOptions::default()
    };
    let client = Client::new(&options, Upstream(response)).unwrap();
    block_on(client.exchange(operation, Arguments { id: "n-1".into(), body, query: Value::Null }))
}

fn relayed(response: Result<HttpResponse, TransportError>) -> ApiResponse {
    relay(&call(&integrations::GET, Value::Null, response), &BASES, Scope::Admin)
}

fn code(response: &ApiResponse) -> String {
    let body: Value = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
    assert_eq!(body["errors"][0]["status"], response.status.to_string());
    body["errors"][0]["code"].as_str().unwrap().to_owned()
}

#[test]
fn the_body_is_forwarded_byte_for_byte_and_headers_by_the_list() {
    let headers = [
        ("content-type", "text/html"),
        ("x-request-id", "up-1"),
        ("x-ratelimit-limit", "100"),
        ("x-ratelimit-remaining", "7"),
        ("x-ratelimit-reset", "12"),
        ("retry-after", "3"),
        ("set-cookie", "a=b"),
        ("www-authenticate", "Basic"),
        ("access-control-allow-origin", "*"),
        ("location", "https://api.example/p/notifications/v1/integrations/n-1"),
        ("x-other", "1"),
    ];
    let exchange = call(&integrations::GET, Value::Null, upstream_response(200, &headers, ONE));
    let out = relay(&exchange, &BASES, Scope::Admin);
    assert_eq!((out.status, out.body.as_deref()), (200, Some(ONE)));
    let mut names: Vec<_> = out.headers.iter().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "content-type",
            "retry-after",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-request-id"
        ]
    );
    assert_eq!(out.header("content-type"), Some("application/json"));
    assert_eq!(request_id(&exchange), Some("up-1"));
}

#[test]
fn a_request_id_is_one_short_word_or_absent() {
    let url = "https://hooks.slack.com/services/secretsecretsecret";
    for (id, forwarded) in [("up-1", true), ("two words", false), (&"x".repeat(129), false), (url, false), ("", false)]
    {
        let exchange = call(&integrations::GET, Value::Null, upstream_response(200, &[("x-request-id", id)], ONE));
        let out = relay(&exchange, &BASES, Scope::Admin);
        assert_eq!(request_id(&exchange), Some(id).filter(|_| forwarded));
        assert_eq!(out.header("x-request-id"), Some(id).filter(|_| forwarded));
    }
}

#[test]
fn without_admin_webhook_urls_are_redacted() {
    for scope in [Scope::Read, Scope::Test] {
        let body = relay(&call(&integrations::GET, Value::Null, upstream_response(200, &[], ONE)), &BASES, scope)
            .body
            .unwrap();
        assert!(body.contains("https://hooks.slack.com/…a1b2") && !body.contains("secretsecret"), "{body}");
    }
}

#[test]
fn a_location_is_rewritten_where_the_api_documents_one() {
    let new = json!({"display_name": "x", "target": {"kind": "Webhook", "url": "https://h.example"}});
    let location = ("location", "https://api.example/p/notifications/v1/integrations/n-1");
    for (operation, status, body, there) in [
        (&integrations::CREATE, 201, ONE, true),
        (&integrations::CREATE, 409, "{}", true),
        (&integrations::CREATE, 409, "", true),
        (&integrations::CREATE, 200, ONE, false),
        (&integrations::CREATE, 400, "{}", false),
        (&integrations::GET, 404, "{}", false),
    ] {
        let out =
            relay(&call(operation, new.clone(), upstream_response(status, &[location], body)), &BASES, Scope::Admin);
        let expected = there.then_some("http://localhost:8787/x/notifications/v1/integrations/n-1");
        assert_eq!((out.status, out.header("location")), (status, expected));
    }
}

#[test]
fn echoed_credentials_are_not_forwarded() {
    // base64 of the-key:the-secret
    let echo = r#"{"message":"not understood: Basic dGhlLWtleTp0aGUtc2VjcmV0 (the-secret)"}"#;
    for scope in [Scope::Read, Scope::Admin] {
        let response = upstream_response(400, &[("x-request-id", "the-secret")], echo);
        let out = relay(&call(&integrations::GET, Value::Null, response), &BASES, scope);
        let text = format!("{:?} {:?}", out.body, out.headers);
        assert!(out.status == 400 && text.contains("not understood"), "{text}");
        assert!(!text.contains("the-secret") && !text.contains("dGhlLWtl"), "{text}");
    }
}

#[test]
fn a_success_without_a_body_is_forwarded_without_one() {
    let out = relay(&call(&integrations::DELETE, Value::Null, upstream_response(204, &[], "")), &BASES, Scope::Admin);
    assert_eq!((out.status, out.body, out.headers.len()), (204, None, 0));
}

#[test]
fn errors_of_the_api_keep_their_status_and_body() {
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 415, 422, 429, 500, 503] {
        let api_error = r#"{"errors":[{"detail":"the API's own"}],"n":1.0}"#;
        let out = relayed(upstream_response(status, &[("retry-after", "7")], api_error));
        assert_eq!((out.status, out.body.as_deref()), (status, Some(api_error)));
        assert_eq!(out.header("retry-after"), Some("7"));
        let silent = relayed(upstream_response(status, &[("retry-after", "7"), ("www-authenticate", "Basic")], ""));
        assert_eq!((silent.status, silent.header("retry-after")), (status, Some("7")));
        assert_eq!(silent.header("www-authenticate"), None);
        code(&silent);
    }
}

#[test]
fn a_response_that_is_not_the_api_s_is_a_bad_gateway() {
    let html = "<html>https://hooks.slack.com/services/secretsecretsecret</html>";
    for (response, status, expected) in [
        (upstream_response(200, &[], html), 502, "invalid_response"),
        (upstream_response(200, &[], ""), 502, "invalid_response"),
        (upstream_response(200, &[], "[]"), 502, "invalid_response"),
        (upstream_response(200, &[], r#"{"id":"n-1""#), 502, "invalid_response"),
        (upstream_response(500, &[], html), 502, "server_error"),
        (upstream_response(403, &[], html), 502, "forbidden"),
        (upstream_response(401, &[], "\"text\""), 502, "unauthorized"),
        (upstream_response(429, &[], html), 429, "rate_limited"),
        (
            upstream_response(302, &[("location", "https://evil.example/login?secretsecretsecret")], ""),
            502,
            "unexpected_status",
        ),
        (upstream_response(307, &[("location", "https://evil.example/")], ""), 502, "unexpected_status"),
        (upstream_response(304, &[], ""), 502, "unexpected_status"),
        (
            Err(TransportError { why: "refused the-secret https://h/secretsecretsecret".into(), head: None }),
            502,
            "network",
        ),
        (Err(TransportError { why: "cut".into(), head: upstream_response(200, &[], "").ok() }), 502, "network"),
        (Err(TransportError { why: "cut".into(), head: upstream_response(404, &[], "").ok() }), 502, "network"),
    ] {
        let out = relayed(response);
        assert_eq!((out.status, code(&out).as_str()), (status, expected));
        let body = out.body.unwrap();
        assert!(!body.contains("secretsecret") && !body.contains("the-secret") && !body.contains("html"), "{body}");
    }
}

#[test]
fn an_invalid_body_has_the_status_that_the_api_documents_for_the_operation() {
    for (operation, status) in [(&integrations::CREATE, 422), (&integrations::TEST, 400)] {
        let outcome = call(operation, json!({"target": 1}), upstream_response(500, &[], ""));
        let out = relay_operation(operation, &outcome, &BASES, Scope::Admin);
        assert_eq!(out.status, status, "{operation:?}");
        assert!(out.body.unwrap().contains(&format!(r#""status":"{status}""#)), "{operation:?}");
    }
}

#[test]
fn a_request_that_the_client_refuses_has_an_error_in_the_api_s_shape() {
    let out = relay(
        &call(&integrations::CREATE, json!({"target": 1}), upstream_response(500, &[], "")),
        &BASES,
        Scope::Admin,
    );
    let body: Value = serde_json::from_str(out.body.as_deref().unwrap()).unwrap();
    assert_eq!(out.status, 422);
    let pointers: Vec<_> = body["errors"].as_array().unwrap().iter().map(|e| e["source"]["pointer"].clone()).collect();
    assert_eq!(pointers, ["/display_name", "/target"]);
    let client = Client::new(&ClientOptions::default(), Upstream(upstream_response(500, &[], ""))).unwrap();
    let arguments = Arguments { query: json!({"page_size": 0}), ..Arguments::default() };
    let out = relay(&block_on(client.exchange(&integrations::LIST, arguments)), &BASES, Scope::Admin);
    assert_eq!(out.status, 400);
    assert!(out.body.unwrap().contains(r#""source":{"parameter":"page_size"}"#));
}
