//! Who may call, and what for: the trust boundary, in one folder that can be reviewed on its own. It fails closed.
//!
//! 1. With nothing configured, the request must be addressed to this machine, by its URL and by its `Host`: a name
//!    rebound to this machine (DNS rebinding) is still a foreign name.
//! 2. A write, and a read of data, that a browser sends from another site is refused: by `Origin`, and by
//!    `Sec-Fetch-Site`. Browsers always send them on writes; curl sends neither. Listed sites are let through
//!    (`origins`), but only with a token: browsers add cookies, and Access its assertion, to any site's requests.
//! 3. With tokens (`tokens`) or Cloudflare Access (`team`, `assertion`, `certs`, `keyring`) configured, everything but the
//!    page's files and the health check requires one of them, or a cookie that stands for a token (`cookie`). The user's
//!    own session (`createWorker({ authorize })`) decides instead if there is one. With an incomplete configuration,
//!    unauthorized is admitted.
//! 4. What each scope may do is in one table (`permissions`, beside this folder).
//!
//! That bodies must be `application/json`, which no cross-site form can send, is `payload`'s. The signature of an
//! assertion is verified by the platform's WebCrypto (`platform/access_jwt_verify`).

pub mod access_jwt;
pub mod cookie;
pub mod jwks;
pub mod key_cache;
pub mod origins;
pub mod team;
pub mod tokens;

use url::{Host, Url};

use self::cookie::{CookieNames, Keys};
use self::origins::Origins;
use self::team::Team;
use self::tokens::{Token, Tokens};
use super::config_error::ConfigError;
use super::request_head::RequestHead;
use super::response::ApiResponse;

/// How callers authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By being on this machine.
    Loopback,
    /// By a token, a cookie that stands for one, or an assertion of Cloudflare Access.
    Credentials(AuthConfig),
    /// By the user's own session.
    Session,
    /// Not at all: the configuration is invalid.
    Invalid(ConfigError),
}

/// The accepted credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthConfig {
    /// Bearer tokens.
    pub tokens: Tokens,
    /// What signs the page's cookie.
    pub keys: Keys,
    /// Cloudflare Access.
    pub team: Option<Team>,
}

/// What a caller may do; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// See, with webhook URLs redacted.
    Read,
    /// Also send the tests of saved integrations.
    Test,
    /// Everything.
    Admin,
}

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What the caller may do.
    pub scope: Scope,
    /// The name in the log: a variable's name or the name that Cloudflare Access gives, never a token.
    pub name: String,
    /// The kind of credential, as `GET /session` names it.
    pub by: &'static str,
}

/// What the head of a request proves.
#[derive(Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    /// The caller.
    Caller(Caller),
    /// An assertion, whose signature is still to be verified.
    AccessJwt(&'a str, &'a Team),
}

impl Access {
    /// Reads the variables. `session`: whether the user's own session decides.
    pub fn read(read: &dyn Fn(&str) -> Option<String>, session: bool) -> Access {
        if session {
            return Access::Session;
        }
        AuthConfig::read(read).map_or_else(Access::Invalid, |config| {
            if config == AuthConfig::default() { Access::Loopback } else { Access::Credentials(config) }
        })
    }

    /// A description for the log.
    pub fn describe(&self) -> String {
        match self {
            Access::Loopback => "loopback only, others are refused until ADMIN_TOKEN, another token or \
                                 ACCESS_TEAM_DOMAIN is set"
                .to_owned(),
            Access::Session => "by the session of the Worker that this one is mounted in".to_owned(),
            Access::Invalid(error) => format!("none, {}", error.describe()),
            Access::Credentials(config) => {
                let mut ways = config.tokens.variables();
                if !config.keys.is_empty() {
                    ways.push("cookie");
                }
                if config.team.is_some() {
                    ways.push("Cloudflare Access");
                }
                format!("by {}", ways.join(", "))
            }
        }
    }

    /// The accepted credentials, if any are configured.
    pub fn credentials(&self) -> Option<&AuthConfig> {
        if let Access::Credentials(config) = self { Some(config) } else { None }
    }
}

impl AuthConfig {
    fn read(read: &dyn Fn(&str) -> Option<String>) -> Result<AuthConfig, ConfigError> {
        let config = AuthConfig {
            tokens: Tokens::read(read)?,
            keys: Keys::read(read("SESSION_KEYS"))?,
            team: Team::read(read)?,
        };
        if config.tokens.is_empty() && !config.keys.is_empty() {
            return Err(ConfigError::new("SESSION_KEYS", "is set, but no token is: set ADMIN_TOKEN too"));
        }
        Ok(config)
    }

    /// The token that the page's cookie stands for. The cookie is for the page: from other origins it is ignored.
    fn cookie(&self, head: &RequestHead, prefix: &str, now_ms: f64) -> Option<&Token> {
        let header = head.header("cookie").filter(|_| is_own_origin(head))?;
        let jar = jar(head, prefix);
        jar.values(header).find_map(|value| self.keys.open(value, &self.tokens, now_ms))
    }
}

impl Scope {
    /// Parses the result of `authorize`.
    pub fn parse(name: &str) -> Option<Scope> {
        [Scope::Read, Scope::Test, Scope::Admin].into_iter().find(|scope| scope.name() == name)
    }

    /// Its name, for `authorize` and the log.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Test => "test",
            Scope::Admin => "admin",
        }
    }
}

/// Where the page's cookie lives.
pub fn jar<'a>(head: &RequestHead, prefix: &'a str) -> CookieNames<'a> {
    CookieNames { prefix, on_loopback: head.url.scheme() == "http" && is_loopback(head.url.host()) }
}

