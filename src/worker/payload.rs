//! Request bodies and queries: small JSON bodies and nothing else, and the few query parameters that the API has.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::access::authenticate::sends_bearer;
use super::request_head::RequestHead;
use super::response::ApiResponse;
use crate::integration::Property;
use crate::integration::schema::ValueRule;
use crate::protocol::{ErrorDetail, Field};

/// The largest body accepted, in bytes.
pub const BODY_MAX: usize = 64 * 1024;

/// Refuses a write by its headers, before its body is read. `takes_body`: whether the route takes a body.
///
/// Requiring `application/json` keeps out forms and other simple requests, which browsers send to other sites without a
/// preflight. Routes without a body may be called without the header, as curl does: DELETE is never a simple request, and
/// for POST from another site nothing but a bearer token counts (`access`). With a bearer token they may be called with any
/// content type if no body follows, since many programs send one all the same, and no form sends that header.
pub fn check_headers(head: &RequestHead, takes_body: bool) -> Result<(), ApiResponse> {
    match head.header("content-type") {
        None if !takes_body => {}
        Some(_) if !takes_body && sends_bearer(head) && is_bodiless(head) => {}
        Some(text) if is_json(text) => {}
        _ => return Err(unsupported("The content type must be application/json.")),
    }
    if head.header("content-encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(unsupported("The body must not be compressed."));
    }
    if head.header("content-length").is_some_and(|length| length.parse().map_or(true, |n: usize| n > BODY_MAX)) {
        return Err(too_large());
    }
    Ok(())
}

/// Returns the response to a body over [`BODY_MAX`].
pub fn too_large() -> ApiResponse {
    ApiResponse::error(413, "payload_too_large", "The body must be at most 64 KB.")
}

/// Refuses a body on a route that would ignore it: whoever sent one expects it to have an effect.
pub fn require_empty(body: &[u8]) -> Result<(), ApiResponse> {
    if body.is_empty() {
        return Ok(());
    }
    Err(ApiResponse::error(400, "invalid_request", "This takes no body: what is saved is what is tested."))
}

/// Parses a body.
pub fn parse_body(body: &[u8]) -> Result<Value, ApiResponse> {
    if body.len() > BODY_MAX {
        return Err(too_large());
    }
    let refuse = |detail: &str| ApiResponse::error(400, "invalid_request", detail);
    let text = decode_body(body).map_err(refuse)?;
    serde_json::from_str(text).map_err(|error| {
        // Where, not what: the text may hold a webhook URL.
        match error.classify() {
            serde_json::error::Category::Eof => refuse("The body is empty or ends too early: it must be JSON."),
            _ => refuse(&format!("The body is no JSON, from line {} column {} on.", error.line(), error.column())),
        }
    })
}

/// Decodes a body. The error says what its bytes are instead of UTF-8 without a byte order mark, which RFC 8259 requires.
fn decode_body(body: &[u8]) -> Result<&str, &'static str> {
    match body {
        [0xef, 0xbb, 0xbf, ..] => return Err("The body begins with a byte order mark: it must be UTF-8 without one."),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Err("The body begins with a byte order mark of UTF-16: it must be UTF-8 without one.");
        }
        // JSON begins with ASCII, which UTF-16 gives a zero byte, and a zero byte is no JSON.
        [0, _, ..] | [_, 0, ..] => return Err("The body is UTF-16: it must be UTF-8."),
        _ => {}
    }
    std::str::from_utf8(body).map_err(|_| "The body is not UTF-8.")
}

/// Parses the query of an operation into the client's arguments. Parameters that the operation does not have are dropped.
pub fn parse_query(head: &RequestHead, parameters: &[Property]) -> Result<Value, ApiResponse> {
    let mut query = Map::new();
    for (name, value) in form_urlencoded::parse(head.url.query().as_bytes()) {
        let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else { continue };
        let value = match parameter.value {
            // A number as JSON writes it; anything else stays text and fails validation.
            ValueRule::PageSize if is_decimal(&value) => value.parse::<u32>().map_or(value.into(), Value::from),
            _ => value.into(),
        };
        // Servers differ in which of two values they use.
        if query.insert(name.to_string(), value).is_some() {
            let problem = ErrorDetail::default().with(Field::Detail, "must be given once").with(Field::Parameter, name);
            return Err(ApiResponse::errors(400, "invalid_request", [problem]));
        }
    }
    Ok(if query.is_empty() { Value::Null } else { Value::Object(query) })
}

/// A body of unknown length counts as none: the routes that would ignore one refuse it once it is read.
fn is_bodiless(head: &RequestHead) -> bool {
    head.header("content-length").is_none_or(|length| length == "0")
}

