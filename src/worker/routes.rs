//! Maps methods and paths to routes. Anything not listed here does not exist.

use percent_encoding::percent_decode_str;

use super::answer::Answer;
use crate::integration::check_id;
use crate::protocol::{COLLECTION, ErrorDetail, Field, Operation};

/// Where a request leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// A file of the page, if there is one of that path.
    Page,
    /// `GET /healthz`: whether this Worker runs. It calls nothing else.
    Health,
    /// `GET /readyz`: whether Confluent answers, as of at most half a minute ago.
    Ready,
    /// `GET /session`: who the caller is, and how to sign in.
    WhoAmI,
    /// `POST /session`: a cookie for a token.
    SignIn,
    /// `DELETE /session`: removes the cookie.
    SignOut,
    /// `POST /canary/test/{id}`: reads a saved integration and sends its test.
    TestSaved(String),
    /// `POST /canary/run`: tests every integration now.
    TestAll,
    /// `POST /canary/webhook:test`: sends a test message to the operator's own webhook.
    TestWebhook,
    /// `GET /canary/results`: the result of each integration's last test.
    Results,
    /// `GET /canary/results/{id}`: the latest tests of one integration.
    ResultsOf(String),
    /// One of the six operations, with its id where it has one.
    Operation(Operation, String),
    /// `GET /sandbox/deliveries`: the test messages that the sandbox recorded.
    Deliveries,
    /// `POST /sandbox/reset`: puts the sandbox back into its initial state.
    Reset,
}

impl Route {
    /// Whether it is one of the page's files or the health check, which any site may link to.
    pub fn is_file(&self) -> bool {
        matches!(self, Route::Page | Route::Health)
    }

    /// Whether it changes nothing.
    pub fn reads(&self) -> bool {
        match self {
            Route::Page | Route::Health | Route::Ready | Route::WhoAmI | Route::Deliveries => true,
            Route::Results | Route::ResultsOf(_) => true,
            Route::Operation(operation, _) => matches!(operation, Operation::List | Operation::Get),
            Route::SignIn | Route::SignOut | Route::Reset => false,
            Route::TestSaved(_) | Route::TestAll | Route::TestWebhook => false,
        }
    }

    /// Whether it takes a body. Without one there is no content type to demand.
    pub fn takes_body(&self) -> bool {
        match self {
            Route::Operation(operation, _) => operation.purpose().is_some(),
            // Reset ignores its body, but has always required the content type.
            Route::SignIn | Route::Reset => true,
            _ => false,
        }
    }

    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Route::Page => "page",
            Route::Health => "health",
            Route::Ready => "ready",
            Route::WhoAmI => "whoami",
            Route::SignIn => "sign-in",
            Route::SignOut => "sign-out",
            Route::TestSaved(_) => "test-saved",
            Route::TestAll => "test-all",
            Route::TestWebhook => "test-webhook",
            Route::Results => "results",
            Route::ResultsOf(_) => "results-of",
            Route::Operation(operation, _) => operation.name(),
            Route::Deliveries => "deliveries",
            Route::Reset => "reset",
        }
    }
}

/// The route of a request under the path that this Worker is mounted on.
///
/// `path` is as the URL standard normalised it: dot segments, encoded ones too, are already resolved.
pub fn find(method: &str, path: &str) -> Result<Route, Answer> {
    if let Some(rest) = path.strip_prefix(COLLECTION) {
        return match rest {
            "" => operation(method, &[("GET", Operation::List), ("POST", Operation::Create)], ""),
            ":test" => operation(method, &[("POST", Operation::Test)], ""),
            _ => match rest.strip_prefix('/') {
                Some(segment) if is_segment(segment) => one(method, segment),
                _ => Err(nothing_here()),
            },
        };
    }
    if let Some(segment) = path.strip_prefix("/canary/test/").filter(|segment| is_segment(segment)) {
        return only(method, &["POST"], Route::TestSaved(id_of(segment)?));
    }
    if let Some(segment) = path.strip_prefix("/canary/results/").filter(|segment| is_segment(segment)) {
        return only(method, &["GET"], Route::ResultsOf(id_of(segment)?));
    }
    match path {
        "/canary/run" => only(method, &["POST"], Route::TestAll),
        "/canary/webhook:test" => only(method, &["POST"], Route::TestWebhook),
        "/canary/results" => only(method, &["GET"], Route::Results),
        "/session" => match method {
            "GET" => Ok(Route::WhoAmI),
            "POST" => Ok(Route::SignIn),
            "DELETE" => Ok(Route::SignOut),
            _ => Err(not_allowed(&["GET", "POST", "DELETE"])),
        },
        "/readyz" => only(method, &["GET", "HEAD"], Route::Ready),
        "/healthz" => only(method, &["GET", "HEAD"], Route::Health),
        "/sandbox/deliveries" => only(method, &["GET"], Route::Deliveries),
        "/sandbox/reset" => only(method, &["POST"], Route::Reset),
        "/" => only(method, &["GET", "HEAD"], Route::Page),
        // No files are looked up under the API's own paths.
        _ if ["/notifications/", "/sandbox/", "/canary/"].iter().any(|space| path.starts_with(space)) => {
            Err(nothing_here())
        }
        _ if matches!(method, "GET" | "HEAD") => Ok(Route::Page),
        _ => Err(nothing_here()),
    }
}

