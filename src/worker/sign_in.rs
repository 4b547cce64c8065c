//! Signing in and out with the page's cookie (`/session`).

use serde_json::{Value, json};

use super::access::authenticate::unauthorized;
use super::access::cookie::CookieNames;
use super::access::{Access, AuthConfig, Caller};
use super::request_head::RequestHead;
use super::response::ApiResponse;

/// Answers `POST /session` with a cookie for the token in the body. The token is in no URL, and the response does not
/// repeat it.
pub fn sign_in(
    access: &Access,
    head: &RequestHead,
    prefix: &str,
    body: &Value,
    now_ms: f64,
) -> Result<ApiResponse, ApiResponse> {
    let config = cookie_credentials(access)?;
    if !may_carry_tokens(head) {
        let detail = "Signing in needs https or localhost: over plain http, others on the way can read the token.";
        return Err(ApiResponse::error(403, "forbidden", detail));
    }
    let token_text = match body.get("token").and_then(Value::as_str) {
        Some(token_text) if body.as_object().is_some_and(|fields| fields.len() == 1) => token_text.trim(),
        _ => return Err(ApiResponse::error(422, "invalid_request", r#"The body must be {"token": "…"}."#)),
    };
    let token = config.tokens.find(token_text).ok_or_else(|| unauthorized(config))?;
    let value = config.signing_keys.sign(token, now_ms).ok_or_else(cookies_not_configured)?;
    let response = ApiResponse::json(200, &json!({"scope": token.scope.name()}));
    Ok(with_cookies(response, head, prefix, Some(&value)))
}

/// Returns whether nobody between the browser and this Worker can read a token in a request: it came over https, or from this
/// machine.
fn may_carry_tokens(head: &RequestHead) -> bool {
    head.url.scheme() == "https" || head.url.is_loopback()
}

/// Returns the accepted credentials if sign-in by cookie is available. To be called before the body is read.
pub fn cookie_credentials(access: &Access) -> Result<&AuthConfig, ApiResponse> {
    match access {
        Access::Invalid(error) => Err(error.response()),
        _ => access.credentials().filter(|config| !config.signing_keys.is_empty()).ok_or_else(cookies_not_configured),
    }
}

/// Answers `DELETE /session`: removes the cookie, whether there was one or not.
pub fn sign_out(head: &RequestHead, prefix: &str) -> ApiResponse {
    with_cookies(ApiResponse::empty(204), head, prefix, None)
}

/// Answers `GET /session`: tells the page, which cannot see its own cookie, who the caller is and how to sign in.
pub fn session(access: &Access, caller: Option<&Caller>) -> ApiResponse {
    let sign_in = match access.credentials() {
        Some(config) if !config.signing_keys.is_empty() => Some("cookie"),
        Some(config) if !config.tokens.is_empty() => Some("token"),
        _ => None,
    };
    let (scope, credential) = (caller.map(|caller| caller.scope.name()), caller.map(|caller| caller.credential));
    ApiResponse::json(200, &json!({"scope": scope, "by": credential, "sign_in": sign_in}))
}

fn with_cookies(response: ApiResponse, head: &RequestHead, prefix: &str, value: Option<&str>) -> ApiResponse {
    let cookies = CookieNames::of(head, prefix).set_cookie(value);
    cookies.into_iter().fold(response, |response, cookie| response.with_header("set-cookie", cookie))
}

fn cookies_not_configured() -> ApiResponse {
    ApiResponse::error(404, "not_found", "There is no sign-in by cookie here: SESSION_KEYS is not set.")
}

#[cfg(test)]
mod tests {
    use super::super::request_head::tests::head;
    use super::*;

    const NOW: f64 = 1_800_000_000_000.0;

    fn access(keys: &str) -> Access {
        let read = |name: &str| match name {
            "TEST_TOKEN" => Some("planted-token".to_owned()),
            "SESSION_KEYS" => Some(keys.to_owned()),
            _ => None,
        };
        Access::read(&read, false)
    }

    #[test]
    fn a_valid_token_gets_a_cookie_and_the_response_does_not_repeat_it() {
        let access = access("0123456789abcdef0123456789abcdef");
        let head = head("POST", "https://w.example/session", &[]);
        let response = sign_in(&access, &head, "", &json!({"token": " planted-token\n"}), NOW).unwrap();
        assert_eq!((response.status, response.body.as_deref()), (200, Some(r#"{"scope":"test"}"#)));
        assert!(response.header("set-cookie").unwrap().starts_with("__Host-notifications="));
        assert!(!format!("{response:?}").contains("planted"));
        for (body, status) in [
            (json!({"token": "planted-toke"}), 401),
            (json!({"token": ""}), 401),
            (json!({"token": "planted-token", "more": 1}), 422),
            (json!({"token": ["planted-token"]}), 422),
            (json!({}), 422),
            (json!("planted-token"), 422),
            (Value::Null, 422),
        ] {
            let refused = sign_in(&access, &head, "", &body, NOW).unwrap_err();
            assert_eq!(refused.status, status, "{body}");
            assert!(!format!("{refused:?}").contains("planted") && refused.header("set-cookie").is_none());
        }
    }

    #[test]
    fn over_plain_http_a_token_gets_a_cookie_from_this_machine_only() {
        let access = access("0123456789abcdef0123456789abcdef");
        for (url, status) in [
            ("http://192.168.1.7:8787/session", 403),
            ("http://lan.example/session", 403),
            ("http://localhost.lan.example/session", 403),
            ("http://localhost:8787/session", 200),
            ("http://127.0.0.1:8787/session", 200),
            ("http://[::1]:8787/session", 200),
            ("https://192.168.1.7/session", 200),
        ] {
            let answer = sign_in(&access, &head("POST", url, &[]), "", &json!({"token": "planted-token"}), NOW);
            let response = answer.unwrap_or_else(|refused| refused);
            assert_eq!((response.status, response.header("set-cookie").is_some()), (status, status == 200), "{url}");
        }
    }

    #[test]
    fn without_session_keys_there_is_no_sign_in_by_cookie() {
        for access in [access(""), Access::Loopback, Access::Authorize] {
            assert_eq!(cookie_credentials(&access).unwrap_err().status, 404);
        }
        assert_eq!(cookie_credentials(&access("short")).unwrap_err().status, 503);
    }

    #[test]
    fn the_session_says_how_to_sign_in() {
        let body_of = |access: &Access| session(access, None).body.unwrap();
        assert!(body_of(&access("0123456789abcdef0123456789abcdef")).contains(r#""sign_in":"cookie""#));
        assert!(body_of(&access("")).contains(r#""sign_in":"token""#));
        assert_eq!(body_of(&Access::Loopback), r#"{"scope":null,"by":null,"sign_in":null}"#);
    }

    #[test]
    fn signing_out_removes_the_cookie_under_every_name() {
        let response = sign_out(&head("DELETE", "http://localhost/session", &[]), "");
        let cookies: Vec<_> = response.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
        assert!(
            cookies.len() == 2 && cookies.iter().all(|(_, text)| text.contains("=; ") && text.contains("Max-Age=0"))
        );
    }
}
