//! The trust boundary by tables: every host, site and token that shall not pass, beside those that shall.

use super::super::head::tests::head;
use super::*;
use crate::protocol::Operation;
use proptest::prelude::*;

const API: &str = "http://localhost:8787/notifications/v1/integrations";

type Headers<'a> = &'a [(&'a str, &'a str)];

fn source(access: &Access, method: &str, url: &str, headers: Headers<'_>) -> bool {
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
    let answer = check_source(&Access::Loopback, &head("GET", "http://h.example/", &[]), true).unwrap_err();
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
            assert!(check_source(&access, &head("GET", API, headers), true).is_ok(), "{headers:?}");
        }
    }
}

#[test]
fn the_token_and_nothing_like_it_opens() {
    let access = token("correct-horse");
    let scope = |headers: Headers<'_>| admit(&access, &head("GET", API, headers)).ok();
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
