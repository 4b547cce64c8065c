//! The outcome of a call as an answer to the caller: the API's body as it came, its headers by an allow-list, and
//! anything that is not the API's own answer in the API's error shape.

use serde_json::Value;

use super::access::Scope;
use super::links::{Bases, rewrite_link};
use super::redact_response::mask;
use super::response::ApiResponse;
use crate::client::{Exchange, HttpResponse, read_json};
use crate::integration::redact_text;
use crate::protocol::{Error, ErrorCode, ErrorDetail, Field, is_request_id};

/// The upstream's headers that are handed on. Not `WWW-Authenticate`: its challenge is for this Worker's credentials,
/// and a browser must not ask its user for them. `Location` and the request id have rules of their own.
const FORWARDED_HEADERS: [&str; 4] = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// The answer to the caller.
pub fn relay(exchange: &Exchange, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    let answer = exchange.response.as_ref();
    match (&exchange.result, answer) {
        (Ok(()), Some(answer)) => forward(answer, !answer.body.is_empty(), bases, scope),
        (Err(error), Some(answer)) if answer.status >= 400 && is_of_the_api(error) => {
            refused(error, answer, bases, scope)
        }
        (Err(error), _) => failed(error),
        (Ok(()), None) => ApiResponse::error(502, "invalid_response", "The API gave no answer."),
    }
}

/// The upstream's id for this request, for the log and the answer.
pub fn request_id(exchange: &Exchange) -> Option<&str> {
    id_of(exchange.response.as_ref()?)
}

/// By the rule that errors have for theirs.
fn id_of(answer: &HttpResponse) -> Option<&str> {
    answer.header("x-request-id").filter(|id| is_request_id(id) && redact_text(id) == *id)
}

fn is_of_the_api(error: &Error) -> bool {
    !matches!(error.code, ErrorCode::Network | ErrorCode::Timeout | ErrorCode::InvalidResponse)
}

/// An answer from the API itself, error or not.
fn forward(answer: &HttpResponse, with_body: bool, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    let mut out = if !with_body {
        ApiResponse::empty(answer.status)
    } else if scope == Scope::Admin {
        // Byte for byte. The content type is ours: whatever it came as, JSON is never rendered as a page.
        ApiResponse::text(answer.status, answer.body.clone())
    } else if let Ok(mut value) = read_json(&answer.body) {
        mask(&mut value);
        ApiResponse::json(answer.status, &value)
    } else {
        // JSON, but nested too deeply to be parsed here: what cannot be masked is not shown.
        return ApiResponse::error(502, "invalid_response", "The API's answer cannot be read.");
    };
    let listed = FORWARDED_HEADERS.into_iter().filter_map(|name| Some((name, answer.header(name)?)));
    let listed = listed.filter(|(_, value)| !value.is_empty()).chain(id_of(answer).map(|id| ("x-request-id", id)));
    out.headers.extend(listed.map(|(name, value)| (name.into(), value.to_owned())));
    let location = answer.header("location").filter(|_| matches!(answer.status, 201 | 409));
    match location.and_then(|location| rewrite_link(location, bases)) {
        Some(location) => out.with_header("location", location),
        None => out,
    }
}

/// An error from the API: with its own body if it has one.
fn refused(error: &Error, answer: &HttpResponse, bases: &Bases<'_>, scope: Scope) -> ApiResponse {
    if let Ok(Value::Object(_)) = read_json(&answer.body) {
        return forward(answer, true, bases, scope);
    }
    let mut head = forward(answer, false, bases, scope);
    let status = match answer.status {
        // Something in between answered, but with a status that the API uses in the same sense.
        status if answer.body.trim().is_empty() || status == 429 => status,
        _ => 502,
    };
    if status != answer.status {
        // This answer is ours, so it carries our id; theirs is in the message.
        head.headers.retain(|(name, _)| name != "x-request-id");
    }
    let words = ApiResponse::error(status, error.code.as_str(), &error.message);
    ApiResponse { headers: [words.headers, head.headers].concat(), ..words }
}

