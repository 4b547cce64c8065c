//! How callers authenticate, as the variables say.

use super::cookie::SigningKeys;
use super::team::Team;
use super::tokens::Tokens;
use crate::worker::config_error::ConfigError;

/// How callers authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By being on this machine.
    Loopback,
    /// By a token, a cookie that stands for one, or a JWT of Cloudflare Access.
    Credentials(AuthConfig),
    /// By the `authorize` function of the Worker that this one is mounted in.
    Authorize,
    /// Not at all: the configuration is invalid.
    Invalid(ConfigError),
}

/// The accepted credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthConfig {
    /// Bearer tokens.
    pub tokens: Tokens,
    /// The keys that sign the page's cookie.
    pub signing_keys: SigningKeys,
    /// Cloudflare Access.
    pub team: Option<Team>,
}

impl Access {
    /// Reads the variables. `has_authorize`: whether an `authorize` function of the surrounding Worker decides.
    pub fn read(read: &dyn Fn(&str) -> Option<String>, has_authorize: bool) -> Access {
        if has_authorize {
            return Access::Authorize;
        }
        AuthConfig::read(read).map_or_else(Access::Invalid, |config| {
            if config == AuthConfig::default() { Access::Loopback } else { Access::Credentials(config) }
        })
    }

    /// Returns a description for the log.
    pub fn describe(&self) -> String {
        match self {
            Access::Loopback => "loopback only, others are refused until ADMIN_TOKEN, another token or \
                                 ACCESS_TEAM_DOMAIN is set"
                .to_owned(),
            Access::Authorize => "by the session of the Worker that this one is mounted in".to_owned(),
            Access::Invalid(error) => format!("none, {}", error.describe()),
            Access::Credentials(config) => {
                let mut accepted = config.tokens.variables();
                if !config.signing_keys.is_empty() {
                    accepted.push("cookie");
                }
                if config.team.is_some() {
                    accepted.push("Cloudflare Access");
                }
                format!("by {}", accepted.join(", "))
            }
        }
    }

    /// Returns the accepted credentials, if any are configured.
    pub fn credentials(&self) -> Option<&AuthConfig> {
        if let Access::Credentials(config) = self { Some(config) } else { None }
    }
}

impl AuthConfig {
    fn read(read: &dyn Fn(&str) -> Option<String>) -> Result<AuthConfig, ConfigError> {
        let config = AuthConfig {
            tokens: Tokens::read(read)?,
            signing_keys: SigningKeys::read(read("SESSION_KEYS"))?,
            team: Team::read(read)?,
        };
        if config.tokens.is_empty() && !config.signing_keys.is_empty() {
            return Err(ConfigError::new("SESSION_KEYS", "is set, but no token is: set ADMIN_TOKEN too"));
        }
        Ok(config)
    }
}
