//! Reads variables into settings. An invalid variable is reported, never ignored.

use url::Url;

use super::access::Access;
use super::access::origins::Origins;
use super::canary::webhook::{self, Webhook};
use super::config_error::ConfigError;
use crate::client::{ClientOptions, Credentials};
use crate::protocol::Base;

/// Shorter than the 30 s that clients wait for this Worker, so that they get its 504 rather than time out.
const TIMEOUT_DEFAULT_MS: u32 = 25_000;
/// The `User-Agent` of this Worker's own requests.
pub const USER_AGENT: &str = concat!("confluent-notifications-worker/", env!("CARGO_PKG_VERSION"));

/// Where the API's operations are sent.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// To the Durable Object that holds the sandbox.
    Sandbox,
    /// To the API at a base URL, with credentials.
    Confluent(Box<ClientOptions>),
}

/// The settings that the variables give.
#[derive(Debug)]
pub struct Config {
    /// How callers authenticate.
    pub access: Access,
    /// The other sites that are allowed to call.
    pub origins: Origins,
    /// Where the operations are sent.
    pub upstream: Result<Upstream, ConfigError>,
    /// How long a whole request may take.
    pub deadline_ms: u32,
    /// Where the canary's notifications are sent.
    pub canary_webhook: Result<Option<Webhook>, ConfigError>,
}

impl Config {
    /// Reads the variables. Empty ones count as unset. `has_authorize`: whether an `authorize` function of the surrounding
    /// Worker decides about access.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>, has_authorize: bool) -> Config {
        let read = |name: &str| variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let upstream = upstream(&read);
        let access = Access::read(&read, has_authorize);
        let (access, origins) = match Origins::read(read("ALLOWED_ORIGINS")) {
            Ok(origins) => (access, origins),
            Err(error) => (Access::Invalid(error), Origins::default()),
        };
        let canary_webhook = Webhook::read(read(webhook::VARIABLE), read(webhook::FORMAT_VARIABLE).as_deref());
        Config { access, origins, deadline_ms: timeout_of(&upstream), upstream, canary_webhook }
    }

    /// Returns the value of `X-Upstream`: the intended upstream, even if its configuration is incomplete.
    pub fn upstream_name(&self) -> &'static str {
        if matches!(self.upstream, Ok(Upstream::Sandbox)) { "sandbox" } else { "confluent-cloud" }
    }

    /// Returns the key under which the canary stores the upstream's results.
    pub fn upstream_key(&self) -> &str {
        match &self.upstream {
            Ok(Upstream::Confluent(options)) => base_of(options),
            Ok(Upstream::Sandbox) => "sandbox",
            Err(_) => "",
        }
    }

    /// Returns lines to be logged once: the upstream, how callers authenticate, and warnings. They contain no secret.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!("upstream: {}; access: {}", self.describe_upstream(), self.access.describe())];
        notes.extend(self.access.credentials().into_iter().flat_map(|config| config.tokens.warnings()));
        if let Err(error) = &self.canary_webhook {
            notes.push(format!("{}: unauthorized is told what the canary finds", error.describe()));
        }
        if let Ok(Upstream::Confluent(options)) = &self.upstream
            && matches!(options.credentials, Some(Credentials::Token(_)))
        {
            notes.push(
                "CONFLUENT_TOKEN is for a trial by hand: it lapses within 15 minutes; set CONFLUENT_API_KEY and \
                 CONFLUENT_API_SECRET for more"
                    .to_owned(),
            );
        }
        notes
    }

    fn describe_upstream(&self) -> String {
        match &self.upstream {
            Ok(Upstream::Sandbox) => "the sandbox".to_owned(),
            Ok(Upstream::Confluent(options)) => match &options.base_url {
                None => "Confluent Cloud".to_owned(),
                // Only the origin: a path may hold a secret.
                Some(base) => Url::parse(base).map_or("?".into(), |url| url.origin().ascii_serialization()),
            },
            Err(error) => format!("none, {}", error.describe()),
        }
    }
}