/// There was no answer from the API.
fn failed(error: &Error) -> ApiResponse {
    let status = match error.code {
        ErrorCode::InvalidRequest => return invalid(error),
        ErrorCode::Timeout => 504,
        ErrorCode::Credentials | ErrorCode::Internal => 500,
        _ => 502,
    };
    let code = match error.code {
        code @ (ErrorCode::Timeout | ErrorCode::Credentials | ErrorCode::Internal) => code,
        code @ (ErrorCode::InvalidResponse | ErrorCode::UnexpectedStatus) => code,
        // A status without the rest of the answer: the connection broke, and that is what the caller has to know.
        _ => ErrorCode::Network,
    };
    ApiResponse::error(status, code.as_str(), &redact_text(&error.message))
}

/// A request refused before anything was sent: 422 for body fields, as the API does, 400 for path and query.
fn invalid(error: &Error) -> ApiResponse {
    let in_body = |detail: &ErrorDetail| detail.get(Field::Parameter).is_none();
    let status = if error.errors.iter().all(in_body) { 422 } else { 400 };
    ApiResponse::errors(status, error.code.as_str(), error.errors.iter().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Arguments, Client, ClientOptions, Credentials, HttpRequest, Transport, TransportError};
    use crate::protocol::{Operation, integrations};
    use futures::executor::block_on;
    use serde_json::json;

    const BASES: Bases<'_> = Bases { upstream: "https://api.example/p", own: "http://localhost:8787/x" };
    const ONE: &str = r#"{"id":"n-1","metadata":{},"display_name":"x","n":1.0,"target":{"kind":"Slack","webhook_url":"https://hooks.slack.com/services/T00/B00/secretsecreta1b2"}}"#;

    /// An upstream that says one thing.
    struct Says(Result<HttpResponse, TransportError>);

    impl Transport for Says {
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

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result<HttpResponse, TransportError> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ok(HttpResponse { status, headers, body: body.to_owned() })
    }

    fn call(operation: &'static Operation, body: Value, says: Result<HttpResponse, TransportError>) -> Exchange {
        let options = ClientOptions {
            base_url: Some(BASES.upstream.into()),
            credentials: Some(Credentials::ApiKey { key: "the-key".into(), secret: "the-secret".into() }),
            max_retries: Some(0),
            ..ClientOptions::default()
        };
        let client = Client::new(&options, Says(says)).unwrap();
        block_on(client.exchange(operation, Arguments { id: "n-1".into(), body, query: Value::Null }))
    }

    fn got(says: Result<HttpResponse, TransportError>) -> ApiResponse {
        relay(&call(&integrations::GET, Value::Null, says), &BASES, Scope::Admin)
    }

    fn code(answer: &ApiResponse) -> String {
        let body: Value = serde_json::from_str(answer.body.as_deref().unwrap()).unwrap();
        assert_eq!(body["errors"][0]["status"], answer.status.to_string());
        body["errors"][0]["code"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_body_goes_through_to_the_byte_and_headers_by_the_list() {
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
        let exchange = call(&integrations::GET, Value::Null, answer(200, &headers, ONE));
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
        for (id, kept) in [("up-1", true), ("two words", false), (&"x".repeat(129), false), (url, false), ("", false)] {
            let exchange = call(&integrations::GET, Value::Null, answer(200, &[("x-request-id", id)], ONE));
            let forward = relay(&exchange, &BASES, Scope::Admin);
            assert_eq!(request_id(&exchange), Some(id).filter(|_| kept));
            assert_eq!(forward.header("x-request-id"), Some(id).filter(|_| kept));
        }
    }

    #[test]
    fn who_may_only_read_sees_no_webhook_url() {
        for scope in [Scope::Read, Scope::Test] {
            let body =
                relay(&call(&integrations::GET, Value::Null, answer(200, &[], ONE)), &BASES, scope).body.unwrap();
            assert!(body.contains("https://hooks.slack.com/…a1b2") && !body.contains("secretsecret"), "{body}");
        }
    }

    #[test]
    fn a_location_is_moved_where_the_api_documents_one() {
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
            let out = relay(&call(operation, new.clone(), answer(status, &[location], body)), &BASES, Scope::Admin);
            let rewrite_link = there.then_some("http://localhost:8787/x/notifications/v1/integrations/n-1");
            assert_eq!((out.status, out.header("location")), (status, rewrite_link));
        }
    }

    #[test]
    fn credentials_that_something_echoes_go_no_further() {
        // base64 of the-key:the-secret
        let echo = r#"{"message":"not understood: Basic dGhlLWtleTp0aGUtc2VjcmV0 (the-secret)"}"#;
        for scope in [Scope::Read, Scope::Admin] {
            let says = answer(400, &[("x-request-id", "the-secret")], echo);
            let out = relay(&call(&integrations::GET, Value::Null, says), &BASES, scope);
            let shown = format!("{:?} {:?}", out.body, out.headers);
            assert!(out.status == 400 && shown.contains("not understood"), "{shown}");
            assert!(!shown.contains("the-secret") && !shown.contains("dGhlLWtl"), "{shown}");
        }
    }

    #[test]
    fn success_without_a_body_has_none() {
        let out = relay(&call(&integrations::DELETE, Value::Null, answer(204, &[], "")), &BASES, Scope::Admin);
        assert_eq!((out.status, out.body, out.headers.len()), (204, None, 0));
    }

    #[test]
    fn errors_of_the_api_keep_status_and_words() {
        for status in [400, 401, 402, 403, 404, 405, 409, 410, 415, 422, 429, 500, 503] {
            let words = r#"{"errors":[{"detail":"the API's own"}],"n":1.0}"#;
            let out = got(answer(status, &[("retry-after", "7")], words));
            assert_eq!((out.status, out.body.as_deref()), (status, Some(words)));
            assert_eq!(out.header("retry-after"), Some("7"));
            let silent = got(answer(status, &[("retry-after", "7"), ("www-authenticate", "Basic")], ""));
            assert_eq!((silent.status, silent.header("retry-after")), (status, Some("7")));
            assert_eq!(silent.header("www-authenticate"), None);
            code(&silent);
        }
    }

    #[test]
    fn what_is_no_answer_of_the_api_s_is_a_bad_gateway() {
        let html = "<html>https://hooks.slack.com/services/secretsecretsecret</html>";
        for (says, status, expected) in [
            (answer(200, &[], html), 502, "invalid_response"),
            (answer(200, &[], ""), 502, "invalid_response"),
            (answer(200, &[], "[]"), 502, "invalid_response"),
            (answer(200, &[], r#"{"id":"n-1""#), 502, "invalid_response"),
            (answer(500, &[], html), 502, "server_error"),
            (answer(403, &[], html), 502, "forbidden"),
            (answer(401, &[], "\"text\""), 502, "unauthorized"),
            (answer(429, &[], html), 429, "rate_limited"),
            (
                answer(302, &[("location", "https://evil.example/login?secretsecretsecret")], ""),
                502,
                "unexpected_status",
            ),
            (answer(307, &[("location", "https://evil.example/")], ""), 502, "unexpected_status"),
            (answer(304, &[], ""), 502, "unexpected_status"),
            (
                Err(TransportError { why: "refused the-secret https://h/secretsecretsecret".into(), head: None }),
                502,
                "network",
            ),
            (Err(TransportError { why: "cut".into(), head: answer(200, &[], "").ok() }), 502, "network"),
            (Err(TransportError { why: "cut".into(), head: answer(404, &[], "").ok() }), 502, "network"),
        ] {
            let out = got(says);
            assert_eq!((out.status, code(&out).as_str()), (status, expected));
            let body = out.body.unwrap();
            assert!(!body.contains("secretsecret") && !body.contains("the-secret") && !body.contains("html"), "{body}");
        }
    }

    #[test]
    fn what_the_client_refuses_is_told_in_the_api_s_shape() {
        let out = relay(&call(&integrations::CREATE, json!({"target": 1}), answer(500, &[], "")), &BASES, Scope::Admin);
        let body: Value = serde_json::from_str(out.body.as_deref().unwrap()).unwrap();
        assert_eq!(out.status, 422);
        let errors = body["errors"].as_array().unwrap().iter();
        assert!(errors.map(|error| &error["source"]["pointer"]).eq(["/display_name", "/target"]), "{body}");
        let client = Client::new(&ClientOptions::default(), Says(answer(500, &[], ""))).unwrap();
        let arguments = Arguments { query: json!({"page_size": 0}), ..Arguments::default() };
        let out = relay(&block_on(client.exchange(&integrations::LIST, arguments)), &BASES, Scope::Admin);
        assert_eq!(out.status, 400);
        assert!(out.body.unwrap().contains(r#""source":{"parameter":"page_size"}"#));
    }
}
