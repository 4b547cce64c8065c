//! The client's options, read and checked once: what is wrong is said at once, each with its place.

use super::base::{Base, UrlParts};
use super::credentials::{self, Authorization, Secret};
use super::{Error, Operation};
use crate::integration::{Document, Place, Problem, Shape, blank_out, redact_text};

/// The longest timer that every host keeps.
const TIMEOUT_MAX_MS: f64 = 2_147_483_647.0;
const TIMEOUT_DEFAULT_MS: u32 = 30_000;
const RETRIES_DEFAULT: u32 = 2;
/// Headers that say what we send; another value would be a lie.
const OURS: [&str; 3] = ["accept", "content-type", "content-length"];
/// Headers whose value is a secret, whoever gives it.
const CREDENTIALS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];
/// A shorter secret is not searched for in texts: it would be found everywhere.
const SEARCHED_MIN: usize = 6;

/// What only the host knows.
pub struct Environment<'a> {
    /// Whether every visitor can read what the program holds.
    pub browser: bool,
    /// The host's own URL parser.
    pub parse_url: &'a dyn Fn(&str) -> Option<UrlParts>,
    /// The base64 of a text's UTF-8, by the host's own encoder.
    pub base64: &'a dyn Fn(&str) -> String,
}

/// A client's settings, or one call's: those with that call's own put over them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where requests go.
    pub base: Base,
    /// How they are authorized.
    pub authorization: Authorization,
    /// One attempt's time, body included, in milliseconds.
    pub timeout_ms: u32,
    /// Attempts beyond the first.
    pub max_retries: u32,
    /// Headers of the caller's, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Whether every visitor can read what the program holds.
    pub browser: bool,
    secrets: Vec<Secret>,
}

impl Settings {
    /// Reads `ClientOptions`. `headers` are expected as a list of pairs, `baseUrl` as a string.
    pub fn read<D: Document>(options: &D, environment: &Environment<'_>) -> Result<Settings, Error> {
        let mut problems = Problems(Vec::new());
        if !matches!(options.shape(""), Shape::Absent | Shape::Object) {
            problems.add("", "must be an object");
        }
        let base_url = match options.shape("baseUrl") {
            Shape::Absent => Base::DEFAULT.to_owned(),
            _ => options.text("baseUrl").unwrap_or_default(),
        };
        let base = match (environment.parse_url)(&base_url).map(|parts| Base::new(&parts)) {
            Some(Ok(base)) => Some(base),
            Some(Err(detail)) => {
                problems.add("/baseUrl", detail);
                None
            }
            None => {
                problems.add("/baseUrl", "must be an absolute http or https URL");
                None
            }
        };
        let (authorization, mut secrets) = read_credentials(options, environment.base64, &mut problems);
        if authorization != Authorization::None {
            if base.as_ref().is_some_and(|base| !base.may_carry_credentials()) {
                problems.0.push(Base::insecure());
            }
            if environment.browser && options.shape("dangerouslyAllowBrowser") != Shape::True {
                problems.add(
                    "/credentials",
                    "must not be in a browser, where every visitor can read them: leave them out and point baseUrl at \
                     a server of yours that adds them, such as this package's Worker (to do it all the same, set \
                     dangerouslyAllowBrowser)",
                );
            }
        }
        for name in ["fetch", "onAttempt"] {
            if !matches!(options.shape(name), Shape::Absent | Shape::Function) {
                problems.add(&["/", name].concat(), "must be a function");
            }
        }
        let timeout_ms = read_timeout(options, TIMEOUT_DEFAULT_MS, &mut problems);
        let max_retries = read_retries(options, RETRIES_DEFAULT, &mut problems);
        let headers = read_headers(options, &authorization, &mut secrets, &mut problems);
        match base {
            Some(base) if problems.0.is_empty() => {
                let browser = environment.browser;
                Ok(Settings { base, authorization, timeout_ms, max_retries, headers, browser, secrets })
            }
            _ => Err(Error::invalid_request(None, problems.0)),
        }
    }

    /// These settings with one call's own (`CallOptions`) put over them; none where it gives none.
    pub fn for_call<D: Document>(&self, operation: Operation, options: &D) -> Result<Option<Settings>, Error> {
        if options.shape("") == Shape::Absent {
            return Ok(None);
        }
        let mut problems = Problems(Vec::new());
        if options.shape("") != Shape::Object {
            problems.add("/options", "must be an object");
        }
        if options.shape("signal") != Shape::Absent && options.shape("signal.addEventListener") != Shape::Function {
            problems.add("/signal", "must be an AbortSignal");
        }
        let mut settings = self.clone();
        settings.timeout_ms = read_timeout(options, self.timeout_ms, &mut problems);
        settings.max_retries = read_retries(options, self.max_retries, &mut problems);
        for (name, value) in read_headers(options, &self.authorization, &mut settings.secrets, &mut problems) {
            settings.headers.retain(|(known, _)| *known != name);
            settings.headers.push((name, value));
        }
        if problems.0.is_empty() {
            Ok(Some(settings))
        } else {
            Err(Error::invalid_request(Some(operation), problems.0))
        }
    }

