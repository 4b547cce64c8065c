//! Authenticates the head of a request: by token, by cookie, by a JWT of Cloudflare Access, or by being on this machine.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::config::{Access, AuthConfig};
use super::cookie::CookieNames;
use super::scope::{Caller, Scope};
use super::source::is_own_origin;
use super::team::Team;
use super::tokens::Token;
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;

/// What the head of a request proves.
#[derive(Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    /// The caller.
    Caller(Caller),
    /// A JWT of Cloudflare Access, whose signature has yet to be verified.
    AccessJwt(&'a str, &'a Team),
}

/// Returns what the head of a request proves, or the error response. The platform handles [`Access::Authorize`].
///
/// An `Authorization` header takes precedence: a wrong token is refused, whatever else is sent with it. Programs that can send
/// Basic credentials only, such as other clients of the API, send the token as the password, with any user name.
pub fn authenticate<'a>(
    access: &'a Access,
    head: &'a RequestHead,
    prefix: &str,
    now_ms: f64,
) -> Result<Proof<'a>, ApiResponse> {
    match access {
        Access::Loopback if !is_own_origin(head) => Err(ApiResponse::error(
            401,
            "unauthorized",
            "Another site calls with a token: set ADMIN_TOKEN, and send it as: Authorization: Bearer <token>",
        )),
        Access::Loopback => {
            Ok(Proof::Caller(Caller { scope: Scope::Admin, name: "loopback".into(), credential: "loopback" }))
        }
        Access::Authorize => Err(refused_by_authorize()),
        Access::Invalid(error) => Err(error.response()),
        Access::Credentials(config) => by_credentials(config, head, prefix, now_ms),
    }
}

fn by_credentials<'a>(
    config: &'a AuthConfig,
    head: &'a RequestHead,
    prefix: &str,
    now_ms: f64,
) -> Result<Proof<'a>, ApiResponse> {
    let bearer_of = |token: &Token, credential| {
        Ok(Proof::Caller(Caller { scope: token.scope, name: token.name.clone(), credential }))
    };
    if let Some(header) = head.header("authorization") {
        let sent = bearer(header).map(str::to_owned).or_else(|| basic_password(header));
        let token = sent.and_then(|sent| config.tokens.find(&sent));
        return token.map_or_else(|| Err(unauthorized(config)), |token| bearer_of(token, "token"));
    }
    if let Some(token) = by_cookie(config, head, prefix, now_ms) {
        return bearer_of(token, "cookie");
    }
    // Cloudflare Access adds it by a cookie of its own, whichever site sent the request.
    let jwt = head.header("cf-access-jwt-assertion").filter(|_| is_own_origin(head));
    match (&config.team, jwt) {
        (Some(team), Some(jwt)) => Ok(Proof::AccessJwt(jwt, team)),
        _ => Err(unauthorized(config)),
    }
}

/// Returns the token that the page's cookie stands for. The cookie is for the page: from other origins it is ignored.
fn by_cookie<'a>(config: &'a AuthConfig, head: &RequestHead, prefix: &str, now_ms: f64) -> Option<&'a Token> {
    let header = head.header("cookie").filter(|_| is_own_origin(head))?;
    let names = CookieNames::of(head, prefix);
    names.values(header).find_map(|value| config.signing_keys.verify(value, &config.tokens, now_ms))
}

/// Returns the response to a caller without valid credentials.
pub fn unauthorized(config: &AuthConfig) -> ApiResponse {
    let tokens = config.tokens.variables();
    let mut accepted = Vec::new();
    if !tokens.is_empty() {
        accepted.push(format!(
            "the token that was set as {}, sent as: Authorization: Bearer <token>",
            tokens.join(" or as ")
        ));
    }
    if config.team.is_some() {
        accepted.push("a sign-in by Cloudflare Access, which does not count from another site".to_owned());
    }
    let response = ApiResponse::error(401, "unauthorized", &format!("This takes {}", accepted.join("; or ")));
    if tokens.is_empty() { response } else { response.with_header("www-authenticate", "Bearer") }
}

/// Returns the response to a listed site without an `Authorization` header, if `authorize` decides.
pub fn cross_site_without_authorization() -> ApiResponse {
    ApiResponse::error(
        403,
        "forbidden",
        "A session does not count from another site, which must send an Authorization header instead.",
    )
}

