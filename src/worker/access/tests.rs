//! The trust boundary in tables: hosts, sites and tokens that must be refused, next to those that must pass.

use super::super::request_head::tests::head;
use super::*;
use proptest::prelude::*;

const API: &str = "http://localhost:8787/notifications/v1/integrations";

type Headers<'a> = &'a [(&'a str, &'a str)];

fn source(access: &Access, method: &str, url: &str, headers: Headers<'_>) -> bool {
    check_source(access, &Origins::default(), &head(method, url, headers), false).is_ok()
}

fn file(access: &Access, url: &str, headers: Headers<'_>) -> Result<(), ApiResponse> {
    check_source(access, &Origins::default(), &head("GET", url, headers), true)
}

fn access(variables: &[(&str, &str)]) -> Access {
    Access::read(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned()), false)
}

fn token(text: &str) -> Access {
    access(&[("ADMIN_TOKEN", text)])
}

fn caller(access: &Access, head: &RequestHead, prefix: &str) -> Result<Caller, u16> {
    match authenticate(access, head, prefix, NOW) {
        Ok(Proof::Caller(caller)) => Ok(caller),
        Ok(Proof::AccessJwt(..)) => Err(0),
        Err(answer) => Err(answer.status),
    }
}

const NOW: f64 = 1_800_000_000_000.0;
const KEYS: (&str, &str) = ("SESSION_KEYS", "0123456789abcdef0123456789abcdef");

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
        let page = file(&Access::Loopback, &format!("http://{host}/"), &[]);
        assert_eq!(page.is_ok(), admitted, "{host}");
    }
}

