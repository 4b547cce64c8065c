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
mod tests {
    use super::super::head::tests::head;
    use super::*;
    use crate::protocol::Operation;
    use proptest::prelude::*;

    const API: &str = "http://localhost:8787/notifications/v1/integrations";

    fn source(access: &Access, method: &str, url: &str, headers: &[(&str, &str)]) -> bool {
        check_source(access, &head(method, url, headers), false).is_ok()
    }

    fn token(text: &str) -> Access {
        Access::Token(Secret::new(text.to_owned()))
    }

    #[test]
    fn unconfigured_it_answers_to_loopback_names_only() {
        for (host, admitted) in [
            ("localhost", true),
            ("localhost:8787", true),
            ("LocalHost:1", true),
            ("127.0.0.1", true),
            ("127.0.0.1:8787", true),
            ("127.255.255.254", true),
            ("127.1", true),
            ("2130706433", true),
            ("[::1]", true),
            ("[::1]:8787", true),
            ("[0:0:0:0:0:0:0:1]", true),
            ("localhost.evil.example", false),
            ("evil-localhost", false),
            ("localhost.", false),
            ("x.localhost", false),
            ("127.0.0.1.evil.example", false),
            ("127.0.0.1.nip.io", false),
            ("128.0.0.1", false),
            ("0.0.0.0", false),
            ("10.0.0.1", false),
            ("192.168.0.1:8787", false),
            ("169.254.169.254", false),
            ("[::]", false),
            ("[::ffff:127.0.0.1]", false),
            ("[fe80::1]", false),
            ("notifications.example.workers.dev", false),
        ] {
            let url = format!("http://{host}/notifications/v1/integrations");
            for method in ["GET", "POST"] {
                assert_eq!(source(&Access::Loopback, method, &url, &[]), admitted, "{host}");
                assert_eq!(source(&Access::Loopback, method, API, &[("host", host)]), admitted, "{host}");
                assert!(source(&token("t"), method, &url, &[("host", host)]), "{host}");
                assert!(source(&Access::Session, method, &url, &[]), "{host}");
            }
            let page = check_source(&Access::Loopback, &head("GET", &format!("http://{host}/"), &[]), true);
            assert_eq!(page.is_ok(), admitted, "{host}");
        }
    }

    #[test]
    fn url_and_host_header_must_both_say_loopback() {
        for host in [
            "evil.example",
            "",
            "localhost@evil.example",
            "evil.example/localhost",
            "localhost, evil.example",
            "localhost:x",
            " ",
        ] {
            assert!(!source(&Access::Loopback, "GET", API, &[("host", host)]), "{host:?}");
        }
        assert!(!source(&Access::Loopback, "GET", "http://evil.example/", &[("host", "localhost")]));
        let spoofed = [("host", "evil.example"), ("x-forwarded-host", "localhost"), ("forwarded", "host=localhost")];
        assert!(!source(&Access::Loopback, "GET", API, &spoofed));
    }

    #[test]
    fn the_refusal_says_how_to_configure_access() {
        let answer = check_source(&Access::Loopback, &head("GET", "http://h.example/", &[]), true).unwrap_err();
        assert_eq!(answer.status, 403);
        assert!(answer.body.unwrap().contains("ADMIN_TOKEN"));
    }

    #[test]
    fn requests_from_other_sites_are_refused_whatever_the_access() {
        let own = ("origin", "http://localhost:8787");
        // (headers, may read, may write)
        let table: &[(&[(&str, &str)], bool, bool)] = &[
            (&[], true, true),
            (&[own], true, true),
            (&[own, ("sec-fetch-site", "same-origin")], true, true),
            (&[("sec-fetch-site", "same-origin")], true, true),
            (&[("sec-fetch-site", "none")], true, false),
            (&[("sec-fetch-site", "same-site")], false, false),
            (&[("sec-fetch-site", "cross-site")], false, false),
            (&[("sec-fetch-site", "")], false, false),
            (&[("sec-fetch-site", "Same-Origin")], false, false),
            (&[("sec-fetch-site", "same-origin, cross-site")], false, false),
            (&[own, ("sec-fetch-site", "cross-site")], false, false),
            (&[("origin", "null")], false, false),
            (&[("origin", "")], false, false),
            (&[("origin", "http://evil.example")], false, false),
            (&[("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")], false, false),
            (&[("origin", "http://localhost")], false, false),
            (&[("origin", "http://localhost:8788")], false, false),
            (&[("origin", "https://localhost:8787")], false, false),
            (&[("origin", "http://127.0.0.1:8787")], false, false),
            (&[("origin", "http://localhost:8787.evil.example")], false, false),
            (&[("origin", "http://localhost:8787, http://evil.example")], false, false),
            (&[("origin", "HTTP://LOCALHOST:8787")], false, false),
            (&[("origin", "http://localhost:8787/")], false, false),
        ];
        for access in [Access::Loopback, token("t"), Access::Session] {
            for (headers, read, write) in table {
                assert_eq!(source(&access, "GET", API, headers), *read, "{access:?} GET {headers:?}");
                assert_eq!(source(&access, "HEAD", API, headers), *read, "{access:?} HEAD {headers:?}");
                for method in ["POST", "PATCH", "DELETE", "PUT", "OPTIONS"] {
                    assert_eq!(source(&access, method, API, headers), *write, "{access:?} {method} {headers:?}");
                }
                assert!(check_source(&access, &head("GET", API, headers), true).is_ok(), "{headers:?}");
            }
        }
    }

