//! What the targets share: secrets, planted into an input by name, and a client that holds some of them.
#![allow(dead_code, reason = "no target uses all of it")]

use confluent_notifications::integration::is_url;
use confluent_notifications::protocol::{Arguments, Authorization, Call, Operation, ResponseHead, Settings};
use serde_json::json;

/// The fixed token, or the key's secret.
pub const SECRET: &str = "k3yq7w1mz9x5v2t8";
/// What stands for the base64 of the key and its secret.
pub const BASIC: &str = "zmfrzwjhc2u2nhrlehq";
/// What the token function gives.
pub const TOKEN: &str = "q0k3nj4h8g2f6d1s";
/// The secret path of a webhook, but for the four characters that may be shown.
pub const PATH: &str = "p4thq8w2e6r1t5y9u3i7";

/// The input with secrets where it names them: `{secret}`, `{url}` and, where that client holds them, `{basic}` and
/// `{token}`. None of an input that spells one of them itself.
pub fn plant(text: &str, credentials: u8) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if [SECRET, BASIC, TOKEN, PATH].iter().any(|secret| lower.contains(secret)) {
        return None;
    }
    let text = text
        .replace("{secret}", SECRET)
        .replace("{basic}", if credentials > 0 { BASIC } else { "" })
        .replace("{token}", if credentials > 1 { TOKEN } else { "" })
        .replace("{url}", &format!("https://hooks.example.com/services/{PATH}last"));
    Some(text)
}

/// Fails where one of the secrets can be read.
pub fn assert_clean(shown: &str) {
    for secret in [SECRET, BASIC, TOKEN, PATH] {
        assert!(!shown.to_ascii_lowercase().contains(secret), "{secret} in {shown}");
    }
}

/// A client with a fixed token, a key and its secret, or a token function.
pub fn settings(credentials: u8, max_retries: u8) -> Settings {
    let credentials_given = match credentials {
        0 => json!({"token": SECRET}),
        _ => json!({"apiKey": "key", "apiSecret": SECRET, "basic": BASIC}),
    };
    let options = json!({"credentials": credentials_given, "maxRetries": max_retries});
    let mut settings = Settings::read(&options, None, false).unwrap();
    settings.report_attempts = true;
    if credentials > 1 {
        settings.authorization = Authorization::TokenProvider;
    }
    settings
}

/// A status and headers, read from lines: `404`, then `name: value` each.
pub struct Lines<'a> {
    pub status: u16,
    pub headers: Vec<(&'a str, &'a str)>,
}

impl<'a> Lines<'a> {
    pub fn read(text: &'a str) -> Lines<'a> {
        let mut lines = text.lines();
        let status = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(0);
        Lines { status, headers: lines.filter_map(|line| line.split_once(": ")).collect() }
    }
}

impl ResponseHead for Lines<'_> {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &'static str) -> Option<String> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    fn location(&self, url: &str) -> Option<String> {
        Some(url::Url::parse(url).ok()?.join(&self.header("location")?).ok()?.into())
    }

    fn number(&self, name: &'static str) -> Option<f64> {
        self.header(name)?.trim().parse().ok().filter(|number: &f64| *number >= 0.0)
    }

    // Any number a host's lenient parser might make of a text.
    fn date_ms(&self, name: &'static str) -> Option<f64> {
        self.header(name)?.bytes().find(u8::is_ascii_digit).map(|digit| (f64::from(digit) - f64::from(b'5')) * 30_000.0)
    }
}

/// A call of an operation, with arguments that every operation takes.
pub fn prepare(settings: &Settings, operation: &'static Operation) -> Call {
    let body = serde_json::json!({"display_name": "x", "target": {"kind": "Webhook", "url": "https://h.example/in"}});
    let query = serde_json::json!({});
    let arguments =
        Arguments { id: Some("n-1"), query: &query, page_token: None, body: &body, body_is_json: true, is_url };
    Call::prepare(settings, operation, arguments).expect("the arguments are valid")
}