fn upstream(read: &dyn Fn(&str) -> Option<String>) -> Result<Upstream, ConfigError> {
    let base_url = read("CONFLUENT_BASE_URL");
    let credentials = match (read("CONFLUENT_API_KEY"), read("CONFLUENT_API_SECRET"), read("CONFLUENT_TOKEN")) {
        (None, None, None) if base_url.is_none() => return Ok(Upstream::Sandbox),
        (None, None, None) => {
            let detail = "is set, but no credentials are: set CONFLUENT_API_KEY and CONFLUENT_API_SECRET too";
            return Err(ConfigError::new("CONFLUENT_BASE_URL", detail));
        }
        (Some(key), Some(secret), None) => Credentials::ApiKey { key, secret },
        (None, None, Some(token)) => Credentials::Token(token),
        (Some(_), None, None) => {
            return Err(ConfigError::new("CONFLUENT_API_SECRET", "is not set, but CONFLUENT_API_KEY is"));
        }
        (None, Some(_), None) => {
            return Err(ConfigError::new("CONFLUENT_API_KEY", "is not set, but CONFLUENT_API_SECRET is"));
        }
        (_, _, Some(_)) => {
            let detail = "is set beside an API key: set one or the other";
            return Err(ConfigError::new("CONFLUENT_TOKEN", detail));
        }
    };
    let timeout_ms = match read("CONFLUENT_TIMEOUT_MS").map(|text| text.parse()) {
        None => TIMEOUT_DEFAULT_MS,
        Some(Ok(ms)) => ms,
        Some(Err(_)) => return Err(ConfigError::new("CONFLUENT_TIMEOUT_MS", "must be a number of milliseconds")),
    };
    let options = ClientOptions {
        base_url,
        credentials: Some(credentials),
        timeout_ms: Some(timeout_ms),
        // Clients retry by themselves, and retrying here too would multiply attempts. They get Retry-After.
        max_retries: Some(0),
        headers: vec![("user-agent".to_owned(), USER_AGENT.to_owned())],
        ..ClientOptions::default()
    };
    options.check().map_err(|error| ConfigError::of_options(&error))?;
    Ok(Upstream::Confluent(Box::new(options)))
}

fn timeout_of(upstream: &Result<Upstream, ConfigError>) -> u32 {
    match upstream {
        Ok(Upstream::Confluent(options)) => options.timeout_ms.unwrap_or(TIMEOUT_DEFAULT_MS),
        _ => TIMEOUT_DEFAULT_MS,
    }
}

/// Returns the client's options for the sandbox. It is called under this Worker's own address, so that its links name it.
pub fn sandbox_options(own_base: &str) -> ClientOptions {
    ClientOptions {
        base_url: Some(own_base.to_owned()),
        timeout_ms: Some(TIMEOUT_DEFAULT_MS),
        max_retries: Some(0),
        ..ClientOptions::default()
    }
}

