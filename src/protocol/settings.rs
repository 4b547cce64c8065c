//! The client's options, read and checked once: all problems are reported together, each with its place.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::base::Base;
use super::credentials::{self, Authorization, Secret};
use super::{Error, Operation};
use crate::integration::{Document, DocumentPath, JsonType, Problems, redact_header_value, redact_text};

/// The longest timer that every host supports.
const TIMEOUT_MAX_MS: f64 = 2_147_483_647.0;
const TIMEOUT_DEFAULT_MS: f64 = 30_000.0;
const RETRIES_DEFAULT: f64 = 2.0;

/// A client's settings, or those of one call: the client's with that call's own options over them. Limits and defaults
/// are this library's.
#[derive(Clone)]
pub struct Settings {
    /// The base URL.
    pub base: Base,
    /// How requests are authorized; [`Authorization::None`] if the options have no credentials.
    pub authorization: Authorization,
    /// The timeout of one attempt, body included, in milliseconds, from 1 to 2,147,483,647; 30,000 by default. A timeout
    /// ends the call.
    pub timeout_ms: u32,
    /// How many attempts follow the first; 2 by default. Redirects and the attempt with a fresh token after a 401 do not
    /// count.
    pub max_retries: u32,
    /// The caller's headers, names in lower case, sent with every attempt. They may be secrets: `Debug` shows the names
    /// only.
    pub headers: Vec<(String, String)>,
    /// Whether the program runs in a browser, where every visitor can read it: then a network error mentions CORS.
    pub browser: bool,
    /// Whether each attempt is to be reported ([`Call::take_attempt`](super::Call::take_attempt)): the option `onAttempt`.
    pub report_attempts: bool,
    secrets: Vec<Secret>,
}

impl Settings {
    /// Reads `ClientOptions`; with an operation, the options of one of its calls: `CallOptions` over the client's.
    ///
    /// The driver has prepared them: `headers` are a list of pairs, names in lower case, if the host accepts them as
    /// headers; `baseUrl` is in the form that [`Base::read`] reads; `credentials.basic` is the base64 of key and secret
    /// with a colon between them. `browser` tells whether the program runs in a browser.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidRequest`](super::ErrorCode::InvalidRequest) with one entry in `errors` per option
    /// that is wrong, each with a JSON pointer (RFC 6901) such as `/credentials/token`, and `operation` as given:
    ///
    /// - `baseUrl`: by the rules of [`Base::read`]; with credentials, or a header that is a secret (authorization,
    ///   proxy-authorization, cookie, x-api-key), http to another host than this machine.
    /// - `credentials`: neither key and secret (RFC 7617: no colon in the key, no control characters) nor a token of visible
    ///   ASCII (RFC 6750), nor a token function; any in a browser without `dangerouslyAllowBrowser`.
    /// - `timeout`, `maxRetries`: out of the limits of [`Settings::timeout_ms`] and [`Settings::max_retries`].
    /// - `headers`: accept, content-type and content-length; authorization beside credentials.
    /// - `fetch`, `onAttempt`, `signal`: not of their type.
    pub fn read<D: Document>(
        options: &D,
        operation: Option<&'static Operation>,
        browser: bool,
    ) -> Result<Settings, Error> {
        let mut problems = Problems::default();
        if !matches!(options.json_type(""), JsonType::Absent | JsonType::Object) {
            problems.property(if operation.is_some() { "options" } else { "" }, "must be an object");
        }
        let base = Base::read(options).map_err(|detail| problems.property("baseUrl", detail)).ok();
        let mut secrets = Vec::new();
        let authorization = read_credentials(options, &mut secrets, &mut problems);
        let authorized = options.json_type("credentials") != JsonType::Absent;
        if authorized && browser && options.json_type("dangerouslyAllowBrowser") != JsonType::True {
            problems.property(
                "credentials",
                "must not be in a browser, where every visitor can read them, but at a server of the page's own \
                 origin, such as this package's Worker (or set dangerouslyAllowBrowser)",
            );
        }
        for name in &["fetch", "onAttempt"] {
            if !matches!(options.json_type(name), JsonType::Absent | JsonType::Function) {
                problems.property(name, "must be a function");
            }
        }
        let number =
            |name| if options.json_type(name) == JsonType::Absent { None } else { options.number(name).or(Some(-1.0)) };
        let timeout = number("timeout").unwrap_or(TIMEOUT_DEFAULT_MS);
        if !(1.0..=TIMEOUT_MAX_MS).contains(&timeout) {
            problems.property("timeout", "must be milliseconds, from 1 to 2147483647");
        }
        let retries = number("maxRetries").unwrap_or(RETRIES_DEFAULT);
        if f64::from(retries as u32) != retries {
            problems.property("maxRetries", "must be a whole number from 0");
        }
        if operation.is_some()
            && options.json_type("signal") != JsonType::Absent
            && options.json_type("signal.addEventListener") != JsonType::Function
        {
            problems.property("signal", "must be an AbortSignal");
        }
        let headers = read_headers(options, authorized, &mut secrets, &mut problems);
        if (authorized || !secrets.is_empty()) && base.as_ref().is_some_and(|base| !base.may_carry_credentials()) {
            problems.property("baseUrl", "must be https or a loopback address where credentials are given");
        }
        match base {
            Some(base) if problems.0.is_empty() => Ok(Settings {
                base,
                authorization,
                timeout_ms: timeout as u32,
                max_retries: retries as u32,
                headers,
                browser,
                report_attempts: options.json_type("onAttempt") == JsonType::Function,
                secrets,
            }),
            _ => Err(Error::invalid_request(operation, problems.0)),
        }
    }

