//! The secret parts of a known URL, to be redacted in texts that quote them in another form: without the scheme, the path
//! alone, or decoded.

use std::fmt;

use url::{Url, form_urlencoded};

use super::parts::{PART_MIN, SECRET_MIN, for_each_secret_part, redact_secret};
use super::{ends_url, redact_text};

/// The secrets of a URL that is known: its parts, the longest first, and its host. `Debug` shows none.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct UrlSecrets {
    parts: Vec<String>,
    host: String,
}

impl UrlSecrets {
    /// Returns the secrets of a URL, or of a key in its place.
    pub(crate) fn of(url: &str) -> UrlSecrets {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
        let alone = path.split(['?', '#']).next().unwrap_or_default();
        let whole = [url, rest, path, path.trim_start_matches('/'), alone];
        let mut all: Vec<_> = whole.into_iter().filter(|part| part.len() >= PART_MIN).map(str::to_owned).collect();
        for_each_secret_part(url, &mut |part| all.push(part.to_owned()));
        // As a URL parser encodes them.
        all.extend(values(url).filter(|value| value.len() >= SECRET_MIN));
        // Whoever quotes them may have decoded them.
        let decoded: Vec<_> = all.iter().filter(|part| !part.contains(['&', '='])).map(|part| decode(part)).collect();
        all.extend(decoded);
        all.sort_by_key(|part| std::cmp::Reverse(part.len()));
        all.dedup();
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        UrlSecrets { parts: all, host }
    }

    /// Returns the text without these secrets, and without those of any other URL in it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = self.parts.iter().fold(redact_text(text), |text, secret| redact_secret(&text, secret));
        if self.host.is_empty() { text } else { without_paths(&text, &self.host) }
    }
}

/// Returns the text without what follows the host in a URL that has no scheme, even if it is truncated. With a scheme it is
/// redacted already.
fn without_paths(text: &str, host: &str) -> String {
    // Of the same length: only ASCII changes.
    let lower = text.to_ascii_lowercase();
    let (mut out, mut copied) = (String::with_capacity(text.len()), 0);
    for (at, _) in lower.match_indices(host) {
        let after = at + host.len();
        let end = text[after..].bytes().position(ends_url).map_or(text.len(), |end| after + end);
        let hidden = text[after..].starts_with(['/', '?', '#', ':']) && end > after + 1;
        if at >= copied && hidden && !text[..at].ends_with("://") {
            out.extend([&text[copied..after], "/…"]);
            copied = end;
        }
    }
    out + &text[copied..]
}

/// Returns the values of a URL's query, and its user name and password.
fn values(url: &str) -> impl Iterator<Item = String> {
    let read = Url::parse(url).ok();
    let user = read.as_ref().map(|url| [url.username(), url.password().unwrap_or_default()].map(str::to_owned));
    let query = read.as_ref().and_then(Url::query).unwrap_or_default();
    let query: Vec<_> = query.split('&').filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())).collect();
    user.into_iter().flatten().chain(query)
}

