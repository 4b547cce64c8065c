//! The trusted Cloudflare Access team: `ACCESS_TEAM_DOMAIN`, `ACCESS_AUD` and `ACCESS_SCOPE`.

use url::Url;

use super::scope::Scope;
use crate::worker::config_error::ConfigError;

/// The trusted team, its application, and the scope it grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The team's host name.
    pub domain: String,
    /// The audience tags of the application.
    pub audiences: Vec<String>,
    /// The scope that its users and services get.
    pub scope: Scope,
}

impl Team {
    /// Reads the variables. Returns `None` if none is set, and an error if only one of the two is.
    pub fn read(read: &dyn Fn(&str) -> Option<String>) -> Result<Option<Team>, ConfigError> {
        let (domain, audience, scope) = (read("ACCESS_TEAM_DOMAIN"), read("ACCESS_AUD"), read("ACCESS_SCOPE"));
        let (domain, audience) = match (domain, audience) {
            (None, None) if scope.is_none() => return Ok(None),
            (Some(domain), Some(audience)) => (domain, audience),
            (None, _) => {
                return Err(ConfigError::new("ACCESS_TEAM_DOMAIN", "is not set, but ACCESS_AUD or ACCESS_SCOPE is"));
            }
            (_, None) => return Err(ConfigError::new("ACCESS_AUD", "is not set, but ACCESS_TEAM_DOMAIN is")),
        };
        let url = Url::parse(&format!("https://{domain}/")).ok();
        // A host name and nothing else: keys are fetched from it.
        if url.is_none_or(|url| url.domain() != Some(&domain) || !domain.contains('.')) {
            return Err(ConfigError::new(
                "ACCESS_TEAM_DOMAIN",
                "must be a host name such as team.cloudflareaccess.com",
            ));
        }
        let audiences: Vec<_> =
            audience.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        if audiences.is_empty() {
            return Err(ConfigError::new("ACCESS_AUD", "must be the application's audience tag"));
        }
        let scope = match scope {
            None => Scope::Read,
            Some(name) => {
                Scope::parse(&name).ok_or_else(|| ConfigError::new("ACCESS_SCOPE", "must be read, test or admin"))?
            }
        };
        Ok(Some(Team { domain, audiences, scope }))
    }

    /// Returns the URL that serves the team's keys.
    pub fn certs_url(&self) -> String {
        format!("https://{}/cdn-cgi/access/certs", self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team() -> Team {
        Team { domain: "team.cloudflareaccess.com".into(), audiences: vec!["ours".into()], scope: Scope::Read }
    }

    #[test]
    fn an_incomplete_or_invalid_team_is_an_error() {
        let domain = ("ACCESS_TEAM_DOMAIN", "team.cloudflareaccess.com");
        let read = |variables: &[(&str, &str)]| {
            Team::read(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned()))
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[domain, ("ACCESS_AUD", "ours")]), Ok(Some(team())));
        let two = read(&[domain, ("ACCESS_AUD", "a, b,"), ("ACCESS_SCOPE", "admin")]).unwrap().unwrap();
        assert_eq!((two.audiences, two.scope), (vec!["a".to_owned(), "b".to_owned()], Scope::Admin));
        for (variables, named) in [
            (&[domain][..], "ACCESS_AUD"),
            (&[("ACCESS_AUD", "ours")], "ACCESS_TEAM_DOMAIN"),
            (&[("ACCESS_SCOPE", "admin")], "ACCESS_TEAM_DOMAIN"),
            (&[domain, ("ACCESS_SCOPE", "admin")], "ACCESS_AUD"),
            (&[domain, ("ACCESS_AUD", ",")], "ACCESS_AUD"),
            (&[domain, ("ACCESS_AUD", "a"), ("ACCESS_SCOPE", "Admin")], "ACCESS_SCOPE"),
            (&[domain, ("ACCESS_AUD", "a"), ("ACCESS_SCOPE", "read,test")], "ACCESS_SCOPE"),
        ] {
            assert_eq!(read(variables).unwrap_err().variable, named, "{variables:?}");
        }
        for domain in [
            "https://team.cloudflareaccess.com",
            "team",
            "a.b/c",
            "a.b:1",
            "u@a.b",
            "A.b",
            "127.0.0.1",
            "a.b?x",
            "a b.c",
        ] {
            let error = read(&[("ACCESS_TEAM_DOMAIN", domain), ("ACCESS_AUD", "a")]).unwrap_err();
            assert_eq!(error.variable, "ACCESS_TEAM_DOMAIN", "{domain}");
        }
    }
}
