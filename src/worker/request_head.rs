//! The head of a request, as far as decisions depend on it: method, URL, and the few headers that are read.

use super::request_url::RequestUrl;

/// The headers that are read. No other affects a decision, let alone reaches the upstream.
pub const HEADERS_READ: [&str; 12] = [
    "access-control-request-method",
    "authorization",
    "cf-access-jwt-assertion",
    "cf-connecting-ip",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "if-none-match",
    "origin",
    "sec-fetch-site",
];

/// The head of a request.
pub struct RequestHead {
    /// In upper case, as the platform normalizes it.
    pub method: String,
    /// As the platform parsed it: in workerd, it already includes `Host`.
    pub url: RequestUrl,
    headers: Vec<(&'static str, String)>,
}

impl RequestHead {
    /// Reads the parts. Returns `None` if the URL is invalid.
    pub fn new(method: String, url: &str, header: impl Fn(&str) -> Option<String>) -> Option<RequestHead> {
        let headers = HEADERS_READ.iter().filter_map(|name| Some((*name, header(name)?))).collect();
        Some(RequestHead { method, url: RequestUrl::parse(url)?, headers })
    }

    /// Parses the platform's text: method, URL, and those headers of [`HEADERS_READ`] that are present, one per line.
    /// Returns `None` if the URL is invalid.
    pub fn from_lines(text: &str) -> Option<RequestHead> {
        let mut lines = text.split('\n');
        let (method, url) = (lines.next()?, lines.next()?);
        let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
        let header = |name: &str| Some(headers.iter().find(|(known, _)| *known == name)?.1.to_owned());
        RequestHead::new(method.to_owned(), url, header)
    }

    /// Returns one of [`HEADERS_READ`]. Repeated headers are joined by commas, which no valid value of these contains.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether the method only reads.
    pub fn is_read(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Returns a head as a test writes it.
    pub fn head(method: &str, url: &str, headers: &[(&str, &str)]) -> RequestHead {
        let read = |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        RequestHead::new(method.to_owned(), url, read).unwrap()
    }

    #[test]
    fn headers_that_are_not_listed_are_not_read() {
        let head = head("GET", "http://localhost/", &[("x-forwarded-for", "a"), ("host", "localhost")]);
        assert_eq!(head.header("x-forwarded-for"), None);
        assert_eq!(head.header("host"), Some("localhost"));
    }

    #[test]
    fn a_head_is_parsed_from_its_lines() {
        let text = "PATCH\nhttps://h.example:81/a?b=c:d\nhost:h.example:81\ncontent-type:\nx-other:1\n";
        let head = RequestHead::from_lines(text).unwrap();
        assert_eq!((head.method.as_str(), head.url.origin()), ("PATCH", "https://h.example:81"));
        assert_eq!((head.url.path(), head.url.query()), ("/a", "b=c:d"));
        assert_eq!(head.header("host"), Some("h.example:81"));
        assert_eq!(head.header("content-type"), Some(""), "there, and empty");
        assert_eq!((head.header("x-other"), head.header("origin")), (None, None));
        assert!(RequestHead::from_lines("").is_none() && RequestHead::from_lines("GET\n/relative\n").is_none());
    }

    #[test]
    fn the_origin_is_written_as_browsers_write_it() {
        for (url, origin) in [
            ("http://LOCALHOST:8787/x?y", "http://localhost:8787"),
            ("https://h.example:443/", "https://h.example"),
            ("http://[::1]:80/", "http://[::1]"),
        ] {
            assert_eq!(head("GET", url, &[]).url.origin(), origin);
        }
        assert!(RequestHead::new("GET".into(), "/relative", |_| None).is_none());
    }
}
