//! The Rust client's options, checked by the same rules as JavaScript's.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::browser::is_browser;
use crate::integration::{Document, DocumentPath, JsonType};
use crate::protocol::{Base, Error, Settings};

/// How requests are authorized. Its `Debug` shows no secret. Confluent says that API keys must never be in client-side code.
#[derive(Clone)]
pub enum Credentials {
    /// HTTP Basic with a Cloud API key, in UTF-8 (RFC 7617). Only an organization administrator's can write.
    ApiKey {
        /// The key, sent as the user's name: not empty, without colon and control characters.
        key: String,
        /// Its secret, sent as the password: not empty, without control characters.
        secret: String,
    },
    /// One bearer token (RFC 6750), without `Bearer `, of visible ASCII characters. A Confluent STS token lives 15
    /// minutes at most.
    Token(String),
    /// A bearer token that [`super::Transport::token`] returns before each attempt, and once more after a 401.
    TokenProvider,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credentials::ApiKey { .. } => "ApiKey(…)",
            Credentials::Token(_) => "Token(…)",
            Credentials::TokenProvider => "TokenProvider",
        })
    }
}

/// Options of a [`super::Client`]; `None` stands for the default. Defaults and limits are this library's. `Debug` shows
/// the base URL's origin and the names of the headers.
#[derive(Clone, Default)]
pub struct ClientOptions {
    /// The base URL. The default is `https://api.confluent.cloud`. It may have a path prefix, but no user info, query or
    /// fragment. Credentials over plain http are refused, except to a loopback address.
    pub base_url: Option<String>,
    /// The credentials. `None` if a server in between adds them, or one of `headers` is `Authorization`.
    pub credentials: Option<Credentials>,
    /// The timeout of one attempt, body included, in milliseconds, 1 to 2,147,483,647. The default is 30,000. A timeout
    /// ends the call.
    pub timeout_ms: Option<u32>,
    /// How many attempts follow the first. The default is 2. Create and test are tried again after 429 only, and no
    /// operation after a timeout. See [`decide`](crate::protocol::decide).
    pub max_retries: Option<u32>,
    /// More headers, with names in any case, of RFC 9110's characters. Accept, Content-Type, Content-Length and, with
    /// credentials, Authorization are the library's own. Secrets (Authorization, Proxy-Authorization, Cookie, X-API-Key)
    /// are sent only over https or to this machine.
    pub headers: Vec<(String, String)>,
    /// Whether credentials are accepted although this program runs in a browser, where every visitor can read them. The default
    /// is that they are refused there, in a page and in its workers, as the JavaScript client does. Elsewhere it means nothing.
    pub dangerously_allow_browser: bool,
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = |url: &String| url::Url::parse(url).map(|url| url.origin().ascii_serialization()).ok();
        f.debug_struct("ClientOptions")
            .field("base_url", &self.base_url.as_ref().map(origin))
            .field("credentials", &self.credentials)
            .field("timeout_ms", &self.timeout_ms)
            .field("max_retries", &self.max_retries)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}

impl ClientOptions {
    /// Checks the options without creating a client.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidRequest`](crate::protocol::ErrorCode::InvalidRequest) with an entry for each option
    /// that is wrong, at JSON pointers of JavaScript's names such as `/baseUrl`, `/credentials/apiKey` and `/timeout`.
    /// See [`Settings::read`] for what is.
    pub fn check(&self) -> Result<(), Error> {
        self.settings().map(drop)
    }

    pub(super) fn settings(&self) -> Result<Settings, Error> {
        self.settings_for(is_browser())
    }