/// Returns one part of a path or a query, percent-decoded.
fn decode(part: &str) -> String {
    form_urlencoded::parse(part.replace('+', "%2B").as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

impl fmt::Debug for UrlSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UrlSecrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const URL: &str = "https://hooks.slack.com/services/T00/B00/secretsecreta1b2?sig=anothersecret1";

    #[test]
    fn every_form_of_the_url_is_redacted() {
        let secrets = UrlSecrets::of(URL);
        for (text, left) in [
            ("POST hooks.slack.com/services/T00/B00/secretsecreta1b2?sig=anothersecret1 said 404", "POST … said 404"),
            ("path /services/T00/B00/secretsecreta1b2?sig=anothersecret1", "path …"),
            ("path services/T00/B00/secretsecreta1b2 alone", "path services/T00/B00/… alone"),
            ("token secretsecreta1b2, sig anothersecret1", "token …, sig …"),
            (
                "https://hooks.slack.com/services/T00/B00/secretsecreta1b2 is gone",
                "https://hooks.slack.com/…a1b2 is gone",
            ),
            ("channel_is_archived", "channel_is_archived"),
        ] {
            assert_eq!(secrets.redact(text), left);
        }
        assert_eq!(format!("{secrets:?}"), "UrlSecrets(…)");
    }

    #[test]
    fn short_values_user_names_and_decoded_parts_are_redacted() {
        let secrets = UrlSecrets::of("https://bot7:pass%21word@h.example/v1/aaaa%2Fbbbbcccc?key=k3y%2Bsig&v=2");
        for (text, left) in [
            ("login as bot7 with pass%21word", "login as bot7 with …"),
            ("password pass!word refused", "password … refused"),
            ("path aaaa/bbbbcccc of v1", "path … of v1"),
            ("key k3y+sig, k3y%2Bsig, v 2", "key …, …, v 2"),
        ] {
            assert_eq!(secrets.redact(text), left);
        }
    }

    #[test]
    fn user_info_ports_and_hosts_that_are_secret_are_redacted_however_they_are_quoted() {
        let label = "abcdefghijklmnopqrstuvwxyz012345";
        for (url, secret) in [
            ("https://bot:Pa55word#9@alerts.example/hook", "Pa55word"),
            ("https://bot:Pa55word/9@alerts.example/hook", "Pa55word"),
            ("https://bot:Pa55word?9@alerts.example/hook", "Pa55word"),
            (r"https://bot:Pa55word\9@alerts.example/hook", "Pa55word"),
            ("https://Pa55word#9@alerts.example/hook", "Pa55word"),
            ("https://Pa55word@alerts.example/hook", "Pa55word"),
            ("https://alerts.example:Pa55word/hook", "Pa55word"),
            ("https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws/", label),
        ] {
            let secrets = UrlSecrets::of(url);
            for text in [
                format!("parse {url:?}: invalid port {:?} after host", format!(":{secret}")),
                format!("dial tcp: lookup {secret}: no such host"),
                format!("{secret}.lambda-url.eu-west-1.on.aws refused {}", secret.to_lowercase()),
            ] {
                let left = secrets.redact(&text);
                assert!(!left.to_lowercase().contains(&secret.to_lowercase()), "{left} of {url}");
                assert_eq!(secrets.redact(&left), left);
            }
        }
    }

    #[test]
    fn a_truncated_url_is_redacted() {
        let secrets = UrlSecrets::of("https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/secretsecreta1b2");
        for (text, left) in [
            ("post hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/secretsec... failed", "post hooks.slack.com/… failed"),
            ("hooks.slack.com: no_service", "hooks.slack.com: no_service"),
            ("hooks.slack.com is down", "hooks.slack.com is down"),
            ("HOOKS.slack.com/services/T0AAAAAAA/B0BBB...", "HOOKS.slack.com/…"),
            ("hooks.slack.com,hooks.slack.com/services/T0AA", "hooks.slack.com,hooks.slack.com/…"),
            (r#"{"detail":"dial tcp hooks.slack.com:443"}"#, r#"{"detail":"dial tcp hooks.slack.com/…"}"#),
        ] {
            assert_eq!(secrets.redact(text), left);
        }
        let secrets = UrlSecrets::of("https://h.example/in/shortkey123?v=2");
        assert_eq!(secrets.redact("POST /in/shortkey123 said 404"), "POST … said 404");
    }

    #[test]
    fn text_that_is_no_url_is_redacted_as_a_whole() {
        assert_eq!(UrlSecrets::of("secretsecretsecret").redact("a secretsecretsecret"), "a …");
        assert_eq!(UrlSecrets::of("").redact("text"), "text");
    }

    proptest! {
        #[test]
        fn no_long_part_of_a_path_survives(path in "(/[a-zA-Z0-9é]{0,20}){0,4}", text in any::<String>()) {
            let url = format!("https://h.example{path}");
            let secrets = UrlSecrets::of(&url);
            for part in path.split('/').filter(|part| part.len() >= PART_MIN) {
                let left = secrets.redact(&format!("{text} {part} {path}"));
                prop_assert!(!left.contains(part), "{left}");
            }
        }
    }
}
