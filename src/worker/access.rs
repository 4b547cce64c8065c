//! Who may ask, and for what: the trust boundary, in one folder that can be reviewed alone. It fails closed.
//!
//! 1. With nothing configured, the request must be addressed to this machine, by its URL and by its `Host`: a name
//!    that was made to point here (DNS rebinding) still shows as a foreign one.
//! 2. A write, and a read of data, that a browser sends from another site is refused: by `Origin`, and by
//!    `Sec-Fetch-Site`. Browsers always send them on writes; curl sends neither. Sites listed are let through
//!    (`origins`), but only a token counts there: a browser adds cookies, and Access its assertion, to whatever a site
//!    sends.
//! 3. With tokens (`tokens`) or Cloudflare Access (`team`, `assertion`, `certs`, `keyring`) configured, all but the page's files and the
//!    pulse demands one of them, or a cookie that stands for a token (`cookie`). With a session of the user's own
//!    (`createWorker({ authorize })`), that decides instead. With half of it configured, nobody is let in.
//! 4. What a scope may do stands in one table (`matrix`).
//!
//! That bodies must be `application/json`, which no cross-site form can send, is `payload`'s. The signature of an
//! assertion is verified by the platform's WebCrypto (`signature`, beside this folder).

pub mod assertion;
pub mod certs;
pub mod cookie;
pub mod keyring;
pub mod matrix;
pub mod origins;
pub mod team;
pub mod tokens;

use url::{Host, Url};

use self::cookie::{Jar, Keys};
use self::matrix::{Demand, demand};
use self::origins::Origins;
use self::team::Team;
use self::tokens::{Token, Tokens};
use super::answer::Answer;
use super::flaw::Flaw;
use super::head::Head;
use super::routes::Route;

/// How callers show that they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By being on this machine.
    Loopback,
    /// By a token, a cookie that stands for one, or the word of Cloudflare Access.
    Gate(Gate),
    /// By a session of the user's own.
    Session,
    /// Not at all: the configuration cannot be meant.
    Broken(Flaw),
}

/// What opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
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

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What he may do.
    pub scope: Scope,
    /// His name in the log: a variable's name or what Cloudflare Access calls him, never a token.
    pub name: String,
    /// By what he showed that he may, in the words of `GET /session`.
    pub by: &'static str,
}

/// What the head of a request shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// This caller.
    Caller(Caller),
    /// An assertion, whose signature is still to be verified.
    Assertion(&'a str, &'a Team),
}

impl Access {
    /// Reads the variables. `session`: whether the user's own decides.
    pub fn read(read: &dyn Fn(&str) -> Option<String>, session: bool) -> Access {
        if session {
            return Access::Session;
        }
        Gate::read(read).map_or_else(Access::Broken, |gate| {
            if gate == Gate::default() { Access::Loopback } else { Access::Gate(gate) }
        })
    }

    /// For the log.
    pub fn words(&self) -> String {
        match self {
            Access::Loopback => "loopback only, others are refused until ADMIN_TOKEN, another token or \
                                 ACCESS_TEAM_DOMAIN is set"
                .to_owned(),
            Access::Session => "by the session of the Worker that this one is mounted in".to_owned(),
            Access::Broken(flaw) => format!("none, {}", flaw.words()),
            Access::Gate(gate) => {
                let mut ways = gate.tokens.variables();
                if !gate.keys.is_empty() {
                    ways.push("cookie");
                }
                if gate.team.is_some() {
                    ways.push("Cloudflare Access");
                }
                format!("by {}", ways.join(", "))
            }
        }
    }

    /// What opens, where something does.
    pub fn gate(&self) -> Option<&Gate> {
        if let Access::Gate(gate) = self { Some(gate) } else { None }
    }
}

impl Gate {
    fn read(read: &dyn Fn(&str) -> Option<String>) -> Result<Gate, Flaw> {
        let gate =
            Gate { tokens: Tokens::read(read)?, keys: Keys::read(read("SESSION_KEYS"))?, team: Team::read(read)? };
        if gate.tokens.is_empty() && !gate.keys.is_empty() {
            return Err(Flaw::new("SESSION_KEYS", "is set, but no token is: set ADMIN_TOKEN too"));
        }
        Ok(gate)
    }

    /// The token that a cookie of the page stands for. A cookie is for the page: from elsewhere it counts for nothing.
    fn cookie(&self, head: &Head, prefix: &str, now_ms: f64) -> Option<&Token> {
        let header = head.header("cookie").filter(|_| is_own_origin(head))?;
        let jar = jar(head, prefix);
        jar.values(header).find_map(|value| self.keys.open(value, &self.tokens, now_ms))
    }
}

impl Scope {
    /// Reads what `authorize` gave.
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