/// Returns the response if `authorize` returns no scope.
pub fn refused_by_authorize() -> ApiResponse {
    ApiResponse::error(403, "forbidden", "Your session does not allow this.")
}

/// Returns whether a request has a bearer token, right or wrong: no form sends one, and no browser on its own.
pub fn sends_bearer(head: &RequestHead) -> bool {
    head.header("authorization").is_some_and(|header| bearer(header).is_some())
}

/// Returns the password of Basic credentials (RFC 7617).
fn basic_password(authorization: &str) -> Option<String> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    let credentials = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let credentials = String::from_utf8(credentials).ok()?;
    Some(credentials.split_once(':')?.1.to_owned())
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::request_head::tests::head;

    const API: &str = "http://localhost:8787/notifications/v1/integrations";
    const NOW: f64 = 1_800_000_000_000.0;
    const KEYS: (&str, &str) = ("SESSION_KEYS", "0123456789abcdef0123456789abcdef");

    type Headers<'a> = &'a [(&'a str, &'a str)];

    fn access(variables: &[(&str, &str)]) -> Access {
        let read = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        Access::read(&read, false)
    }

    fn token(text: &str) -> Access {
        access(&[("ADMIN_TOKEN", text)])
    }

    fn caller(access: &Access, head: &RequestHead, prefix: &str) -> Result<Caller, u16> {
        match authenticate(access, head, prefix, NOW) {
            Ok(Proof::Caller(caller)) => Ok(caller),
            Ok(Proof::AccessJwt(..)) => Err(0),
            Err(response) => Err(response.status),
        }
    }

    #[test]
    fn only_the_exact_token_authenticates() {
        let access = token("correct-horse");
        let scope =
            |headers: Headers<'_>| caller(&access, &head("GET", API, headers), "").ok().map(|caller| caller.scope);
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
        // The token as the password, whatever the user name.
        for good in ["Basic OmNvcnJlY3QtaG9yc2U=", "basic dXNlcjpjb3JyZWN0LWhvcnNl", "Basic  dXNlcjpjb3JyZWN0LWhvcnNl "]
        {
            assert_eq!(scope(&[("authorization", good)]), Some(Scope::Admin), "{good}");
        }
        // `user:wrong`, `correct-horse:`, `correct-horse`, `correct-horse:x`, `a:b:correct-horse`, no UTF-8, no base64, no text.
        for bad in [
            "dXNlcjp3cm9uZw==",
            "Y29ycmVjdC1ob3JzZTo=",
            "Y29ycmVjdC1ob3JzZQ==",
            "Y29ycmVjdC1ob3JzZTp4",
            "YTpiOmNvcnJlY3QtaG9yc2U=",
            "Ov8=",
            "!",
            "",
        ] {
            assert_eq!(scope(&[("authorization", &format!("Basic {bad}"))]), None, "{bad}");
        }
        assert_eq!(scope(&[("cookie", "token=correct-horse")]), None);
        let response = authenticate(&access, &head("GET", API, &[]), "", NOW).unwrap_err().clone();
        assert_eq!((response.status, response.header("www-authenticate")), (401, Some("Bearer")));
        assert!(!format!("{response:?} {access:?}").contains("correct-horse"));
    }

    #[test]
    fn a_wrong_token_is_refused_even_with_a_valid_cookie() {
        let access = access(&[("ADMIN_TOKEN", "one"), KEYS]);
        let cookie = signed_in(&access, "one");
        let with = |headers: Headers<'_>| caller(&access, &head("GET", API, headers), "");
        assert_eq!(with(&[("cookie", &cookie)]).unwrap().credential, "cookie");
        for wrong in ["Bearer two", "Bearer ", "", "Basic b25lOg=="] {
            assert_eq!(with(&[("cookie", &cookie), ("authorization", wrong)]), Err(401), "{wrong}");
        }
        assert_eq!(with(&[("cookie", &cookie), ("authorization", "Bearer one")]).unwrap().credential, "token");
    }

    /// The `Cookie` header of a signed-in user.
    fn signed_in(access: &Access, token: &str) -> String {
        let config = access.credentials().unwrap();
        let value = config.signing_keys.sign(config.tokens.find(token).unwrap(), NOW).unwrap();
        format!("other=1; __Host-notifications={value}")
    }

    #[test]
    fn a_cookie_authenticates_on_this_worker_s_own_page_only() {
        let variables = [("READ_TOKEN", "one"), KEYS];
        let access = access(&variables);
        let cookie = signed_in(&access, "one");
        let own = [("cookie", cookie.as_str()), ("origin", "http://localhost:8787")];
        for headers in [&own[..1], &own] {
            let found = caller(&access, &head("GET", API, headers), "").unwrap();
            assert_eq!((found.scope, found.name.as_str(), found.credential), (Scope::Read, "READ_TOKEN", "cookie"));
        }
        // A site that is listed calls with a token of its own.
        let foreign = [("cookie", cookie.as_str()), ("origin", "https://dashboard.example")];
        assert_eq!(caller(&access, &head("GET", API, &foreign), ""), Err(401));
        // Mounted elsewhere, it goes by another name.
        assert_eq!(caller(&access, &head("GET", API, &own), "/prefix"), Err(401));
        // The plain name is for loopback over http, where the other may not be kept.
        let plain = cookie.replace("__Host-", "");
        for (url, accepted) in [(API, true), ("https://localhost/x", false), ("http://h.example/x", false)] {
            assert_eq!(caller(&access, &head("GET", url, &[("cookie", &plain)]), "").is_ok(), accepted, "{url}");
        }
        let removed = [("READ_TOKEN", "another"), KEYS];
        assert_eq!(caller(&self::access(&removed), &head("GET", API, &own), ""), Err(401));
    }

    #[test]
    fn a_jwt_is_only_read_if_a_team_is_configured() {
        let team =
            [("ACCESS_TEAM_DOMAIN", "team.cloudflareaccess.com"), ("ACCESS_AUD", "ours"), ("ACCESS_SCOPE", "test")];
        let with_jwt = head("GET", API, &[("cf-access-jwt-assertion", "a.b.c")]);
        assert_eq!(caller(&token("one"), &with_jwt, ""), Err(401));
        let with_team = access(&team);
        let Ok(Proof::AccessJwt(text, team)) = authenticate(&with_team, &with_jwt, "", NOW) else { panic!() };
        assert_eq!((text, team.scope), ("a.b.c", Scope::Test));
        for (origin, counts) in
            [("http://localhost:8787", true), ("https://dashboard.example", false), ("null", false), ("", false)]
        {
            let head = head("POST", API, &[("cf-access-jwt-assertion", "a.b.c"), ("origin", origin)]);
            assert_eq!(caller(&with_team, &head, ""), Err(if counts { 0 } else { 401 }), "{origin}");
        }
    }

    #[test]
    fn without_a_token_loopback_is_admin_and_authorize_is_left_to_the_platform() {
        let head = head("POST", API, &[]);
        assert_eq!(caller(&Access::Loopback, &head, "").unwrap().scope, Scope::Admin);
        assert_eq!(caller(&Access::Authorize, &head, ""), Err(403));
        let listed = self::head("POST", API, &[("origin", "https://dashboard.example")]);
        assert_eq!(caller(&Access::Loopback, &listed, ""), Err(401));
        assert_eq!(access(&[("ADMIN_TOKEN", " , "), ("SESSION_KEYS", ","), ("ACCESS_AUD", "")][..2]), Access::Loopback);
    }

    #[test]
    fn an_incomplete_configuration_authenticates_nobody_and_names_the_variable() {
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
            let response = authenticate(&access, &head, "", NOW).unwrap_err();
            assert!(response.status == 503 && response.body.unwrap().contains(named), "{variables:?}");
            assert!(access.describe().contains(named) && !access.describe().contains("planted"));
        }
    }

    #[test]
    fn the_error_names_the_credentials_that_are_configured() {
        let team = [("ACCESS_TEAM_DOMAIN", "t.example"), ("ACCESS_AUD", "a")];
        let refusal_with = |variables: &[(&str, &str)]| {
            let response = authenticate(&access(variables), &head("GET", API, &[]), "", NOW).unwrap_err();
            (response.header("www-authenticate").map(str::to_owned), response.body.unwrap())
        };
        let (challenge, body) = refusal_with(&team);
        assert!(challenge.is_none() && body.contains("Cloudflare Access") && !body.contains("TOKEN"), "{body}");
        let (challenge, body) = refusal_with(&[("READ_TOKEN", "r"), team[0], team[1]]);
        assert!(
            challenge.as_deref() == Some("Bearer") && body.contains("READ_TOKEN") && body.contains("Access"),
            "{body}"
        );
    }
}
