//! The Rust client inside WebAssembly: a browser, where every visitor can read what a program holds, is given no credentials.
#![cfg(all(target_arch = "wasm32", feature = "client", not(feature = "_wasm-worker")))]

use confluent_notifications::client::{
    Client, ClientOptions, Credentials, HttpRequest, HttpResponse, Transport, TransportError,
};
use confluent_notifications::protocol::ErrorCode;
use wasm_bindgen_test::wasm_bindgen_test;

/// No answer ever comes.
struct Silent;

impl Transport for Silent {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError { why: "Failed to fetch".to_owned(), head: None })
    }

    async fn sleep(&self, _: f64) {
        std::future::pending::<()>().await;
    }

    fn now_ms(&self) -> f64 {
        0.0
    }

    fn random(&self) -> f64 {
        0.0
    }
}

fn in_browser() -> bool {
    let navigator = js_sys::Reflect::get(&js_sys::global(), &"navigator".into()).unwrap_or_default();
    let agent = js_sys::Reflect::get(&navigator, &"userAgent".into()).ok().and_then(|agent| agent.as_string());
    agent.is_some_and(|agent| agent.starts_with("Mozilla/"))
}

fn options() -> ClientOptions {
    let credentials = Credentials::ApiKey { key: "key".into(), secret: "planted-secret".into() };
    ClientOptions { credentials: Some(credentials), max_retries: Some(0), ..ClientOptions::default() }
}

#[wasm_bindgen_test]
fn an_api_key_in_a_browser_is_refused_unless_it_is_allowed_aloud() {
    let refused = Client::new(&options(), Silent).err();
    assert_eq!(refused.as_ref().map(|error| error.code), in_browser().then_some(ErrorCode::InvalidRequest));
    if let Some(error) = refused {
        assert!(error.message.contains("must not be in a browser"), "{error}");
        assert!(!error.message.contains("planted"), "{error}");
    }
    assert!(Client::new(&ClientOptions { dangerously_allow_browser: true, ..options() }, Silent).is_ok());
}

#[wasm_bindgen_test]
async fn only_in_a_browser_a_network_error_mentions_cors() {
    let client = Client::new(&ClientOptions { credentials: None, ..options() }, Silent).unwrap();
    let error = client.get("n-1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Network);
    assert_eq!(error.message.contains("CORS"), in_browser(), "{error}");
}
