//! Signing in and out with the page's cookie: the answers, decided without the platform.

use serde_json::{Value, json};

use super::access::{Access, AuthConfig, Caller, jar, unauthorized};
use super::request_head::RequestHead;
use super::response::ApiResponse;

/// `POST /session`: a cookie for the token in the body. The token is in no URL, and the answer does not repeat it.
pub fn start(
    access: &Access,
    head: &RequestHead,
    prefix: &str,
    body: &Value,
    now_ms: f64,
) -> Result<ApiResponse, ApiResponse> {
    let config = credentials(access)?;
    let given = match body.get("token").and_then(Value::as_str) {
        Some(given) if body.as_object().is_some_and(|fields| fields.len() == 1) => given.trim(),
        _ => return Err(ApiResponse::error(422, "invalid_request", r#"The body must be {"token": "…"}."#)),
    };
    let token = config.tokens.find(given).ok_or_else(|| unauthorized(config))?;
    let value = config.keys.seal(token, now_ms).ok_or_else(no_cookies)?;
    let told = ApiResponse::json(200, &json!({"scope": token.scope.name()}));
    Ok(with_cookies(told, head, prefix, Some(&value)))
}

/// Whether sign-in by cookie is available; to be checked before the body is read.
pub fn credentials(access: &Access) -> Result<&AuthConfig, ApiResponse> {
    match access {
        Access::Invalid(error) => Err(error.response()),
        _ => access.credentials().filter(|config| !config.keys.is_empty()).ok_or_else(no_cookies),
    }
}

/// `DELETE /session`: removes the cookie, whether there was one or not.
pub fn end(head: &RequestHead, prefix: &str) -> ApiResponse {
    with_cookies(ApiResponse::empty(204), head, prefix, None)
}

/// `GET /session`: tells the page, which cannot see its own cookie, who the caller is and how to sign in.
pub fn who(access: &Access, caller: Option<&Caller>) -> ApiResponse {
    let sign_in = match access.credentials() {
        Some(config) if !config.keys.is_empty() => Some("cookie"),
        Some(config) if !config.tokens.is_empty() => Some("token"),
        _ => None,
    };
    let (scope, by) = (caller.map(|caller| caller.scope.name()), caller.map(|caller| caller.by));
    ApiResponse::json(200, &json!({"scope": scope, "by": by, "sign_in": sign_in}))
}

fn with_cookies(answer: ApiResponse, head: &RequestHead, prefix: &str, value: Option<&str>) -> ApiResponse {
    let cookies = jar(head, prefix).set(value);
    cookies.into_iter().fold(answer, |answer, cookie| answer.with_header("set-cookie", cookie))
}

fn no_cookies() -> ApiResponse {
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
    fn the_right_token_gets_a_cookie_and_the_answer_does_not_repeat_it() {
        let access = access("0123456789abcdef0123456789abcdef");
        let head = head("POST", "https://w.example/session", &[]);
        let answer = start(&access, &head, "", &json!({"token": " planted-token\n"}), NOW).unwrap();
        assert_eq!((answer.status, answer.body.as_deref()), (200, Some(r#"{"scope":"test"}"#)));
        assert!(answer.header("set-cookie").unwrap().starts_with("__Host-notifications="));
        assert!(!format!("{answer:?}").contains("planted"));
        for (body, status) in [
            (json!({"token": "planted-toke"}), 401),
            (json!({"token": ""}), 401),
            (json!({"token": "planted-token", "more": 1}), 422),
            (json!({"token": ["planted-token"]}), 422),
            (json!({}), 422),
            (json!("planted-token"), 422),
            (Value::Null, 422),
        ] {
            let refused = start(&access, &head, "", &body, NOW).unwrap_err();
            assert_eq!(refused.status, status, "{body}");
            assert!(!format!("{refused:?}").contains("planted") && refused.header("set-cookie").is_none());
        }
    }

    #[test]
    fn without_keys_there_is_none_to_be_had() {
        for access in [access(""), Access::Loopback, Access::Session] {
            assert_eq!(credentials(&access).unwrap_err().status, 404);
        }
        assert_eq!(credentials(&access("short")).unwrap_err().status, 503);
    }

    #[test]
    fn the_page_is_told_how_to_sign_in() {
        let told = |access: &Access| who(access, None).body.unwrap();
        assert!(told(&access("0123456789abcdef0123456789abcdef")).contains(r#""sign_in":"cookie""#));
        assert!(told(&access("")).contains(r#""sign_in":"token""#));
        assert_eq!(told(&Access::Loopback), r#"{"scope":null,"by":null,"sign_in":null}"#);
    }

    #[test]
    fn signing_out_takes_every_name_away() {
        let answer = end(&head("DELETE", "http://localhost/session", &[]), "");
        let cookies: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
        assert!(
            cookies.len() == 2 && cookies.iter().all(|(_, text)| text.contains("=; ") && text.contains("Max-Age=0"))
        );
    }
}
