//! The Rust driver on the sandbox with a virtual clock: the table of faults that JavaScript's driver runs too.
#![cfg(all(feature = "client", feature = "sandbox", not(target_arch = "wasm32")))]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use confluent_notifications::client::{
    Arguments, Client, ClientOptions, Credentials, HttpRequest, HttpResponse, Transport, TransportError,
};
use confluent_notifications::protocol::{Attempt, Error, ErrorDetail, Field, Operation, integrations};
use confluent_notifications::sandbox::{self, ConnectionFault, Fault, Sandbox, random_from};
use futures::executor::block_on;
use serde_json::{Value, json};

const BASE: &str = "http://localhost";

struct OnSandbox {
    sandbox: RefCell<Sandbox>,
    clock: Cell<f64>,
    tokens: RefCell<VecDeque<Option<String>>>,
    attempts: RefCell<Vec<Value>>,
    sent: RefCell<Vec<HttpRequest>>,
}

impl OnSandbox {
    fn new(row: &Value) -> OnSandbox {
        let options = sandbox::Options {
            seed: Some(vec![body()]),
            credentials: row["accepts"].as_str().map(|token| sandbox::Credentials::Bearer(token.to_owned())),
            ..sandbox::Options::default()
        };
        let tokens: Vec<Option<String>> = serde_json::from_value(row["tokens"].clone()).unwrap_or_default();
        OnSandbox {
            sandbox: RefCell::new(Sandbox::new(options, 1.7e12, &mut random_from(1)).unwrap()),
            clock: Cell::new(1.7e12),
            tokens: RefCell::new(tokens.into()),
            attempts: RefCell::default(),
            sent: RefCell::default(),
        }
    }

    fn fail(&self, faults: &Value) {
        let faults: Vec<Fault> = serde_json::from_value(faults.clone()).unwrap();
        self.sandbox.borrow_mut().fail(faults).unwrap();
    }

    /// The id of the one integration, asked of the sandbox beside all faults and credentials.
    fn id(&self) -> String {
        let saved = self.sandbox.borrow().save();
        let mut plain = Sandbox::restore(sandbox::Options::default(), saved).unwrap();
        let request = sandbox::SandboxRequest {
            method: "GET",
            path: "/notifications/v1/integrations",
            query: "",
            header: &|_| None,
            body: "",
            base_url: BASE,
        };
        let answer = plain.respond(&request, 1.7e12, &mut random_from(2)).unwrap();
        let page: Value = serde_json::from_str(&answer.body.unwrap()).unwrap();
        page["data"][0]["id"].as_str().unwrap().to_owned()
    }
}

impl Transport for &OnSandbox {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.sent.borrow_mut().push(request.clone());
        let rest = request.url.strip_prefix(BASE).expect("nothing leaves the base");
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let header = |name: &str| {
            request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        let answer = self.sandbox.borrow_mut().respond(
            &sandbox::SandboxRequest {
                method: request.method.as_str(),
                path,
                query,
                header: &header,
                body: request.body.as_deref().unwrap_or(""),
                base_url: BASE,
            },
            self.clock.get(),
            &mut random_from(3),
        );
        match answer {
            Ok(answer) => {
                let (cut, head_came) = (answer.truncated, answer.body.is_some());
                let incoming = HttpResponse {
                    status: answer.status,
                    headers: answer.headers.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect(),
                    body: answer.body.unwrap_or_default(),
                };
                if cut {
                    Err(TransportError { why: "cut".into(), head: head_came.then_some(incoming) })
                } else {
                    Ok(incoming)
                }
            }
            Err(ConnectionFault::Network) => Err(TransportError { why: "dead".into(), head: None }),
            Err(ConnectionFault::Stall) => std::future::pending().await,
        }
    }

    async fn sleep(&self, ms: f64) {
        self.clock.set(self.clock.get() + ms);
    }

    fn now_ms(&self) -> f64 {
        self.clock.get()
    }

    fn random(&self) -> f64 {
        0.5
    }

    async fn token(&self) -> Result<String, String> {
        let token = self.tokens.borrow_mut().pop_front().expect("no more tokens than the row gives");
        match token {
            Some(token) => Ok(token),
            None => std::future::pending().await,
        }
    }

    fn on_attempt(&self, _: &'static Operation, _: &str, attempt: &Attempt, _: f64) {
        let retry = attempt.retry_in_ms.map(|ms| ms.round() as u64);
        self.attempts.borrow_mut().push(json!([attempt.status, attempt.error.map(|code| code.as_str()), retry]));
    }
}

fn body() -> Value {
    json!({"display_name": "on call", "target": {"kind": "Webhook", "url": "https://hooks.example/in"}})
}

fn client<'a>(transport: &'a OnSandbox, row: &Value) -> Client<&'a OnSandbox> {
    let credentials = row["tokens"].is_array().then_some(Credentials::TokenProvider);
    let options = ClientOptions { base_url: Some(BASE.into()), credentials, ..ClientOptions::default() };
    Client::new(&options, transport).unwrap()
}

/// The usual arguments, or those that the row gives in their place.
fn arguments(row: &Value, id: String) -> Arguments {
    let given = |name: &str| row["arguments"].get(name).cloned();
    let mut body = body();
    body["display_name"] = json!("another");
    Arguments {
        id: given("id").map_or(id, |id| id.as_str().unwrap().to_owned()),
        query: given("query").unwrap_or_default(),
        body: given("body").unwrap_or(body),
    }
}

