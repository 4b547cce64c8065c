//! The URL of a request, split into parts. Most URLs of a Worker differ only after their origin, and
//! most of those are plain: the full URL parser, a twentieth of a request's time, is used only for the others.

use std::cell::RefCell;
use std::rc::Rc;

use url::Url;

use crate::protocol::{is_loopback, normalized_path};

/// A request's URL.
pub struct RequestUrl {
    authority: Rc<Authority>,
    path: String,
    query: String,
}

/// The part of a URL before its path.
struct Authority {
    url: Url,
    origin: String,
}

thread_local! {
    /// The authority of the previous request, and its text.
    static PREVIOUS: RefCell<Option<(String, Rc<Authority>)>> = const { RefCell::new(None) };
}

impl RequestUrl {
    /// Parses a URL as the URL Standard does. Returns `None` if it is invalid.
    pub fn parse(text: &str) -> Option<RequestUrl> {
        let Some((authority, path, query)) = split(text) else { return Url::parse(text).ok().map(RequestUrl::of) };
        PREVIOUS.with_borrow_mut(|last| {
            if last.as_ref().is_none_or(|(text, _)| text != authority) {
                *last = Some((authority.to_owned(), Rc::new(Authority::of(Url::parse(authority).ok()?))));
            }
            let (_, authority) = last.as_ref()?;
            Some(RequestUrl { authority: authority.clone(), path: path.to_owned(), query: query.to_owned() })
        })
    }

    fn of(url: Url) -> RequestUrl {
        let (path, query) = (normalized_path(url.path()).into_owned(), url.query().unwrap_or_default().to_owned());
        RequestUrl { authority: Rc::new(Authority::of(url)), path, query }
    }

    /// Returns the scheme, `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.authority.url.scheme()
    }

    /// Returns whether the host is a loopback name or url.
    pub fn is_loopback(&self) -> bool {
        self.authority.url.host_str().is_some_and(is_loopback)
    }

    /// Returns scheme, host and port, as browsers write them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.authority.origin
    }

    /// Returns the path, its `.` and `..` resolved and what needs no encoding decoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the part after the question mark, still encoded.
    pub fn query(&self) -> &str {
        &self.query
    }
}

impl Authority {
    fn of(url: Url) -> Authority {
        Authority { origin: url.origin().ascii_serialization(), url }
    }
}

/// Returns a URL's authority, path and query if the URL Standard leaves the last two unchanged, or `None` if the full
/// parser is needed.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let start = ["http://", "https://"].into_iter().find(|scheme| text.starts_with(scheme))?.len();
    let (authority, rest) = text.split_at(start + text[start..].find('/')?);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_site = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let in_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_~.:".contains(&byte);
    let in_query = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>'".contains(&byte);
    let plain = start < authority.len()
        && authority[start..].bytes().all(in_site)
        && path.bytes().all(in_path)
        && !path.contains("/.")
        && query.bytes().all(in_query);
    plain.then_some((authority, path, query))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts that must be equal, whichever parser read them.
    fn parts(url: &RequestUrl) -> [String; 5] {
        let host = url.authority.url.host_str().unwrap_or_default();
        [url.scheme(), url.origin(), url.path(), host, url.query()].map(str::to_owned)
    }

    fn assert_parsed_as_the_standard_says(text: &str) {
        let standard = Url::parse(text).ok().map(RequestUrl::of);
        for _ in 0..2 {
            assert_eq!(RequestUrl::parse(text).as_ref().map(parts), standard.as_ref().map(parts), "{text}");
        }
    }

    #[test]
    fn both_parsers_agree() {
        for authority in [
            "http://127.0.0.1:8787",
            "http://localhost",
            "https://h.example:443",
            "http://H.Example:81",
            "http://[::1]:80",
            "http://2130706433",
            "http://0x7f.1",
            "http://user:pass@localhost",
            "http://evil?localhost",
            "http://evil#localhost",
            "http://evil\\localhost",
            "http://localhost:99999",
            "http://local host",
            "http://[::1",
            "http://",
            "HTTP://localhost",
            "ws://localhost",
            "localhost",
            "",
        ] {
            for rest in [
                "",
                "/",
                "/a/b",
                "/a?b=c%2Fd&e",
                "/a/../b",
                "/./a",
                "/..",
                "/a/.b",
                "/a.b/c",
                "/a..b",
                "/%2e%2e/b",
                "/a/%2E./b",
                "//a",
                "/a//b/",
                "/a;b",
                "/a%2fb",
                "/a\\b",
                "/ä",
                "/a b",
                "/a?b#c",
                "/a#b?c",
                "/?a?b",
                "?a",
                "#a",
                "/a?'\"<>",
                "/a?ä",
                "/n:test",
                "/a\tb",
                "/a?b\nc",
                "/^`{}|",
            ] {
                assert_parsed_as_the_standard_says(&[authority, rest].concat());
            }
        }
    }

    #[test]
    fn a_path_is_the_same_however_its_plain_characters_are_encoded() {
        for (path, normalized) in [
            ("/notifications/v1/integrations%3Atest", "/notifications/v1/integrations:test"),
            ("/%63anary/webhook%3atest", "/canary/webhook:test"),
            ("/canary/%74est/n%2D1", "/canary/test/n-1"),
            ("/canary/results/a%2Fb", "/canary/results/a%2Fb"),
            ("/canary%2Frun", "/canary%2Frun"),
        ] {
            let url = RequestUrl::parse(&["https://h.example", path].concat()).unwrap();
            assert_eq!(url.path(), normalized, "{path}");
        }
    }

    #[test]
    fn a_plain_url_needs_no_full_parser() {
        assert!(split("http://127.0.0.1:8787/notifications/v1/integrations/n-1?page_token=a%2Bb").is_some());
        assert!(split("https://h.example/").is_some());
    }

    proptest! {
        #[test]
        fn both_parsers_agree_on_any_text(
            authority in "https?://[a-zA-Z0-9.:@\\[\\]%\\\\?#-]{0,12}",
            rest in "[/.?#%2eE\\\\a-z&=:;'\" \t^`{}ä-]{0,16}",
        ) {
            assert_parsed_as_the_standard_says(&[authority, rest].concat());
        }
    }
}
