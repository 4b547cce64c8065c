//! The operator's own webhook, which is notified of what changed. Its URL is a secret.

use std::fmt;

use url::Url;

use super::message::WebhookFormat;
use crate::integration::{Retirement, is_redacted, is_workflow, redact_url, retirement};
use crate::protocol::is_loopback;
use crate::worker::config_error::ConfigError;

/// The variable that holds it.
pub const VARIABLE: &str = "CANARY_WEBHOOK_URL";
/// The variable that says in which format it takes messages.
pub const FORMAT_VARIABLE: &str = "CANARY_WEBHOOK_FORMAT";

/// The operator's webhook. `Debug` shows no more of it than a log may.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    url: String,
    format: WebhookFormat,
}

impl Webhook {
    /// Reads the two variables: the URL, and `auto` (the default), `slack`, `teams` or `text`, in any case.
    ///
    /// # Errors
    /// The URL is none that a secret may be in, or none that can be posted to; or there is no such format.
    pub fn read(text: Option<String>, format: Option<&str>) -> Result<Option<Webhook>, ConfigError> {
        let format = match format.map(str::to_ascii_lowercase).as_deref() {
            None | Some("auto") => None,
            Some("slack") => Some(WebhookFormat::Slack),
            Some("teams") => Some(WebhookFormat::Teams),
            Some("text") => Some(WebhookFormat::Text),
            Some(_) => return Err(ConfigError::new(FORMAT_VARIABLE, "must be auto, slack, teams or text")),
        };
        let Some(text) = text else { return Ok(None) };
        let url = Url::parse(&text).map_err(|_| ConfigError::new(VARIABLE, "must be an absolute URL"))?;
        let plain = url.scheme() == "http" && url.host_str().is_some_and(is_loopback);
        if url.scheme() != "https" && !plain {
            return Err(ConfigError::new(VARIABLE, "must be https: its URL is a secret"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ConfigError::new(VARIABLE, "must be without user name and password"));
        }
        if is_redacted(&text) {
            return Err(ConfigError::new(VARIABLE, "is redacted, as a page or a log shows it: set the whole URL"));
        }
        if retirement(&text) == Some(Retirement::Retired) {
            return Err(ConfigError::new(VARIABLE, "is a connector that Microsoft has retired: nothing arrives there"));
        }
        let url = String::from(url);
        let by_url = if is_workflow(&url) { WebhookFormat::Teams } else { WebhookFormat::Slack };
        Ok(Some(Webhook { format: format.unwrap_or(by_url), url }))
    }

    /// The format of the messages that it accepts: as the operator says, or else as far as its URL shows.
    pub fn format(&self) -> WebhookFormat {
        self.format
    }

    /// The URL, to post to and for nothing else.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&redact_url(&self.url)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read(url: &str, format: Option<&str>) -> Result<Webhook, ConfigError> {
        Webhook::read(Some(url.to_owned()), format).map(Option::unwrap)
    }

    #[test]
    fn a_url_that_would_expose_its_secret_is_rejected() {
        for (text, words) in [
            ("https://hooks.slack.com/services/planted", None),
            ("http://127.0.0.1:1234/planted", None),
            ("http://localhost/planted", None),
            ("http://hooks.slack.com/services/planted", Some("must be https")),
            ("planted", Some("absolute URL")),
            ("file:///planted", Some("must be https")),
            ("https://planted:pw@h.example/", Some("without user name")),
            ("https://planted:pw#9@h.example/", Some("absolute URL")),
            ("https://hooks.slack.com/…planted", Some("is redacted")),
        ] {
            let webhook = read(text, None);
            match words {
                None => assert_eq!(webhook.unwrap().url(), text),
                Some(words) => {
                    let error = webhook.unwrap_err().describe();
                    assert!(error.contains(words) && !error.contains("planted"), "{error}");
                }
            }
        }
        assert_eq!(Webhook::read(None, None), Ok(None));
    }

    /// The table that says what is retired everywhere.
    fn urls(list: &str) -> Vec<String> {
        let table: Value = serde_json::from_str(include_str!("../../../tests/retirement.json")).unwrap();
        table[list].as_array().unwrap().iter().map(|url| url.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_retired_connector_of_the_table_is_rejected() {
        for url in urls("retired") {
            assert!(read(&url, None).is_err(), "{url}");
        }
        for url in ["https://contoso.webhook.office365.com/webhookb2/1", "https://outlook.office.com.//webhookb2/1"] {
            assert!(read(url, Some("teams")).unwrap_err().describe().contains("has retired"), "{url}");
        }
    }

    #[test]
    fn a_teams_workflow_of_any_cloud_gets_adaptive_cards() {
        for url in urls("workflows").iter().chain(&urls("maybe_moved")) {
            assert_eq!(read(url, None).unwrap().format(), WebhookFormat::Teams, "{url}");
        }
        for url in ["https://hooks.slack.com/services/x", "https://logic.azure.com.evil.example/workflows/x"] {
            assert_eq!(read(url, None).unwrap().format(), WebhookFormat::Slack, "{url}");
        }
    }

    #[test]
    fn the_format_that_the_operator_names_counts_more_than_the_host() {
        let workflow = "https://x.environment.api.powerplatform.com/powerautomate/1";
        for (url, format, expected) in [
            ("https://h.example/x", "teams", WebhookFormat::Teams),
            ("https://h.example/x", "Auto", WebhookFormat::Slack),
            (workflow, "auto", WebhookFormat::Teams),
            (workflow, "text", WebhookFormat::Text),
            (workflow, "SLACK", WebhookFormat::Slack),
        ] {
            assert_eq!(read(url, Some(format)).unwrap().format(), expected, "{url} {format}");
        }
        for url in [None, Some("https://h.example/x".to_owned())] {
            let error = Webhook::read(url, Some("planted")).unwrap_err();
            assert_eq!(error.describe(), "CANARY_WEBHOOK_FORMAT must be auto, slack, teams or text");
        }
    }

    #[test]
    fn debug_output_is_redacted() {
        let webhook = read("https://hooks.slack.com/services/T0/B0/secretsecreta1b2", None);
        assert_eq!(format!("{webhook:?}"), r#"Ok(Webhook("https://hooks.slack.com/…a1b2"))"#);
    }
}