/// Refuses requests from a forbidden source, whatever credentials they carry. `file`: whether the request is for one of the
/// page's files or the health check.
pub fn check_source(access: &Access, origins: &Origins, head: &RequestHead, file: bool) -> Result<(), ApiResponse> {
    if *access == Access::Loopback && !is_addressed_to_this_machine(head) {
        return Err(ApiResponse::error(
            403,
            "forbidden",
            "Without access configured, this Worker answers to loopback names only (localhost, 127.0.0.0/8, [::1]). To \
             reach it by another name, set the secret ADMIN_TOKEN (npx wrangler secret put ADMIN_TOKEN, or a line in \
             .dev.vars) and send it as: Authorization: Bearer <token>",
        ));
    }
    // Other sites may link to the page; its files hold no data.
    if file || origins.of(head).is_some() {
        return Ok(());
    }
    if head.header("origin").is_some_and(|origin| origin != head.url.origin()) {
        return Err(foreign("Origin"));
    }
    match head.header("sec-fetch-site") {
        None | Some("same-origin") => Ok(()),
        // Typed into the address bar.
        Some("none") if head.reads() => Ok(()),
        Some(_) => Err(foreign("Sec-Fetch-Site")),
    }
}

/// The caller, or a refusal. [`Access::Session`] is handled by `visit`.
///
/// A bearer token takes precedence: a wrong one is refused, whatever else is sent with it.
pub fn authenticate<'a>(
    access: &'a Access,
    head: &'a RequestHead,
    prefix: &str,
    now_ms: f64,
) -> Result<Proof<'a>, ApiResponse> {
    let by_token = |token: &Token, by| Ok(Proof::Caller(Caller { scope: token.scope, name: token.name.clone(), by }));
    match access {
        Access::Loopback if !is_own_origin(head) => Err(ApiResponse::error(
            401,
            "unauthorized",
            "Another site calls with a token: set ADMIN_TOKEN, and send it as: Authorization: Bearer <token>",
        )),
        Access::Loopback => Ok(Proof::Caller(Caller { scope: Scope::Admin, name: "loopback".into(), by: "loopback" })),
        Access::Session => Err(no_session()),
        Access::Invalid(error) => Err(error.response()),
        Access::Credentials(config) => {
            if let Some(header) = head.header("authorization") {
                let token = bearer(header).and_then(|given| config.tokens.find(given));
                return token.map_or_else(|| Err(unauthorized(config)), |token| by_token(token, "token"));
            }
            if let Some(token) = config.cookie(head, prefix, now_ms) {
                return by_token(token, "cookie");
            }
            // Cloudflare Access adds it by a cookie of its own, whichever site sent the request.
            let assertion = head.header("cf-access-jwt-assertion").filter(|_| is_own_origin(head));
            match (&config.team, assertion) {
                (Some(team), Some(assertion)) => Ok(Proof::AccessJwt(assertion, team)),
                _ => Err(unauthorized(config)),
            }
        }
    }
}

/// The answer to a caller without valid credentials.
pub fn unauthorized(config: &AuthConfig) -> ApiResponse {
    let tokens = config.tokens.variables();
    let mut ways = Vec::new();
    if !tokens.is_empty() {
        ways.push(format!(
            "the token that was set as {}, sent as: Authorization: Bearer <token>",
            tokens.join(" or as ")
        ));
    }
    if config.team.is_some() {
        ways.push("a sign-in by Cloudflare Access, which does not count from another site".to_owned());
    }
    let refusal = ApiResponse::error(401, "unauthorized", &format!("This takes {}", ways.join("; or ")));
    if tokens.is_empty() { refusal } else { refusal.with_header("www-authenticate", "Bearer") }
}

/// The answer to a listed site if the user's own session decides.
pub fn session_elsewhere() -> ApiResponse {
    ApiResponse::error(
        403,
        "forbidden",
        "A session does not count from another site, which must send an Authorization header instead.",
    )
}

/// The answer if the user's own session gives no scope.
pub fn no_session() -> ApiResponse {
    ApiResponse::error(403, "forbidden", "Your session does not allow this.")
}

fn foreign(header: &str) -> ApiResponse {
    let detail =
        format!("This request comes from another site, by its {header}: only this Worker's own page may send it.");
    ApiResponse::error(403, "forbidden", &detail)
}

/// Whether credentials that a browser or Cloudflare Access adds by itself (cookies, assertions) may count: for this Worker's
/// own origin, and for clients that send no `Origin`, such as curl. A browser's read from another site has no `Origin` either,
/// but [`check_source`] has refused it by its `Sec-Fetch-Site`.
pub fn is_own_origin(head: &RequestHead) -> bool {
    head.header("origin").is_none_or(|origin| origin == head.url.origin())
}

/// Both must be loopback names: the platform may build the URL from something other than `Host`.
fn is_addressed_to_this_machine(head: &RequestHead) -> bool {
    let by_url = is_loopback(head.url.host());
    let by_host = head.header("host").is_none_or(|host| {
        // It must be a host and a port, and nothing else.
        let plain = !host.contains(['@', '/', '\\', '?', '#']) && !host.is_empty();
        plain && Url::parse(&["http://", host, "/"].concat()).is_ok_and(|url| is_loopback(url.host()))
    });
    by_url && by_host
}

fn is_loopback(host: Option<Host<&str>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, given) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| given.trim())
}

#[cfg(test)]
mod tests;