    #[test]
    fn the_token_and_nothing_like_it_opens() {
        let access = token("correct-horse");
        let scope = |headers: &[(&str, &str)]| admit(&access, &head("GET", API, headers)).ok();
        for good in ["Bearer correct-horse", "bearer correct-horse", "BEARER   correct-horse "] {
            assert_eq!(scope(&[("authorization", good)]), Some(Scope::Admin), "{good}");
        }
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "correct-horse",
            "Bearer correct-hors",
            "Bearer correct-horsee",
            "Bearer correct-horsecorrect-horse",
            "Bearer Correct-horse",
            "Bearer correct-horse, Bearer other",
            "Bearer other, Bearer correct-horse",
            "Basic correct-horse",
            "Basic Y29ycmVjdC1ob3JzZTo=",
            "Bearercorrect-horse",
            "Bearer\tcorrect-horse",
        ] {
            assert_eq!(scope(&[("authorization", bad)]), None, "{bad}");
        }
        assert_eq!(scope(&[("cookie", "token=correct-horse")]), None);
        let refusal = admit(&access, &head("GET", API, &[])).unwrap_err();
        assert_eq!((refusal.status, refusal.header("www-authenticate")), (401, Some("Bearer")));
        assert!(!format!("{refusal:?} {access:?}").contains("correct-horse"));
    }

    #[test]
    fn an_empty_token_opens_nothing() {
        for given in ["Bearer ", "Bearer x", "Bearer  "] {
            assert!(admit(&token(""), &head("GET", API, &[("authorization", given)])).is_err(), "{given}");
        }
    }

    #[test]
    fn without_a_token_loopback_may_all_and_a_session_nothing_by_itself() {
        assert_eq!(admit(&Access::Loopback, &head("POST", API, &[])).unwrap(), Scope::Admin);
        assert_eq!(admit(&Access::Session, &head("GET", API, &[])).unwrap_err().status, 403);
    }

    #[test]
    fn scope_by_route() {
        let operation = |operation| Route::Operation(operation, "n-1".into());
        for (route, read, test) in [
            (Route::Page, true, true),
            (Route::Health, true, true),
            (operation(Operation::List), true, true),
            (operation(Operation::Get), true, true),
            (operation(Operation::Create), false, false),
            (operation(Operation::Update), false, false),
            (operation(Operation::Delete), false, false),
            (operation(Operation::Test), false, false),
            (Route::Deliveries, true, true),
            (Route::Reset, false, false),
        ] {
            assert_eq!(Scope::Read.permits(&route).is_ok(), read, "{route:?}");
            assert_eq!(Scope::Test.permits(&route).is_ok(), test, "{route:?}");
            assert!(Scope::Admin.permits(&route).is_ok(), "{route:?}");
        }
        for scope in [Scope::Read, Scope::Test, Scope::Admin] {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
        }
        for name in ["", "Admin", "write", "admin,read"] {
            assert_eq!(Scope::parse(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn same_is_equal_and_nothing_else(a in "[ab]{0,6}", b in "[ab]{1,6}") {
            prop_assert_eq!(is_same(a.as_bytes(), b.as_bytes()), a == b);
        }

        #[test]
        fn no_host_header_panics(host in any::<String>()) {
            source(&Access::Loopback, "GET", API, &[("host", &host)]);
        }
    }
}
