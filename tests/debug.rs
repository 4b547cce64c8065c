//! What a log may print: no `Debug` and no error of the Rust client's holds a secret.
#![cfg(all(feature = "client", not(target_arch = "wasm32")))]

use confluent_notifications::client::{
    Arguments, Client, ClientOptions, Credentials, HttpRequest, HttpResponse, Transport, TransportError,
};
use confluent_notifications::integration::{Integration, IntegrationPatch, NewIntegration, Target};
use confluent_notifications::protocol::{Error, ErrorCode, integrations};
use futures::executor::block_on;
use serde_json::{Value, json};

/// Each stands where a secret may.
const SECRETS: [&str; 7] = ["k-secret", "t-secret", "h-secret", "c-secret", "u-secret", "r-secret", "w-secret"];
const URL: &str = "https://hooks.slack.com/services/T0/B0/w-secretw-secretw-secret";

/// An upstream that says one thing.
#[derive(Debug)]
struct Says(HttpResponse);

impl Transport for Says {
    async fn send(&self, _request: HttpRequest) -> Result<HttpResponse, TransportError> {
        Ok(self.0.clone())
    }
    async fn sleep(&self, _ms: f64) {
        std::future::pending().await
    }
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn random(&self) -> f64 {
        0.5
    }
}

fn shows_nothing(text: &str) {
    let found: Vec<_> = SECRETS.iter().filter(|secret| text.contains(**secret)).collect();
    assert!(found.is_empty(), "{found:?} in {text}");
}

fn says(body: &Value) -> Says {
    let headers = vec![("x-request-id".to_owned(), "r-1".to_owned()), ("set-cookie".to_owned(), "c-secret".to_owned())];
    Says(HttpResponse { status: 200, headers, body: body.to_string() })
}

fn options() -> ClientOptions {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    ClientOptions {
        base_url: Some("https://h.example/p".into()),
        headers: vec![header("X-Api-Key", "h-secret"), header("Cookie", "c-secret"), header("X-Team", "t-secret")],
        credentials: Some(Credentials::ApiKey { key: "key".into(), secret: "k-secret".into() }),
        ..ClientOptions::default()
    }
}

#[test]
fn no_debug_shows_a_secret() {
    let target = json!({"kind": "Beacon", "routing_key": "r-secret", "url": URL});
    let row = json!({
        "id": "n-1", "display_name": URL, "description": format!("posts to {URL}"), "fallback": {"url": URL},
        "metadata": {"self": "https://h", "hook": URL}, "target": target, "token": "r-secret",
    });
    let client = Client::new(&options(), says(&row)).unwrap();
    let arguments = || Arguments { id: "n-1".into(), query: json!({"page_size": 5}), body: row.clone() };
    let exchange = block_on(client.exchange(&integrations::GET, arguments()));
    assert!(exchange.result.is_ok() && exchange.response.as_ref().unwrap().body.contains("r-secret"));
    for shown in [
        format!("{:?}", options()),
        format!("{:?}", ClientOptions { base_url: Some("https://u:u-secret@h".into()), ..options() }),
        format!("{client:?}"),
        format!("{exchange:?}"),
        format!("{:?}", arguments()),
        format!("{:?}", exchange.value::<Integration>().unwrap()),
        format!("{:?}", exchange.value::<NewIntegration>().unwrap()),
        format!("{:?}", exchange.value::<IntegrationPatch>().unwrap()),
        format!("{:?}", Target::slack(URL)),
        format!("{:?}", TransportError { why: format!("GET {URL} failed"), head: Some(says(&row).0) }),
    ] {
        shows_nothing(&shown);
    }
}

#[test]
fn an_answer_of_another_type_is_not_quoted() {
    let target = json!({"kind": "Slack"});
    for body in [
        json!({"id": "n-1", "target": target, "display_name": "x", "metadata": URL}),
        json!({"id": "n-1", "target": target, "display_name": ["r-secret"], "metadata": {"self": "https://h"}}),
    ] {
        let error: Error = block_on(Client::new(&options(), says(&body)).unwrap().get("n-1")).unwrap_err();
        assert_eq!((error.code, error.operation), (ErrorCode::InvalidResponse, Some(&integrations::GET)));
        assert_eq!(error.status, Some(200));
        shows_nothing(&format!("{error:?} {error}"));
    }
}

#[test]
fn one_authorization_is_enough_and_none_travels_in_the_clear() {
    let refused =
        |options: ClientOptions| Client::new(&options, says(&json!({}))).err().map(|error| error.message.clone());
    let header = |name: &str| vec![(name.to_owned(), "Bearer h-secret".to_owned())];
    let asked = || ClientOptions { credentials: Some(Credentials::TokenProvider), ..ClientOptions::default() };
    assert!(refused(asked()).is_none());
    let message = refused(ClientOptions { headers: header("Authorization"), ..asked() }).unwrap();
    assert!(message.contains("is set from the credentials"), "{message}");
    let all = ClientOptions {
        base_url: Some("http://h.example".into()),
        headers: header("Authorization"),
        timeout_ms: Some(0),
        ..asked()
    };
    let message = refused(all).unwrap();
    for part in ["timeout must be", "is set from the credentials", "must be https or a loopback address"] {
        assert!(message.contains(part), "{message}");
    }
    for name in ["Authorization", "proxy-authorization", "Cookie", "X-API-Key"] {
        let to = |base: &str| ClientOptions {
            base_url: Some(base.into()),
            headers: header(name),
            ..ClientOptions::default()
        };
        let message = refused(to("http://h.example")).unwrap();
        assert!(message.contains("must be https or a loopback address"), "{message}");
        shows_nothing(&message);
        assert!(refused(to("https://h.example")).is_none() && refused(to("http://127.0.0.1:8787")).is_none());
    }
    assert!(refused(ClientOptions { base_url: Some("http://h.example".into()), ..ClientOptions::default() }).is_none());
}