    /// Refuses what the scope does not cover.
    pub fn permits(self, route: &Route) -> Result<(), Answer> {
        match demand(route) {
            Demand::Scope(least) if self < least => {
                Err(Answer::refusal(403, "forbidden", &format!("This takes the scope {}.", least.name())))
            }
            _ => Ok(()),
        }
    }
}

/// Where the page's cookie lives.
pub fn jar<'a>(head: &Head, prefix: &'a str) -> Jar<'a> {
    Jar { prefix, on_loopback: head.url.scheme() == "http" && is_loopback(head.url.host()) }
}

/// Refuses requests that come from where none may come, whoever sends them. `file`: whether it is for one of the page's
/// files or the pulse.
pub fn check_source(access: &Access, origins: &Origins, head: &Head, file: bool) -> Result<(), Answer> {
    if *access == Access::Loopback && !is_addressed_to_this_machine(head) {
        return Err(Answer::refusal(
            403,
            "forbidden",
            "Without access configured, this Worker answers to loopback names only (localhost, 127.0.0.0/8, [::1]). To \
             reach it by another name, set the secret ADMIN_TOKEN (npx wrangler secret put ADMIN_TOKEN, or a line in \
             .dev.vars) and send it as: Authorization: Bearer <token>",
        ));
    }
    // A link from elsewhere may lead to the page; its files hold no data.
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

/// Who asks, or a refusal. [`Access::Session`] is asked elsewhere.
///
/// A bearer token goes before everything: one that is sent and wrong is refused, whatever else comes with it.
pub fn admit<'a>(access: &'a Access, head: &'a Head, prefix: &str, now_ms: f64) -> Result<Shown<'a>, Answer> {
    let by_token = |token: &Token, by| Ok(Shown::Caller(Caller { scope: token.scope, name: token.name.clone(), by }));
    match access {
        Access::Loopback if !is_own_origin(head) => Err(Answer::refusal(
            401,
            "unauthorized",
            "Another site calls with a token: set ADMIN_TOKEN, and send it as: Authorization: Bearer <token>",
        )),
        Access::Loopback => Ok(Shown::Caller(Caller { scope: Scope::Admin, name: "loopback".into(), by: "loopback" })),
        Access::Session => Err(no_session()),
        Access::Broken(flaw) => Err(flaw.answer()),
        Access::Gate(gate) => {
            if let Some(header) = head.header("authorization") {
                let token = bearer(header).and_then(|given| gate.tokens.find(given));
                return token.map_or_else(|| Err(nobody(gate)), |token| by_token(token, "token"));
            }
            if let Some(token) = gate.cookie(head, prefix, now_ms) {
                return by_token(token, "cookie");
            }
            // Cloudflare Access adds it by a cookie of its own, whichever site sent the request.
            let assertion = head.header("cf-access-jwt-assertion").filter(|_| is_own_origin(head));
            match (&gate.team, assertion) {
                (Some(team), Some(assertion)) => Ok(Shown::Assertion(assertion, team)),
                _ => Err(nobody(gate)),
            }
        }
    }
}

/// What is said to who shows nothing that opens.
pub fn nobody(gate: &Gate) -> Answer {
    let tokens = gate.tokens.variables();
    let mut ways = Vec::new();
    if !tokens.is_empty() {
        ways.push(format!(
            "the token that was set as {}, sent as: Authorization: Bearer <token>",
            tokens.join(" or as ")
        ));
    }
    if gate.team.is_some() {
        ways.push("a sign-in by Cloudflare Access, which does not count from another site".to_owned());
    }
    let refusal = Answer::refusal(401, "unauthorized", &format!("This takes {}", ways.join("; or ")));
    if tokens.is_empty() { refusal } else { refusal.with("www-authenticate", "Bearer") }
}

/// What is said to a listed site where the user's own session decides.
pub fn session_elsewhere() -> Answer {
    Answer::refusal(
        403,
        "forbidden",
        "A session does not count from another site: only this Worker's own origin may use it.",
    )
}

/// What is said where the user's own session gives no scope.
pub fn no_session() -> Answer {
    Answer::refusal(403, "forbidden", "Your session does not allow this.")
}

fn foreign(header: &str) -> Answer {
    let detail =
        format!("This request comes from another site, by its {header}: only this Worker's own page may send it.");
    Answer::refusal(403, "forbidden", &detail)
}

/// Whether a browser's cookies, and what else it or Cloudflare Access adds to a request unasked, may count: from this
/// Worker's own origin, and from clients that name none, as curl. A read without `Origin` from another site has been refused
/// by its `Sec-Fetch-Site` ([`check_source`]).
pub fn is_own_origin(head: &Head) -> bool {
    head.header("origin").is_none_or(|origin| origin == head.url.origin())
}

/// Both must say so: the URL decides where the platform builds it from something else than `Host`.
fn is_addressed_to_this_machine(head: &Head) -> bool {
    let by_url = is_loopback(head.url.host());
    let by_host = head.header("host").is_none_or(|host| {
        // Nothing but a host and a port may stand there.
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