/// Returns the base URL with which the upstream's own links begin.
pub fn base_of(options: &ClientOptions) -> &str {
    options.base_url.as_deref().unwrap_or(Base::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = ("CONFLUENT_API_KEY", "the-key");
    const SECRET: (&str, &str) = ("CONFLUENT_API_SECRET", "the-secret");
    const TOKEN: (&str, &str) = ("CONFLUENT_TOKEN", "the-token");
    const BASE: (&str, &str) = ("CONFLUENT_BASE_URL", "https://h.example/prefix");

    fn config(variables: &[(&str, &str)]) -> Config {
        let read =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::read(&read, false)
    }

    fn invalid_variable(variables: &[(&str, &str)]) -> &'static str {
        config(variables).upstream.unwrap_err().variable
    }

    #[test]
    fn without_configuration_the_sandbox_is_served_on_loopback() {
        for variables in [&[][..], &[("CONFLUENT_API_KEY", ""), ("CONFLUENT_API_SECRET", " "), ("ADMIN_TOKEN", "\t")]] {
            let config = config(variables);
            assert!(matches!(config.upstream, Ok(Upstream::Sandbox)));
            assert_eq!((&config.access, config.upstream_name()), (&Access::Loopback, "sandbox"));
            assert!(config.notes()[0].contains("the sandbox") && config.notes()[0].contains("loopback only"));
        }
    }

    #[test]
    fn credentials_select_confluent() {
        for variables in [&[KEY, SECRET][..], &[TOKEN], &[KEY, SECRET, BASE], &[TOKEN, BASE]] {
            let config = config(variables);
            let Ok(Upstream::Confluent(options)) = &config.upstream else { panic!("{variables:?}") };
            assert_eq!(options.max_retries, Some(0));
            assert_eq!(
                base_of(options),
                if variables.contains(&BASE) { BASE.1 } else { "https://api.confluent.cloud" }
            );
            assert_eq!(config.upstream_name(), "confluent-cloud");
        }
        let Ok(Upstream::Confluent(options)) = config(&[(KEY.0, " the-key\n"), SECRET]).upstream else { panic!() };
        assert!(matches!(options.credentials, Some(Credentials::ApiKey { key, .. }) if key == "the-key"));
    }

    #[test]
    fn an_incomplete_upstream_is_an_error_and_never_the_sandbox() {
        for (variables, named) in [
            (&[KEY][..], "CONFLUENT_API_SECRET"),
            (&[KEY, ("CONFLUENT_API_SECRET", " ")], "CONFLUENT_API_SECRET"),
            (&[SECRET], "CONFLUENT_API_KEY"),
            (&[BASE], "CONFLUENT_BASE_URL"),
            (&[KEY, SECRET, TOKEN], "CONFLUENT_TOKEN"),
            (&[KEY, TOKEN], "CONFLUENT_TOKEN"),
            (&[TOKEN, ("CONFLUENT_TIMEOUT_MS", "soon")], "CONFLUENT_TIMEOUT_MS"),
        ] {
            assert_eq!(invalid_variable(variables), named, "{variables:?}");
            let config = config(variables);
            assert_eq!(config.upstream_name(), "confluent-cloud");
            let response = config.upstream.as_ref().unwrap_err().response();
            assert_eq!(response.status, 503);
            assert!(response.body.unwrap().contains(named));
            assert!(config.notes()[0].contains(named));
        }
    }

    #[test]
    fn an_option_that_the_client_refuses_is_an_error_that_does_not_repeat_it() {
        for (variables, named) in [
            (&[TOKEN, ("CONFLUENT_BASE_URL", "planted")][..], "CONFLUENT_BASE_URL"),
            (&[TOKEN, ("CONFLUENT_BASE_URL", "http://planted.example")], "CONFLUENT_BASE_URL"),
            (&[TOKEN, ("CONFLUENT_BASE_URL", "https://u:planted@h.example")], "CONFLUENT_BASE_URL"),
            (&[TOKEN, ("CONFLUENT_BASE_URL", "https://h.example/?planted")], "CONFLUENT_BASE_URL"),
            (&[("CONFLUENT_API_KEY", "planted:x"), SECRET], "CONFLUENT_API_KEY"),
            (&[KEY, ("CONFLUENT_API_SECRET", "planted\u{1}x")], "CONFLUENT_API_SECRET"),
            (&[("CONFLUENT_TOKEN", "planted é")], "CONFLUENT_TOKEN"),
            (&[TOKEN, ("CONFLUENT_TIMEOUT_MS", "0")], "CONFLUENT_TIMEOUT_MS"),
        ] {
            assert_eq!(invalid_variable(variables), named, "{variables:?}");
            let words = format!("{:?}", config(variables).upstream);
            assert!(!words.contains("planted"), "{words}");
        }
    }

    #[test]
    fn a_token_is_required_once_set_and_notes_do_not_repeat_it() {
        let short = config(&[("ADMIN_TOKEN", " short "), TOKEN]);
        assert!(short.access.credentials().unwrap().tokens.find("short").is_some());
        let notes = short.notes().join("\n");
        assert!(notes.contains("can be guessed") && notes.contains("15 minutes"), "{notes}");
        let long = config(&[("ADMIN_TOKEN", "0123456789abcdef"), KEY, SECRET, BASE]).notes();
        assert_eq!(long, ["upstream: https://h.example; access: by ADMIN_TOKEN"]);
        for text in [notes, format!("{short:?}")] {
            assert!(!text.contains("the-token") && !text.contains("\"short\""), "{text}");
        }
    }

    #[test]
    fn authorize_takes_precedence_over_tokens() {
        let config = Config::read(&|name| (name == "ADMIN_TOKEN").then(|| "t".to_owned()), true);
        assert_eq!(config.access, Access::Authorize);
        assert_eq!(config.notes().len(), 1);
    }

    #[test]
    fn invalid_origins_authenticate_nobody() {
        let broken = config(&[("ADMIN_TOKEN", "0123456789abcdef"), ("ALLOWED_ORIGINS", "*")]);
        assert!(matches!(&broken.access, Access::Invalid(error) if error.variable == "ALLOWED_ORIGINS"));
        assert!(broken.origins.is_empty());
    }

    #[test]
    fn the_deadline_of_a_request_is_the_timeout_of_the_upstream() {
        assert_eq!(config(&[]).deadline_ms, 25_000);
        assert_eq!(config(&[TOKEN, ("CONFLUENT_TIMEOUT_MS", "1500")]).deadline_ms, 1500);
    }
}