#[test]
fn url_and_host_header_must_both_say_loopback() {
    for host in [
        "evil.example",
        "",
        "localhost@evil.example",
        "evil.example@localhost",
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
    let answer = file(&Access::Loopback, "http://h.example/", &[]).unwrap_err();
    assert_eq!(answer.status, 403);
    assert!(answer.body.unwrap().contains("ADMIN_TOKEN"));
}

#[test]
fn requests_from_other_sites_are_refused_whatever_the_access() {
    let own = ("origin", "http://localhost:8787");
    // (headers, may read, may write)
    let table: &[(Headers<'_>, bool, bool)] = &[
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
            assert!(file(&access, API, headers).is_ok(), "{headers:?}");
        }
    }
}

#[test]
fn the_token_and_nothing_like_it_opens() {
    let access = token("correct-horse");
    let scope = |headers: Headers<'_>| caller(&access, &head("GET", API, headers), "").ok().map(|caller| caller.scope);
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
    let refusal = authenticate(&access, &head("GET", API, &[]), "", NOW).unwrap_err().clone();
    assert_eq!((refusal.status, refusal.header("www-authenticate")), (401, Some("Bearer")));
    assert!(!format!("{refusal:?} {access:?}").contains("correct-horse"));
}

#[test]
fn a_token_that_is_sent_and_wrong_is_refused_whatever_comes_with_it() {
    let access = access(&[("ADMIN_TOKEN", "one"), KEYS]);
    let cookie = signed_in(&access, "one");
    let with = |headers: Headers<'_>| caller(&access, &head("GET", API, headers), "");
    assert_eq!(with(&[("cookie", &cookie)]).unwrap().by, "cookie");
    for wrong in ["Bearer two", "Bearer ", "", "Basic b25lOg=="] {
        assert_eq!(with(&[("cookie", &cookie), ("authorization", wrong)]), Err(401), "{wrong}");
    }
    assert_eq!(with(&[("cookie", &cookie), ("authorization", "Bearer one")]).unwrap().by, "token");
}

/// The `Cookie` header of a signed-in user.
fn signed_in(access: &Access, token: &str) -> String {
    let config = access.credentials().unwrap();
    let value = config.keys.seal(config.tokens.find(token).unwrap(), NOW).unwrap();
    format!("other=1; __Host-notifications={value}")
}

#[test]
fn a_cookie_stands_for_its_token_on_this_worker_s_own_page() {
    let variables = [("READ_TOKEN", "one"), KEYS];
    let access = access(&variables);
    let cookie = signed_in(&access, "one");
    let own = [("cookie", cookie.as_str()), ("origin", "http://localhost:8787")];
    for headers in [&own[..1], &own] {
        let found = caller(&access, &head("GET", API, headers), "").unwrap();
        assert_eq!((found.scope, found.name.as_str(), found.by), (Scope::Read, "READ_TOKEN", "cookie"));
    }
    // A site that is listed calls with a token of its own.
    let foreign = [("cookie", cookie.as_str()), ("origin", "https://dashboard.example")];
    assert_eq!(caller(&access, &head("GET", API, &foreign), ""), Err(401));
    // Mounted elsewhere, it goes by another name.
    assert_eq!(caller(&access, &head("GET", API, &own), "/prefix"), Err(401));
    // The plain name is for loopback over http, where the other may not be kept.
    let plain = cookie.replace("__Host-", "");
    for (url, opens) in [(API, true), ("https://localhost/x", false), ("http://h.example/x", false)] {
        assert_eq!(caller(&access, &head("GET", url, &[("cookie", &plain)]), "").is_ok(), opens, "{url}");
    }
    let removed = [("READ_TOKEN", "another"), KEYS];
    assert_eq!(caller(&self::access(&removed), &head("GET", API, &own), ""), Err(401));
}

#[test]
fn an_assertion_is_only_looked_at_where_a_team_is_configured() {
    let team = [("ACCESS_TEAM_DOMAIN", "team.cloudflareaccess.com"), ("ACCESS_AUD", "ours"), ("ACCESS_SCOPE", "test")];
    let shows = head("GET", API, &[("cf-access-jwt-assertion", "a.b.c")]);
    assert_eq!(caller(&token("one"), &shows, ""), Err(401));
    let with_team = access(&team);
    let Ok(Proof::AccessJwt(text, team)) = authenticate(&with_team, &shows, "", NOW) else { panic!() };
    assert_eq!((text, team.scope), ("a.b.c", Scope::Test));
    for (origin, counts) in
        [("http://localhost:8787", true), ("https://dashboard.example", false), ("null", false), ("", false)]
    {
        let head = head("POST", API, &[("cf-access-jwt-assertion", "a.b.c"), ("origin", origin)]);
        assert_eq!(caller(&with_team, &head, ""), Err(if counts { 0 } else { 401 }), "{origin}");
    }
}

#[test]
fn without_a_token_loopback_may_all_and_a_session_nothing_by_itself() {
    let head = head("POST", API, &[]);
    assert_eq!(caller(&Access::Loopback, &head, "").unwrap().scope, Scope::Admin);
    assert_eq!(caller(&Access::Session, &head, ""), Err(403));
    let listed = self::head("POST", API, &[("origin", "https://dashboard.example")]);
    assert_eq!(caller(&Access::Loopback, &listed, ""), Err(401));
    assert_eq!(access(&[("ADMIN_TOKEN", " , "), ("SESSION_KEYS", ","), ("ACCESS_AUD", "")][..2]), Access::Loopback);
}

#[test]
fn half_of_it_lets_nobody_in_and_names_the_variable() {
    for (variables, named) in [
        (&[KEYS][..], "SESSION_KEYS"),
        (&[("ADMIN_TOKEN", "t"), ("SESSION_KEYS", "short")], "SESSION_KEYS"),
        (&[("ADMIN_TOKEN", "t"), ("READ_TOKEN", "sha256:planted")], "READ_TOKEN"),
        (&[("ADMIN_TOKEN", "t"), ("TEST_TOKEN", "t")], "ADMIN_TOKEN"),
        (&[("ADMIN_TOKEN", "t"), ("ACCESS_AUD", "a")], "ACCESS_TEAM_DOMAIN"),
        (&[("ADMIN_TOKEN", "t"), ("ACCESS_TEAM_DOMAIN", "t.example")], "ACCESS_AUD"),
    ] {
        let access = access(variables);
        let head = head("GET", API, &[("authorization", "Bearer t")]);
        let answer = authenticate(&access, &head, "", NOW).unwrap_err();
        assert!(answer.status == 503 && answer.body.unwrap().contains(named), "{variables:?}");
        assert!(access.describe().contains(named) && !access.describe().contains("planted"));
    }
}

#[test]
fn what_opens_is_said_and_nothing_that_does_not() {
    let team = [("ACCESS_TEAM_DOMAIN", "t.example"), ("ACCESS_AUD", "a")];
    let said = |variables: &[(&str, &str)]| {
        let answer = authenticate(&access(variables), &head("GET", API, &[]), "", NOW).unwrap_err();
        (answer.header("www-authenticate").map(str::to_owned), answer.body.unwrap())
    };
    let (asks, words) = said(&team);
    assert!(asks.is_none() && words.contains("Cloudflare Access") && !words.contains("TOKEN"), "{words}");
    let (asks, words) = said(&[("READ_TOKEN", "r"), team[0], team[1]]);
    assert!(asks.as_deref() == Some("Bearer") && words.contains("READ_TOKEN") && words.contains("Access"), "{words}");
}

#[test]
fn a_site_that_is_listed_is_let_through_and_no_other() {
    let listed = Origins::read(Some("https://dashboard.example".into())).unwrap();
    let passes = |origin: &str, url: &str| {
        let headers = [("origin", origin), ("sec-fetch-site", "cross-site")];
        check_source(&Access::Loopback, &listed, &head("POST", url, &headers), false).is_ok()
    };
    assert!(passes("https://dashboard.example", API));
    assert!(!passes("https://other.example", API) && !passes("null", API));
    assert!(!passes("https://dashboard.example", "http://rebound.example/"));
    let no_origin = head("GET", API, &[("sec-fetch-site", "cross-site")]);
    assert!(check_source(&Access::Loopback, &listed, &no_origin, false).is_err());
}

#[test]
fn each_scope_includes_the_one_before() {
    assert!(Scope::Admin > Scope::Test && Scope::Test > Scope::Read);
    for scope in [Scope::Read, Scope::Test, Scope::Admin] {
        assert_eq!(Scope::parse(scope.name()), Some(scope));
    }
    for name in ["", "Admin", "write", "admin,read"] {
        assert_eq!(Scope::parse(name), None, "{name}");
    }
}

proptest! {
    #[test]
    fn no_host_header_panics(host in any::<String>()) {
        source(&Access::Loopback, "GET", API, &[("host", &host)]);
    }
}
