//! Who may ask, and for what: the trust boundary, in one file that can be reviewed alone. It fails closed.
//!
//! 1. With nothing configured, the request must be addressed to this machine, by its URL and by its `Host`: a name
//!    that was made to point here (DNS rebinding) still shows as a foreign one.
//! 2. A write, and a read of data, that a browser sends from another site is refused: by `Origin`, and by
//!    `Sec-Fetch-Site`. Browsers always send them on writes; curl sends neither.
//! 3. With `ADMIN_TOKEN`, all but the page's files and the pulse demands it. With a session of the user's own
//!    (`createWorker({ authorize })`), that decides instead.
//! 4. What a scope may do stands in [`Scope::permits`].
//!
//! That bodies must be `application/json`, which no cross-site form can send, is `payload`'s.

use subtle::{Choice, ConstantTimeEq};
use url::{Host, Url};

use super::answer::Answer;
use super::head::Head;
use super::routes::Route;
use crate::protocol::Secret;

/// How callers show that they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By being on this machine.
    Loopback,
    /// By this token.
    Token(Secret),
    /// By a session of the user's own.
    Session,
}

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// See, with webhook URLs redacted.
    Read,
    /// As read; sending the tests of saved integrations comes with the canary.
    Test,
    /// Everything.
    Admin,
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

    /// Refuses what the scope does not cover. Among the writes, `:test` with a body is the sharpest: it makes Confluent
    /// post anywhere.
    pub fn permits(self, route: &Route) -> Result<(), Answer> {
        if self == Scope::Admin || route.reads() {
            return Ok(());
        }
        Err(Answer::refusal(403, "forbidden", "This takes the scope admin."))
    }
}

/// Refuses requests that come from where none may come, whoever sends them.
pub fn check_source(access: &Access, head: &Head, public: bool) -> Result<(), Answer> {
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
    if public {
        return Ok(());
    }
    if let Some(origin) = head.header("origin")
        && origin != head.origin()
    {
        return Err(foreign("Origin"));
    }
    match head.header("sec-fetch-site") {
        None | Some("same-origin") => Ok(()),
        // Typed into the address bar.
        Some("none") if head.reads() => Ok(()),
        Some(_) => Err(foreign("Sec-Fetch-Site")),
    }
}

/// What the caller may do; a refusal where that is nothing. [`Access::Session`] is asked elsewhere.
pub fn admit(access: &Access, head: &Head) -> Result<Scope, Answer> {
    match access {
        Access::Loopback => Ok(Scope::Admin),
        Access::Token(token) if head.header("authorization").is_some_and(|header| shows(header, token)) => {
            Ok(Scope::Admin)
        }
        Access::Token(_) => {
            let words = "This takes the token that was set as ADMIN_TOKEN, sent as: Authorization: Bearer <token>";
            Err(Answer::refusal(401, "unauthorized", words).with("www-authenticate", "Bearer"))
        }
        Access::Session => Err(no_session()),
    }
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

/// Both must say so: the URL decides where the platform builds it from something else than `Host`.
fn is_addressed_to_this_machine(head: &Head) -> bool {
    let by_url = is_loopback(&head.url);
    let by_host = head.header("host").is_none_or(|host| {
        // Nothing but a host and a port may stand there.
        let plain = !host.contains(['@', '/', '\\', '?', '#']) && !host.is_empty();
        plain && Url::parse(&["http://", host, "/"].concat()).is_ok_and(|url| is_loopback(&url))
    });
    by_url && by_host
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn shows(authorization: &str, token: &Secret) -> bool {
    let Some((scheme, given)) = authorization.split_once(' ') else { return false };
    scheme.eq_ignore_ascii_case("bearer") && is_same(given.trim().as_bytes(), token.reveal().as_bytes())
}

/// Takes as many steps as `given` is long, whatever it holds: time tells its sender nothing that he does not know.
fn is_same(given: &[u8], expected: &[u8]) -> bool {
    if expected.is_empty() {
        return false;
    }
    let mut same: Choice = (given.len() as u64).ct_eq(&(expected.len() as u64));
    for (at, byte) in given.iter().enumerate() {
        same &= byte.ct_eq(&expected[at % expected.len()]);
    }
    same.into()
}

#[cfg(test)]
mod tests;