fn unsupported(detail: &str) -> ApiResponse {
    ApiResponse::error(415, "unsupported_media_type", detail)
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn is_decimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::request_head::tests::head;
    use super::*;
    use crate::integration::schema::INTEGRATION_QUERY;
    use proptest::prelude::*;
    use serde_json::json;

    fn checked(takes_body: bool, headers: &[(&str, &str)]) -> u16 {
        let head = head(if takes_body { "POST" } else { "DELETE" }, "http://localhost/", headers);
        check_headers(&head, takes_body).map_or_else(|response| response.status, |()| 200)
    }

    #[test]
    fn only_uncompressed_json_is_accepted() {
        for (content_type, status) in [
            ("application/json", 200),
            ("application/json; charset=utf-8", 200),
            ("Application/JSON ;x", 200),
            ("text/plain", 415),
            ("application/x-www-form-urlencoded", 415),
            ("multipart/form-data; boundary=application/json", 415),
            ("text/plain; application/json", 415),
            ("application/json, text/plain", 415),
            ("text/plain, application/json", 415),
            ("application/jsonx", 415),
            ("application/json+x", 415),
            ("application/merge-patch+json", 415),
            ("", 415),
        ] {
            for takes_body in [true, false] {
                assert_eq!(checked(takes_body, &[("content-type", content_type)]), status, "{content_type}");
            }
        }
        assert_eq!((checked(true, &[]), checked(false, &[])), (415, 200));
        let json = ("content-type", "application/json");
        assert_eq!(checked(true, &[json, ("content-encoding", "gzip")]), 415);
        assert_eq!(checked(true, &[json, ("content-encoding", "identity")]), 200);
    }

    #[test]
    fn a_large_body_is_refused_by_its_content_length() {
        for (length, status) in
            [("0", 200), ("65536", 200), ("65537", 413), ("99999999999999999999999", 413), ("-1", 413), ("x", 413)]
        {
            let headers = [("content-type", "application/json"), ("content-length", length)];
            assert_eq!(checked(true, &headers), status, "{length}");
        }
        assert_eq!(parse_body(&vec![b' '; BODY_MAX + 1]).unwrap_err().status, 413);
    }

    #[test]
    fn invalid_json_is_refused_without_repeating_it() {
        assert_eq!(parse_body(br#"{"a":1}"#).unwrap(), json!({"a": 1}));
        let deep = "[".repeat(10_000);
        for bad in ["", " ", "{", "{\"webhook_url\":\"https://secret", "secret", "{'secret'}", "\u{feff}{}", &deep] {
            let response = parse_body(bad.as_bytes()).unwrap_err();
            assert_eq!(response.status, 400, "{bad}");
            assert!(!response.body.unwrap().contains("secret"));
        }
    }

    #[test]
    fn a_body_in_another_encoding_is_refused_by_its_name() {
        for (body, detail) in [
            (&b"{\"display_name\": \"caf\xe9\"}"[..], "The body is not UTF-8."),
            (b"\"\xff\"", "The body is not UTF-8."),
            (b"\"\xed\xa0\x80\"", "The body is not UTF-8."),
            (b"\xef\xbb\xbf{}", "The body begins with a byte order mark: it must be UTF-8 without one."),
            (b"\xff\xfe{\0}\0", "The body begins with a byte order mark of UTF-16: it must be UTF-8 without one."),
            (b"\xfe\xff\0{\0}", "The body begins with a byte order mark of UTF-16: it must be UTF-8 without one."),
            (b"{\0}\0", "The body is UTF-16: it must be UTF-8."),
            (b"\0{\0}", "The body is UTF-16: it must be UTF-8."),
        ] {
            let response = parse_body(body).unwrap_err();
            assert_eq!(response.status, 400, "{detail}");
            assert!(response.body.unwrap().contains(detail), "{detail}");
        }
    }

    #[test]
    fn a_request_without_a_body_takes_any_content_type_with_a_bearer_token() {
        let form = ("content-type", "application/x-www-form-urlencoded");
        for (authorization, status) in
            [("Bearer token", 200), ("bearer token", 200), ("Basic dTp0b2tlbg==", 415), ("token", 415), ("", 415)]
        {
            for more in [None, Some("0"), Some("1")] {
                let mut headers = vec![form, ("authorization", authorization)];
                headers.extend(more.map(|length| ("content-length", length)));
                assert_eq!(checked(true, &headers), 415, "{authorization} {more:?}");
                let expected = if more == Some("1") { 415 } else { status };
                assert_eq!(checked(false, &headers), expected, "{authorization} {more:?}");
            }
        }
    }

    #[test]
    fn a_body_is_refused_where_it_would_be_ignored() {
        assert!(require_empty(b"").is_ok());
        assert_eq!(require_empty(b"{}").unwrap_err().status, 400);
    }

    #[test]
    fn unlisted_parameters_are_dropped_and_repeated_ones_refused() {
        let read =
            |text: &str| parse_query(&head("GET", &format!("http://localhost/?{text}"), &[]), &INTEGRATION_QUERY);
        assert_eq!(read("").unwrap(), Value::Null);
        assert_eq!(read("x=1&api_key=2&__proto__=3").unwrap(), Value::Null);
        assert_eq!(
            read("page_size=5&page_token=a%26b%3Dc+d&resource=crn%3A%2F%2Fx&resource_type=TOPIC&x=1").unwrap(),
            json!({"page_size": 5, "page_token": "a&b=c d", "resource": "crn://x", "resource_type": "TOPIC"})
        );
        for size in ["", "x", "-1", "+5", "1e2", "5.0", "99999999999", " 5", "٣"] {
            let found = read(&format!("page_size={}", size.replace('+', "%2B")));
            assert_eq!(found.unwrap(), json!({"page_size": size}), "{size}");
        }
        for twice in ["page_size=1&page_size=2", "page_token=a&page%5Ftoken=b", "page_size=1&x=2&page_size=1"] {
            assert_eq!(read(twice).unwrap_err().status, 400, "{twice}");
        }
    }

    proptest! {
        #[test]
        fn no_query_body_or_header_panics(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let head = head("GET", &format!("http://localhost/?{text}"), &[("content-type", &text)]);
            let _ = parse_query(&head, &INTEGRATION_QUERY);
            let _ = parse_body(&bytes);
            checked(true, &[("content-type", &text), ("content-length", &text)]);
        }
    }
}