    /// Reads the options for a program that runs in a browser, or does not.
    fn settings_for(&self, browser: bool) -> Result<Settings, Error> {
        let mut options = Map::new();
        if let Some(base_url) = &self.base_url {
            options.insert("baseUrl".into(), parse_url(base_url).unwrap_or_default());
        }
        match &self.credentials {
            Some(Credentials::ApiKey { key, secret }) => {
                options.insert(
                    "credentials".into(),
                    json!({"apiKey": key, "apiSecret": secret, "basic": STANDARD.encode(format!("{key}:{secret}"))}),
                );
            }
            Some(Credentials::Token(token)) => {
                options.insert("credentials".into(), json!({"token": token}));
            }
            Some(Credentials::TokenProvider) => {
                options.insert("credentials".into(), json!({}));
            }
            None => {}
        }
        options.insert("dangerouslyAllowBrowser".into(), json!(self.dangerously_allow_browser));
        if let Some(timeout) = self.timeout_ms {
            options.insert("timeout".into(), json!(timeout));
        }
        if let Some(max_retries) = self.max_retries {
            options.insert("maxRetries".into(), json!(max_retries));
        }
        let lower: Vec<_> = self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        options.insert("headers".into(), if self.headers.iter().all(is_header) { json!(lower) } else { json!(null) });
        let asks = matches!(self.credentials, Some(Credentials::TokenProvider));
        let mut settings = Settings::read(&Options { fields: Value::Object(options), asks }, None, browser)?;
        settings.report_attempts = true;
        Ok(settings)
    }
}

/// Returns a URL's parts by their names in the WHATWG URL standard, as a browser's `URL` has them. Returns `None` if the
/// text is not a URL.
fn parse_url(text: &str) -> Option<Value> {
    let url = url::Url::parse(text).ok()?;
    let hostname = url.host_str()?.to_owned();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(json!({
        "protocol": format!("{}:", url.scheme()),
        "username": url.username(),
        "password": url.password().unwrap_or_default(),
        "origin": format!("{}://{hostname}{port}", url.scheme()),
        "hostname": hostname,
        "pathname": url.path(),
        "search": url.query().map(|query| format!("?{query}")).unwrap_or_default(),
        "hash": url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default(),
    }))
}

/// Returns the `page_token` of a link, absolute or relative.
pub(super) fn page_token(link: &str) -> Option<String> {
    let link = url::Url::parse(Base::DEFAULT).ok()?.join(link).ok()?;
    let (_, token) = link.query_pairs().find(|(name, _)| name == "page_token")?;
    Some(token.into_owned())
}

/// Returns whether name and value are valid by RFC 9110: a token, and visible characters of Latin-1 with blanks and tabs.
fn is_header((name, value): &(String, String)) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
        && value.chars().all(|c| c == '\t' || ((' '..='ÿ').contains(&c) && c != '\u{7f}'))
}

/// Options in JavaScript's form, in which a token provider is a function.
struct Options {
    fields: Value,
    asks: bool,
}

impl Document for Options {
    fn json_type(&self, path: &'static str) -> JsonType {
        if self.asks && path == "credentials.token" { JsonType::Function } else { self.fields.json_type(path) }
    }

    fn text(&self, path: impl Into<DocumentPath>) -> Option<String> {
        self.fields.text(path)
    }

    fn number(&self, path: impl Into<DocumentPath>) -> Option<f64> {
        self.fields.number(path)
    }

    fn len(&self, path: &'static str) -> usize {
        self.fields.len(path)
    }

    fn strings(&self, path: &'static str) -> String {
        self.fields.strings(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Field;

    #[test]
    fn in_a_browser_credentials_are_refused_unless_they_are_allowed_aloud() {
        let key = Credentials::ApiKey { key: "key".into(), secret: "secret".into() };
        for credentials in [key, Credentials::Token("token".into()), Credentials::TokenProvider] {
            let options = ClientOptions { credentials: Some(credentials), ..ClientOptions::default() };
            let error = options.settings_for(true).unwrap_err();
            assert_eq!(error.errors[0].get(Field::Pointer), Some("/credentials"));
            assert!(error.message.contains("must not be in a browser"), "{error}");
            assert!(options.settings_for(false).is_ok() && options.check().is_ok());
            let aloud = ClientOptions { dangerously_allow_browser: true, ..options };
            assert!(aloud.settings_for(true).is_ok_and(|settings| settings.browser));
        }
        assert!(ClientOptions::default().settings_for(true).is_ok_and(|settings| settings.browser));
    }
}
