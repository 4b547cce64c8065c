//! Where a request is addressed to: its URL, split into parts. Most URLs of a Worker differ only after their origin, and
//! most of those are plain: the full URL parser, a twentieth of a request's time, is used only for the others.

use std::cell::RefCell;
use std::rc::Rc;

use url::{Host, Url};

/// A request's URL.
pub struct RequestUrl {
    site: Rc<Site>,
    path: String,
    query: String,
}

/// What comes before the path.
struct Site {
    url: Url,
    origin: String,
}

thread_local! {
    /// The site of the previous request, and how it was written.
    static LAST: RefCell<Option<(String, Rc<Site>)>> = const { RefCell::new(None) };
}

impl RequestUrl {
    /// Parses a URL as the URL Standard does; `None` if it is invalid.
    pub fn parse(text: &str) -> Option<RequestUrl> {
        let Some((site, path, query)) = split(text) else { return Url::parse(text).ok().map(RequestUrl::of) };
        LAST.with_borrow_mut(|last| {
            if last.as_ref().is_none_or(|(written, _)| written != site) {
                *last = Some((site.to_owned(), Rc::new(Site::of(Url::parse(site).ok()?))));
            }
            let (_, site) = last.as_ref()?;
            Some(RequestUrl { site: site.clone(), path: path.to_owned(), query: query.to_owned() })
        })
    }

    fn of(url: Url) -> RequestUrl {
        let (path, query) = (url.path().to_owned(), url.query().unwrap_or_default().to_owned());
        RequestUrl { site: Rc::new(Site::of(url)), path, query }
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.site.url.scheme()
    }

    /// The host.
    pub fn host(&self) -> Option<Host<&str>> {
        self.site.url.host()
    }

    /// Scheme, host and port, as browsers write them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.site.origin
    }

    /// The path, its `.` and `..` resolved.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What comes after the question mark, still encoded.
    pub fn query(&self) -> &str {
        &self.query
    }
}

impl Site {
    fn of(url: Url) -> Site {
        Site { origin: url.origin().ascii_serialization(), url }
    }
}

/// A URL's site, path and query, if the URL Standard leaves the last two unchanged; `None` if the full parser is needed.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let start = ["http://", "https://"].into_iter().find(|scheme| text.starts_with(scheme))?.len();
    let (site, rest) = text.split_at(start + text[start..].find('/')?);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_site = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let in_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_~.:".contains(&byte);
    let in_query = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>'".contains(&byte);
    let plain = start < site.len()
        && site[start..].bytes().all(in_site)
        && path.bytes().all(in_path)
        && !path.contains("/.")
        && query.bytes().all(in_query);
    plain.then_some((site, path, query))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What must be the same, whichever way it was read.
    fn parts(address: &RequestUrl) -> (String, String, String, Option<Host<String>>, String) {
        let host = address.host().map(|host| host.to_owned());
        let [scheme, origin, path, query] =
            [address.scheme(), address.origin(), address.path(), address.query()].map(str::to_owned);
        (scheme, origin, path, host, query)
    }

    fn is_read_as_the_standard_has_it(text: &str) {
        let standard = Url::parse(text).ok().map(RequestUrl::of);
        for _ in 0..2 {
            assert_eq!(RequestUrl::parse(text).as_ref().map(parts), standard.as_ref().map(parts), "{text}");
        }
    }

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        for site in [
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
                is_read_as_the_standard_has_it(&[site, rest].concat());
            }
        }
    }

    #[test]
    fn a_plain_one_goes_the_short_way() {
        assert!(split("http://127.0.0.1:8787/notifications/v1/integrations/n-1?page_token=a%2Bb").is_some());
        assert!(split("https://h.example/").is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_the_standard_has_it(
            site in "https?://[a-zA-Z0-9.:@\\[\\]%\\\\?#-]{0,12}",
            rest in "[/.?#%2eE\\\\a-z&=:;'\" \t^`{}ä-]{0,16}",
        ) {
            is_read_as_the_standard_has_it(&[site, rest].concat());
        }
    }
}