    /// Returns a text from elsewhere with its URLs and this client's secrets redacted.
    pub(super) fn redact(&self, text: &str, token: Option<&Secret>) -> String {
        self.redact_secrets(redact_text(text), token)
    }

    /// Returns a text with this client's secrets redacted.
    pub(crate) fn redact_secrets(&self, mut text: String, token: Option<&Secret>) -> String {
        for secret in self.secrets.iter().chain(token) {
            text = redact_header_value(text, secret.reveal());
        }
        text
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Settings")
            .field("base", &self.base)
            .field("authorization", &self.authorization)
            .field("timeout_ms", &self.timeout_ms)
            .field("max_retries", &self.max_retries)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// Reads the credentials, and adds the secrets in them to `secrets`.
fn read_credentials<D: Document>(options: &D, secrets: &mut Vec<Secret>, problems: &mut Problems) -> Authorization {
    let text = |path| options.text(path).unwrap_or_default();
    let mut header = None;
    match (options.json_type("credentials"), options.json_type("credentials.token")) {
        (JsonType::Absent, _) => {}
        (JsonType::Object, JsonType::Function) => return Authorization::TokenProvider,
        (JsonType::Object, JsonType::String) => {
            header = credentials::bearer(&text("credentials.token"));
            if header.is_none() {
                problems.property("credentials.token", "must be visible ASCII characters");
            }
        }
        (JsonType::Object, JsonType::Absent) => {
            let (key, secret) = (text("credentials.apiKey"), text("credentials.apiSecret"));
            let absent = |path| options.json_type(path) == JsonType::Absent;
            if absent("credentials.apiKey") && absent("credentials.apiSecret") {
                problems.property("credentials", "must have apiKey and apiSecret, or a token");
            } else {
                if !credentials::fits_basic(&key, b':') {
                    let detail = "must be a Cloud API key, without colon or control characters";
                    problems.property("credentials.apiKey", detail);
                }
                if !credentials::fits_basic(&secret, 127) {
                    problems.property("credentials.apiSecret", "must be the key's secret, without control characters");
                }
            }
            secrets.push(Secret::new(secret));
            header = Some(credentials::basic(&text("credentials.basic")));
        }
        (JsonType::Object, _) => problems.property("credentials.token", "must be a string or a function"),
        _ => problems.property("credentials", "must be an object"),
    }
    header.map_or(Authorization::None, |header| {
        secrets.push(header.clone());
        Authorization::Fixed(header)
    })
}

/// Reads the headers, and adds the secrets in them to `secrets`.
fn read_headers<D: Document>(
    options: &D,
    authorized: bool,
    secrets: &mut Vec<Secret>,
    problems: &mut Problems,
) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    if !matches!(options.json_type("headers"), JsonType::Absent | JsonType::Array) {
        problems.property("headers", "must be an object of valid headers");
    }
    for index in 0..options.len("headers") {
        let part = |path| options.text(DocumentPath { top: "headers", index: Some(index), path }).unwrap_or_default();
        let (name, value) = (part("0"), part("1"));
        let detail = match name.as_str() {
            // They describe what this library sends: any other value would be wrong.
            "accept" | "content-type" | "content-length" => "is this library's own to set",
            "authorization" if authorized => "is set from the credentials",
            other => {
                // Their values are secrets, wherever they come from.
                if matches!(other, "authorization" | "proxy-authorization" | "cookie" | "x-api-key") {
                    secrets.push(Secret::new(value.clone()));
                }
                headers.push((name, value));
                continue;
            }
        };
        problems.property(&["headers.", &name].concat(), detail);
    }
    headers
}