    /// A text from elsewhere without the secrets that we know and without webhook URLs.
    pub(super) fn clean(&self, text: &str, token: Option<&Secret>) -> String {
        self.without_secrets(redact_text(text), token)
    }

    /// A text without the secrets that we know.
    pub(crate) fn without_secrets(&self, mut text: String, token: Option<&Secret>) -> String {
        for secret in self.secrets.iter().chain(token) {
            let secret = secret.reveal();
            let bare = secret.strip_prefix("Bearer ").or(secret.strip_prefix("Basic ")).unwrap_or(secret);
            if bare.len() >= SEARCHED_MIN {
                text = blank_out(text, bare);
            }
        }
        text
    }
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, pointer: &str, detail: &str) {
        self.0.push(Problem { place: Place::Pointer(pointer.to_owned()), detail: detail.to_owned() });
    }
}

fn read_credentials<D: Document>(
    options: &D,
    base64: &dyn Fn(&str) -> String,
    problems: &mut Problems,
) -> (Authorization, Vec<Secret>) {
    let none = (Authorization::None, Vec::new());
    match options.shape("credentials") {
        Shape::Absent => return none,
        Shape::Object => {}
        _ => {
            problems.add("/credentials", "must be an object");
            return none;
        }
    }
    let text = |name| options.text(name).unwrap_or_default();
    match options.shape("credentials.token") {
        Shape::Function => (Authorization::Asked, Vec::new()),
        Shape::Text => match credentials::bearer(&text("credentials.token")) {
            Some(header) => (Authorization::Fixed(header.clone()), vec![header]),
            None => {
                problems.add("/credentials/token", "must be visible ASCII characters");
                none
            }
        },
        Shape::Absent => {
            let secret = text("credentials.apiSecret");
            match credentials::basic(&text("credentials.apiKey"), &secret, base64) {
                Ok(Authorization::Fixed(header)) => {
                    (Authorization::Fixed(header.clone()), vec![header, Secret::new(secret)])
                }
                Ok(_) => none,
                Err((name, detail)) => {
                    problems.add(&["/credentials/", name].concat(), detail);
                    none
                }
            }
        }
        _ => {
            problems.add("/credentials/token", "must be a string or a function");
            none
        }
    }
}

fn read_timeout<D: Document>(options: &D, default: u32, problems: &mut Problems) -> u32 {
    match options.shape("timeout") {
        Shape::Absent => default,
        _ => match options.number("timeout") {
            Some(ms) if (1.0..=TIMEOUT_MAX_MS).contains(&ms) => ms as u32,
            _ => {
                problems.add("/timeout", "must be milliseconds, from 1 to 2147483647");
                default
            }
        },
    }
}

fn read_retries<D: Document>(options: &D, default: u32, problems: &mut Problems) -> u32 {
    match options.shape("maxRetries") {
        Shape::Absent => default,
        _ => match options.number("maxRetries") {
            Some(count) if count == f64::from(count as u32) => count as u32,
            _ => {
                problems.add("/maxRetries", "must be a whole number from 0");
                default
            }
        },
    }
}

fn read_headers<D: Document>(
    options: &D,
    authorization: &Authorization,
    secrets: &mut Vec<Secret>,
    problems: &mut Problems,
) -> Vec<(String, String)> {
    match options.shape("headers") {
        Shape::Absent => return Vec::new(),
        Shape::List => {}
        _ => {
            problems.add("/headers", "must be an object of strings");
            return Vec::new();
        }
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    for index in 0..options.len("headers") {
        let pair = options.item("headers", index);
        let name = pair.text("0").unwrap_or_default().to_ascii_lowercase();
        let pointer = ["/headers/", &name].concat();
        match pair.text("1") {
            _ if !is_token(&name) => problems.add("/headers", "must have valid header names"),
            _ if OURS.contains(&name.as_str()) => problems.add(&pointer, "is this library's own to set"),
            _ if name == "authorization" && *authorization != Authorization::None => {
                problems.add(&pointer, "is set from the credentials: give one or the other");
            }
            Some(value) if is_field_value(&value) => {
                if CREDENTIALS.contains(&name.as_str()) {
                    secrets.push(Secret::new(value.clone()));
                }
                headers.push((name, value));
            }
            _ => problems.add(&pointer, "must be a string without control characters, in Latin-1"),
        }
    }
    headers
}

/// RFC 9110, token.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn is_field_value(value: &str) -> bool {
    value.chars().all(|c| c == '\t' || ((' '..='ÿ').contains(&c) && c != '\u{7f}'))
}
