//! Any text with a webhook's URL in it, however it is escaped and whatever its authority: its secrets go, and redacting twice
//! changes nothing.
#![no_main]

mod planted;

use arbitrary::Unstructured;
use confluent_notifications::integration::{is_redacted, redact_text, redact_url};
use libfuzzer_sys::fuzz_target;
use planted::{PATH, SECRET};

const SCHEMES: [&str; 6] = ["https", "http", "HTTPS", "slack+https", "x", "view-source"];
const COLONS: [&str; 9] = [":", r"\u003a", r"\u003A", "%3a", "%3A", "%253A", "&#58;", "&#x3A;", "&colon;"];
const SLASHES: [&str; 10] = ["/", r"\/", r"\u002f", r"\u002F", "%2f", "%2F", "%252F", "&#47;", "&#x2F;", "&sol;"];
/// User info, with a secret in it or without. What follows the secret is what ends a host or user info.
const USERS: [&str; 14] = [
    "",
    "",
    "",
    "user:pw@",
    "user@",
    "{s}@",
    "bot:{s}@",
    "bot:{s}#9@",
    "bot:{s}/9@",
    "bot:{s}?9@",
    r"bot:{s}\9@",
    "{s}#@",
    "bot:{s}@@",
    "bot:{s}%40@",
];
/// Hosts, of which some are secrets.
const HOSTS: [&str; 13] = [
    "hooks.slack.com",
    "host.example",
    "[::1]",
    "é.example",
    "a",
    "HOST.example.",
    "contoso.webhook.office.com",
    "{s}{s}.lambda-url.eu-west-1.on.aws",
    "{s}{s}",
    "x.environment.api.powerplatform.com",
    "a\u{ad}b.example",
    "127.0.0.1",
    "xn--e1afmkfd.example",
];
/// Ports, of which one is a secret.
const PORTS: [&str; 6] = ["", "", ":8443", ":", ":{s}", ":65536"];
/// Characters that nobody sees, and none.
const INVISIBLE: [&str; 7] = ["", "", "", "\u{200b}", "\u{ad}", "\u{feff}", "\u{202e}"];

// Some twenty bytes choose how the URL is written; the rest stands around it, where `{url}` is or at the end.
fuzz_target!(|data: &[u8]| {
    let mut input = Unstructured::new(data);
    let mut choose = |among: &[&'static str]| *input.choose(among).unwrap_or(&among[0]);
    let mut url = choose(&SCHEMES).to_owned();
    url.push_str(choose(&COLONS));
    url.push_str(choose(&SLASHES));
    url.push_str(choose(&SLASHES));
    for parts in [&INVISIBLE[..], &USERS, &INVISIBLE, &HOSTS, &INVISIBLE, &PORTS] {
        url.push_str(choose(parts));
    }
    for segment in ["services", "T00", PATH] {
        url.push_str(choose(&SLASHES));
        url.push_str(choose(&INVISIBLE));
        url.push_str(segment);
    }
    url.push_str(choose(&["last", "/invoke", "/enqueue/", "last?sig=xyz", "last#xyz"]));
    let url = url.replace("{s}", SECRET);
    let rest = String::from_utf8_lossy(input.take_rest()).into_owned();
    if rest.contains(PATH) || rest.to_ascii_lowercase().contains(SECRET) {
        // The fuzzer has read it out of the comparison below.
        return;
    }

    let once = redact_url(&rest);
    assert_eq!(redact_url(&once), once, "of {rest}");
    let once = redact_text(&rest);
    assert_eq!(redact_text(&once), once, "of {rest}");

    let is_clean = |shown: &str| !shown.contains(PATH) && !shown.contains(SECRET);
    let shown = redact_url(&url);
    assert!(is_clean(&shown) && is_redacted(&shown), "{shown} of {url}");
    assert_eq!(redact_url(&shown), shown, "of {url}");
    let text = if rest.contains("{url}") { rest.replace("{url}", &url) } else { rest + &url };
    let shown = redact_text(&text);
    assert!(is_clean(&shown), "{shown} of {text}");
    assert_eq!(redact_text(&shown), shown, "of {text}");
});
