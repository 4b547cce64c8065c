//! Refuses requests by where they come from, before any credential counts: foreign hosts until access is configured, and
//! other sites' browsers.

use url::Url;

use super::config::Access;
use super::origins::Origins;
use crate::protocol::is_loopback;
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;

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
        return Err(cross_site("Origin"));
    }
    match head.header("sec-fetch-site") {
        None | Some("same-origin") => Ok(()),
        // Typed into the address bar.
        Some("none") if head.is_read() => Ok(()),
        Some(_) => Err(cross_site("Sec-Fetch-Site")),
    }
}

/// Returns whether credentials that a browser or Cloudflare Access adds by itself (cookies, JWTs) may count: for this
/// Worker's own origin, and for clients that send no `Origin`, such as curl. A browser's read from another site has no
/// `Origin` either, but [`check_source`] has refused it by its `Sec-Fetch-Site`.
pub fn is_own_origin(head: &RequestHead) -> bool {
    head.header("origin").is_none_or(|origin| origin == head.url.origin())
}

/// Both must be loopback names: the platform may build the URL from something other than `Host`.
fn is_addressed_to_this_machine(head: &RequestHead) -> bool {
    let by_host = head.header("host").is_none_or(|host| {
        // It must be a host and a port, and nothing else.
        let plain = !host.contains(['@', '/', '\\', '?', '#']) && !host.is_empty();
        let url = Url::parse(&["http://", host, "/"].concat());
        plain && url.is_ok_and(|url| url.host_str().is_some_and(is_loopback))
    });
    head.url.is_loopback() && by_host
}

fn cross_site(header: &str) -> ApiResponse {
    let detail =
        format!("This request comes from another site, by its {header}: only this Worker's own page may send it.");
    ApiResponse::error(403, "forbidden", &detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::request_head::tests::head;
    use proptest::prelude::*;

    const API: &str = "http://localhost:8787/notifications/v1/integrations";

    type Headers<'a> = &'a [(&'a str, &'a str)];

    fn source(access: &Access, method: &str, url: &str, headers: Headers<'_>) -> bool {
        check_source(access, &Origins::default(), &head(method, url, headers), false).is_ok()
    }

    fn file(access: &Access, url: &str, headers: Headers<'_>) -> Result<(), ApiResponse> {
        check_source(access, &Origins::default(), &head("GET", url, headers), true)
    }

    fn with_token() -> Access {
        Access::read(&|name| (name == "ADMIN_TOKEN").then(|| "t".to_owned()), false)
    }

    #[test]
    fn without_access_configured_only_loopback_names_are_allowed() {
        for (host, allowed) in [
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
                assert_eq!(source(&Access::Loopback, method, &url, &[]), allowed, "{host}");
                assert_eq!(source(&Access::Loopback, method, API, &[("host", host)]), allowed, "{host}");
                assert!(source(&with_token(), method, &url, &[("host", host)]), "{host}");
                assert!(source(&Access::Authorize, method, &url, &[]), "{host}");
            }
            let page = file(&Access::Loopback, &format!("http://{host}/"), &[]);
            assert_eq!(page.is_ok(), allowed, "{host}");
        }
    }

    #[test]
    fn url_and_host_header_must_both_name_loopback() {
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
    fn the_error_says_how_to_configure_access() {
        let response = file(&Access::Loopback, "http://h.example/", &[]).unwrap_err();
        assert_eq!(response.status, 403);
        assert!(response.body.unwrap().contains("ADMIN_TOKEN"));
    }

    #[test]
    fn requests_from_other_sites_are_refused_with_any_access() {
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
        for access in [Access::Loopback, with_token(), Access::Authorize] {
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
    fn only_listed_origins_are_allowed() {
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

    proptest! {
        #[test]
        fn no_host_header_panics(host in any::<String>()) {
            source(&Access::Loopback, "GET", API, &[("host", &host)]);
        }
    }
}
