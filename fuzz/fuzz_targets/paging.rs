//! Any pages, one after another: the list ends or goes on to a page not read before, with what the link held.
#![no_main]

use confluent_notifications::protocol::next_page_token;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

// A page a line: JSON, or else the link itself.
fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut seen = vec![];
    for line in text.lines() {
        let page: Value =
            serde_json::from_str(line).unwrap_or_else(|_| json!({"data": [], "metadata": {"next": line}}));
        let link = page.pointer("/metadata/next").and_then(Value::as_str).unwrap_or("");
        match next_page_token(&page, &json!(seen), None, &token_by_url) {
            Ok(Some(token)) => {
                assert!(!token.is_empty() && token.len() <= link.len(), "{token} of {link}");
                assert!(!seen.contains(&token), "{token} twice");
                assert_eq!(Some(&token), token_by_url(link).as_ref(), "{link}");
                seen.push(token);
            }
            Ok(None) => assert!(link.is_empty(), "{link} was taken for the last"),
            Err(error) => assert!(!error.message.is_empty()),
        }
    }
});

/// The same by the `url` crate's reading of a query.
fn token_by_url(link: &str) -> Option<String> {
    let query = link.split('#').next()?.split_once('?')?.1;
    let raw = query.split('&').find(|pair| pair.starts_with("page_token="))?;
    url::form_urlencoded::parse(raw.as_bytes()).next().map(|(_, token)| token.into_owned())
}
