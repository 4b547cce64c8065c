//! Other sites allowed to call this Worker (`ALLOWED_ORIGINS`): none unless listed, and then exactly those.
//!
//! They call with a token of their own. Cookies are not accepted from them, and browsers are not told to send any.

use url::Url;

use crate::worker::config_error::ConfigError;
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;

/// The response headers that a script of a listed origin may read.
const EXPOSED_HEADERS: &str = "X-Request-Id, X-Worker-Request-Id, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, \
                       X-RateLimit-Reset, Location, X-Upstream, Server-Timing";

/// The listed origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Reads the variable: origins as browsers write them, separated by commas.
    pub fn read(text: Option<String>) -> Result<Origins, ConfigError> {
        let text = text.unwrap_or_default();
        let origins: Vec<_> =
            text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        let is_origin = |text: &String| {
            Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == *text
            })
        };
        if origins.iter().all(is_origin) {
            return Ok(Origins(origins));
        }
        let detail = "must hold origins such as https://dashboard.example, without a path, and no *";
        Err(ConfigError::new("ALLOWED_ORIGINS", detail))
    }

    /// Returns whether no origin is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the origin of a request, if it is listed.
    pub fn of<'a>(&self, head: &'a RequestHead) -> Option<&'a str> {
        head.header("origin").filter(|origin| self.0.iter().any(|known| known == origin))
    }

    /// Returns the CORS headers for every response to this request. `Vary` is set for all callers: caches must know that responses
    /// differ by origin.
    pub fn headers(&self, head: Option<&RequestHead>) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if self.is_empty() {
            return headers;
        }
        headers.push(("vary", "Origin".to_owned()));
        if let Some(origin) = head.and_then(|head| self.of(head)) {
            headers.push(("access-control-allow-origin", origin.to_owned()));
            headers.push(("access-control-expose-headers", EXPOSED_HEADERS.to_owned()));
        }
        headers
    }

    /// Returns the response to a preflight from a listed origin, or `None` if the request is not one.
    pub fn preflight(&self, head: &RequestHead) -> Option<ApiResponse> {
        let is_preflight = head.method == "OPTIONS" && head.header("access-control-request-method").is_some();
        self.of(head).filter(|_| is_preflight).map(|_| {
            ApiResponse::empty(204)
                .with_header("access-control-allow-methods", "GET, POST, PATCH, DELETE")
                .with_header("access-control-allow-headers", "authorization, content-type")
                .with_header("access-control-max-age", "600")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::request_head::tests::head;

    fn origins(text: &str) -> Result<Origins, ConfigError> {
        Origins::read(Some(text.to_owned()))
    }

    #[test]
    fn anything_but_an_origin_is_refused() {
        assert!(Origins::read(None).unwrap().is_empty() && origins(" , ").unwrap().is_empty());
        assert!(origins("https://a.example, http://localhost:5173").is_ok());
        for bad in [
            "*",
            "null",
            "a.example",
            "https://a.example/",
            "https://a.example/x",
            "https://*.a.example",
            "https://a.example:443",
            "HTTPS://a.example",
            "https://u@a.example",
            "ftp://a.example",
            "https://a.example https://b.example",
            "https://a.example,*",
        ] {
            // The one that parses as a host: a wildcard is no host of anybody's.
            if bad == "https://*.a.example" {
                let listed = origins(bad);
                assert!(listed.is_err() || listed.unwrap().of(&get("https://x.a.example")).is_none());
                continue;
            }
            assert_eq!(origins(bad).unwrap_err().variable, "ALLOWED_ORIGINS", "{bad}");
        }
    }

    fn get(origin: &str) -> RequestHead {
        head("GET", "https://w.example/x", &[("origin", origin)])
    }

    #[test]
    fn exactly_the_listed_origins_are_allowed_and_every_response_varies() {
        let listed = origins("https://a.example,https://b.example:8443").unwrap();
        let allowed = |origin: &str| {
            let headers = listed.headers(Some(&get(origin)));
            assert!(headers.contains(&("vary", "Origin".to_owned())), "{origin}");
            assert!(!headers.iter().any(|(name, _)| name.contains("credentials")));
            headers.into_iter().find(|(name, _)| *name == "access-control-allow-origin").map(|(_, value)| value)
        };
        for origin in ["https://a.example", "https://b.example:8443"] {
            assert_eq!(allowed(origin).as_deref(), Some(origin));
        }
        for origin in
            ["http://a.example", "https://b.example", "https://a.example.evil", "https://A.example", "null", "", "*"]
        {
            assert_eq!(allowed(origin), None, "{origin}");
        }
        assert!(Origins::default().headers(Some(&get("https://a.example"))).is_empty());
        assert_eq!(listed.headers(None).len(), 1);
    }

    #[test]
    fn only_a_preflight_from_a_listed_origin_is_answered() {
        let listed = origins("https://a.example").unwrap();
        let requested = ("access-control-request-method", "PATCH");
        let preflight =
            |method: &str, headers: &[(&str, &str)]| listed.preflight(&head(method, "https://w.example/", headers));
        assert_eq!(preflight("OPTIONS", &[("origin", "https://a.example"), requested]).unwrap().status, 204);
        assert!(preflight("OPTIONS", &[("origin", "https://b.example"), requested]).is_none());
        assert!(preflight("OPTIONS", &[("origin", "https://a.example")]).is_none());
        assert!(preflight("OPTIONS", &[requested]).is_none());
        assert!(preflight("POST", &[("origin", "https://a.example"), requested]).is_none());
    }
}