/// What an error says of each problem, as `[location, detail]`.
fn problems(error: &Error) -> Value {
    let location =
        |detail: &ErrorDetail| detail.get(Field::Pointer).or(detail.get(Field::Parameter)).map(str::to_owned);
    error.errors.iter().map(|detail| json!([location(detail), detail.get(Field::Detail)])).collect()
}

#[test]
fn every_fault_of_the_table_leaves_its_trace() {
    let table: Value = serde_json::from_str(include_str!("faults.json")).unwrap();
    let rows = table["rows"].as_array().unwrap();
    assert!(rows.len() > 30);
    for row in rows {
        let transport = OnSandbox::new(row);
        let id = transport.id();
        transport.fail(&row["faults"]);
        let operation = Operation::ALL.into_iter().find(|operation| row["operation"] == operation.name).unwrap();
        let result = block_on(client(&transport, row).exchange(operation, arguments(row, id))).result;
        let outcome = match &result {
            Ok(_) => "ok",
            Err(error) => error.code.as_str(),
        };
        let name = &row["name"];
        assert_eq!(outcome, row["outcome"], "{name}: {result:?}");
        assert_eq!(Value::Array(transport.attempts.take()), row["attempts"], "{name}");
        if let Err(error) = result {
            assert_eq!(error.attempts as usize, transport.sent.borrow().len(), "{name}");
            if row["errors"].is_array() {
                assert_eq!(problems(&error), row["errors"], "{name}");
            }
        }
    }
}

#[test]
fn the_typed_client_makes_the_round() {
    let transport = OnSandbox::new(&json!({}));
    let client = client(&transport, &json!({}));
    block_on(async {
        let new = serde_json::from_value(json!({
            "display_name": "pager", "target": {"kind": "Slack", "webhook_url": "https://hooks.example/s"}, "muted": true
        }))
        .unwrap();
        let created = client.create(&new).await.unwrap();
        assert_eq!(created.extra["muted"], true);
        let read = client.get(&created.id).await.unwrap();
        assert_eq!(read, created);
        let patch = serde_json::from_value(json!({"description": "nights"})).unwrap();
        assert_eq!(client.update(&created.id, &patch).await.unwrap().description.as_deref(), Some("nights"));
        client.test(&new).await.unwrap();
        assert_eq!(transport.sandbox.borrow().deliveries().len(), 1);

        let mut query = serde_json::from_value(json!({"page_size": 1})).unwrap();
        let (mut names, mut seen) = (Vec::new(), Vec::new());
        loop {
            let page = client.list(&query).await.unwrap();
            names.extend(page.data.iter().map(|integration| integration.display_name.clone()));
            match client.next(&query, &page, &mut seen).unwrap() {
                Some(next) => query = next,
                None => break,
            }
        }
        assert_eq!(names.len(), 2);

        client.delete(&created.id).await.unwrap();
        let gone = client.get(&created.id).await.unwrap_err();
        assert_eq!((gone.code.as_str(), gone.status), ("not_found", Some(404)));
        assert!(gone.message.starts_with("404 ") && gone.message.contains("request id"), "{gone}");
    });
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_sent() {
    let transport = OnSandbox::new(&json!({}));
    let client = client(&transport, &json!({}));
    for (operation, arguments) in [
        (&integrations::GET, Arguments::default()),
        (&integrations::DELETE, Arguments { id: "..".into(), ..Arguments::default() }),
        (&integrations::UPDATE, Arguments { id: "n-1".into(), body: json!({"id": "n-1"}), ..Arguments::default() }),
        (&integrations::CREATE, Arguments { body: json!({}), ..Arguments::default() }),
        (&integrations::LIST, Arguments { query: json!({"page_size": 0}), ..Arguments::default() }),
    ] {
        let error = block_on(client.exchange(operation, arguments)).result.unwrap_err();
        assert_eq!(error.code.as_str(), "invalid_request");
        assert!(!error.errors.is_empty() && error.attempts == 0);
    }
    assert!(transport.sent.borrow().is_empty());
}

#[test]
fn no_secret_is_in_an_error_or_in_debug() {
    let transport = OnSandbox::new(&json!({}));
    let secret = "s3cr3t-s3cr3t";
    let credentials = Some(Credentials::ApiKey { key: "key".into(), secret: secret.into() });
    let options = ClientOptions { base_url: Some(BASE.into()), credentials, ..ClientOptions::default() };
    assert!(!format!("{options:?}").contains(secret));
    let client = Client::new(&options, &transport).unwrap();
    let echo = json!({"errors": [{"detail": format!("bad secret {secret} for https://hooks.example/services/abcdefghijklmnop")}]});
    transport
        .fail(&json!([{"status": 400, "body": echo.to_string()}, {"status": 400, "body": format!("<p>{secret}")}]));
    for _ in 0..2 {
        let error = block_on(client.list(&serde_json::from_value(json!({})).unwrap())).unwrap_err();
        let shown = format!("{error:?} {error}");
        assert!(!shown.contains(secret) && !shown.contains("abcdefghijkl"), "{shown}");
    }
    let sent = transport.sent.borrow();
    assert!(sent[0].headers.contains(&("authorization".into(), "Basic a2V5OnMzY3IzdC1zM2NyM3Q=".into())));
}