/// The answer for an unknown path.
pub fn nothing_here() -> Answer {
    Answer::refusal(404, "not_found", "There is nothing at this path.")
}

fn is_segment(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}

fn id_of(segment: &str) -> Result<String, Answer> {
    let id = decode(segment).ok_or_else(|| bad_id("is not percent-encoded UTF-8"))?;
    match check_id(&id) {
        Some(problem) => Err(bad_id(&problem.detail)),
        None => Ok(id),
    }
}

fn one(method: &str, segment: &str) -> Result<Route, Answer> {
    let id = id_of(segment)?;
    operation(method, &[("GET", Operation::Get), ("PATCH", Operation::Update), ("DELETE", Operation::Delete)], &id)
}

/// Decoded once: an id that was encoded twice stays encoded once, as the API would read it.
fn decode(segment: &str) -> Option<String> {
    let mut rest = segment.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        if !rest.get(at + 1..at + 3)?.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = &rest[at + 3..];
    }
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

fn bad_id(detail: &str) -> Answer {
    let detail = ErrorDetail::default().with(Field::Detail, detail).with(Field::Parameter, "id");
    Answer::refusals(400, "invalid_request", [detail])
}

fn operation(method: &str, table: &[(&'static str, Operation)], id: &str) -> Result<Route, Answer> {
    match table.iter().find(|(known, _)| *known == method) {
        Some((_, operation)) => Ok(Route::Operation(*operation, id.to_owned())),
        None => Err(not_allowed(&table.iter().map(|(known, _)| *known).collect::<Vec<_>>())),
    }
}

fn only(method: &str, allowed: &[&str], route: Route) -> Result<Route, Answer> {
    if allowed.contains(&method) { Ok(route) } else { Err(not_allowed(allowed)) }
}

fn not_allowed(allowed: &[&str]) -> Answer {
    Answer::refusal(405, "method_not_allowed", "This path does not take this method; the header Allow says which.")
        .with("allow", allowed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Request;
    use proptest::prelude::*;
    use url::Url;

    const ONE: &str = "/notifications/v1/integrations/n-1";

    fn status(method: &str, path: &str) -> u16 {
        find(method, path).unwrap_err().status
    }

    #[test]
    fn each_route_has_its_method_and_path() {
        let operation = |operation, id: &str| Route::Operation(operation, id.to_owned());
        for (method, path, route) in [
            ("GET", "/", Route::Page),
            ("HEAD", "/", Route::Page),
            ("GET", "/index.html", Route::Page),
            ("GET", "/assets/index-abc.js", Route::Page),
            ("GET", "/healthz", Route::Health),
            ("HEAD", "/healthz", Route::Health),
            ("GET", COLLECTION, operation(Operation::List, "")),
            ("POST", COLLECTION, operation(Operation::Create, "")),
            ("POST", "/notifications/v1/integrations:test", operation(Operation::Test, "")),
            ("GET", ONE, operation(Operation::Get, "n-1")),
            ("PATCH", ONE, operation(Operation::Update, "n-1")),
            ("DELETE", ONE, operation(Operation::Delete, "n-1")),
            ("GET", "/sandbox/deliveries", Route::Deliveries),
            ("POST", "/sandbox/reset", Route::Reset),
        ] {
            let found = find(method, path).unwrap();
            assert_eq!(found, route, "{method} {path}");
            let file = matches!(path, "/" | "/index.html" | "/assets/index-abc.js" | "/healthz");
            assert_eq!(found.is_file(), file, "{method} {path}");
            assert_eq!(found.reads(), matches!(method, "GET" | "HEAD"), "{method} {path}");
        }
    }

    #[test]
    fn other_methods_are_refused_and_told_which_are_not() {
        for (path, allow) in [
            ("/", "GET, HEAD"),
            ("/healthz", "GET, HEAD"),
            ("/readyz", "GET, HEAD"),
            ("/session", "GET, POST, DELETE"),
            ("/canary/test/n-1", "POST"),
            (COLLECTION, "GET, POST"),
            ("/notifications/v1/integrations:test", "POST"),
            (ONE, "GET, PATCH, DELETE"),
            ("/sandbox/deliveries", "GET"),
            ("/sandbox/reset", "POST"),
        ] {
            for method in ["PUT", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", ""] {
                let answer = find(method, path).unwrap_err();
                assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
            }
        }
        // HEAD is for the page: the API does not document it.
        assert_eq!(status("HEAD", COLLECTION), 405);
    }

    #[test]
    fn what_only_looks_like_a_route_is_nothing() {
        for path in [
            "/notifications/v1/integrations/",
            "/notifications/v1/integrations/a/b",
            "/notifications/v1/integrations/a/",
            "/notifications/v1/integrations//a",
            "/notifications/v1/integrations:test/",
            "/notifications/v1/integrations:tests",
            "/notifications/v1/integrations;x",
            "/notifications/v1/integrations%3Atest",
            "/notifications/v1/integrationsx",
            "/notifications/v2/integrations",
            "/notifications/v1/other",
            "/notifications/",
            "/sandbox/",
            "/sandbox/deliveries/",
            "/canary/",
            "/canary/test",
            "/canary/test/",
            "/canary/test/a/b",
            "/canary/test//a",
        ] {
            assert_eq!(status("GET", path), 404, "{path}");
            assert_eq!(status("POST", path), 404, "{path}");
        }
        for path in ["//notifications/v1/integrations", "/Notifications/v1/integrations", "/x", "/.env"] {
            assert_eq!(status("POST", path), 404, "{path}");
            // Perhaps a file: the assets know.
            assert_eq!(find("GET", path).unwrap(), Route::Page, "{path}");
        }
    }

    #[test]
    fn an_id_is_decoded_once_and_checked() {
        for (segment, id) in [
            ("a%2Fb", "a/b"),
            ("%252e%252e", "%2e%2e"),
            ("n;x=1", "n;x=1"),
            ("a%3Fb%23c", "a?b#c"),
            ("%C3%A9", "é"),
            ("a+b", "a+b"),
            ("__proto__", "__proto__"),
        ] {
            let path = format!("{COLLECTION}/{segment}");
            assert_eq!(find("GET", &path).unwrap(), Route::Operation(Operation::Get, id.into()), "{segment}");
        }
        let saved = |segment: &str| find("POST", &format!("/canary/test/{segment}"));
        assert_eq!(saved("a%2Fb").unwrap(), Route::TestSaved("a/b".into()));
        assert_eq!(saved("%2e%2e").unwrap_err().status, 400);
        let long = "x".repeat(256);
        for segment in ["%", "%4", "%zz", "%ff", "%2e", "%2E%2e", "..", ".", &long] {
            assert_eq!(status("DELETE", &format!("{COLLECTION}/{segment}")), 400, "{segment}");
        }
    }

    proptest! {
        #[test]
        fn no_path_panics_and_none_leads_upstream_elsewhere(path in "/(notifications/v1/integrations)?[ -~]{0,40}") {
            let Ok(url) = Url::parse(&format!("http://localhost{path}")) else { return Ok(()) };
            for method in ["GET", "POST", "PATCH", "DELETE"] {
                if let Ok(Route::Operation(operation, id)) = find(method, url.path()) {
                    let sent = Request::new(operation, &id, String::new()).path;
                    prop_assert!(sent.starts_with(COLLECTION));
                    let whole = Url::parse(&format!("https://api.example{sent}")).unwrap();
                    prop_assert_eq!(whole.path(), sent.as_str());
                }
            }
        }
    }
}
