//! The operator's own webhook, which is notified of what changed. Its URL is a secret.

use std::fmt;

use url::Url;

use super::message::WebhookFormat;
use crate::integration::{Retirement, is_redacted, redact_url, retirement};
use crate::protocol::is_loopback;
use crate::worker::config_error::ConfigError;

/// The variable that holds it.
pub const VARIABLE: &str = "CANARY_WEBHOOK_URL";

/// The operator's webhook. `Debug` shows no more of it than a log may.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook(String);

impl Webhook {
    /// Reads the variable.
    ///
    /// # Errors
    /// It is no URL that a secret may be in, or none that can be posted to.
    pub fn read(text: Option<String>) -> Result<Option<Webhook>, ConfigError> {
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
        Ok(Some(Webhook(url.into())))
    }

    /// The format of the messages that it accepts, as far as its URL shows.
    pub fn format(&self) -> WebhookFormat {
        let host = Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let workflow = [".logic.azure.com", ".logic.azure.us", ".logic.azure.cn", ".api.powerplatform.com"]
            .iter()
            .any(|domain| host.ends_with(domain));
        if workflow { WebhookFormat::AdaptiveCard } else { WebhookFormat::Text }
    }

    /// The URL, to post to and for nothing else.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&redact_url(&self.0)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("https://hooks.slack.com/…planted", Some("is redacted")),
            ("https://contoso.webhook.office.com/webhookb2/planted", Some("has retired")),
        ] {
            let read = Webhook::read(Some(text.to_owned()));
            match words {
                None => assert_eq!(read.unwrap().unwrap().url(), text),
                Some(words) => {
                    let error = read.unwrap_err().describe();
                    assert!(error.contains(words) && !error.contains("planted"), "{error}");
                }
            }
        }
        assert_eq!(Webhook::read(None), Ok(None));
    }

    #[test]
    fn teams_workflows_are_recognized_by_their_host() {
        for (url, format) in [
            ("https://hooks.slack.com/services/x", WebhookFormat::Text),
            ("https://prod-1.westus.logic.azure.com:443/workflows/x", WebhookFormat::AdaptiveCard),
            ("https://x.12.environment.api.powerplatform.com:443/powerautomate/x", WebhookFormat::AdaptiveCard),
            ("https://logic.azure.com.evil.example/x", WebhookFormat::Text),
        ] {
            assert_eq!(Webhook::read(Some(url.into())).unwrap().unwrap().format(), format, "{url}");
        }
    }

    #[test]
    fn debug_output_is_redacted() {
        let read = Webhook::read(Some("https://hooks.slack.com/services/T0/B0/secretsecreta1b2".into())).unwrap();
        assert_eq!(format!("{read:?}"), r#"Some(Webhook("https://hooks.slack.com/…a1b2"))"#);
    }
}
