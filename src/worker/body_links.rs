//! Rewrites the links in a body of the API's into this Worker's, and leaves every other byte as it came: a client that follows
//! `metadata.next` must not send this Worker's token to Confluent.

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

/// Below this path everything is the API's.
const API: &str = "/notifications/v1/";

/// Of a page, a row or a single resource, what may hold links.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// The links of a page, and the one of a resource.
#[derive(Deserialize)]
struct Links<'a> {
    #[serde(borrow, default)]
    first: Option<&'a RawValue>,
    #[serde(borrow, default)]
    last: Option<&'a RawValue>,
    #[serde(borrow, default)]
    prev: Option<&'a RawValue>,
    #[serde(borrow, default)]
    next: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "self")]
    own: Option<&'a RawValue>,
}

/// Returns a body with its links rewritten. `collection` is the URL, at this Worker, of the collection that was asked.
///
/// A link keeps its path below the API's and its query. One that leads anywhere else becomes a link to the collection, with its
/// query, so that the token of a page is not lost. A body that is no such document is returned as it is.
pub fn rewrite_body_links(body: String, collection: &str) -> String {
    let (Ok(own), Some((base, _))) = (Url::parse(collection), collection.split_once(API)) else { return body };
    let mut found = Vec::new();
    if let Ok(document) = serde_json::from_str::<Document<'_>>(&body) {
        collect(&document, &mut found);
        let rows = document.data.and_then(|data| serde_json::from_str::<Vec<&RawValue>>(data.get()).ok());
        for row in rows.unwrap_or_default() {
            if let Ok(row) = serde_json::from_str::<Document<'_>>(row.get()) {
                collect(&row, &mut found);
            }
        }
    }
    let mut places: Vec<(usize, usize, String)> = found
        .into_iter()
        .filter_map(|link| {
            let at = (link.get().as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
            Some((at, link.get().len(), rewritten(link.get(), &own, base)?))
        })
        .collect();
    if places.is_empty() {
        return body;
    }
    places.sort_unstable();
    let (mut out, mut copied) = (String::with_capacity(body.len()), 0);
    for (at, length, link) in places {
        out += &body[copied..at];
        out += &link;
        copied = at + length;
    }
    out + &body[copied..]
}

fn collect<'a>(document: &Document<'a>, found: &mut Vec<&'a RawValue>) {
    let links = document.metadata.and_then(|metadata| serde_json::from_str::<Links<'_>>(metadata.get()).ok());
    if let Some(Links { first, last, prev, next, own }) = links {
        found.extend([first, last, prev, next, own].into_iter().flatten());
    }
}

/// Returns a link, as JSON, rewritten, as JSON. Returns `None` for what is no text, or empty, as after the last page, and for a
/// link that is relative to the collection.
fn rewritten(json: &str, own: &Url, base: &str) -> Option<String> {
    if let Some(tail) = plain_tail(json) {
        return Some(["\"", base, tail].concat());
    }
    let link: String = serde_json::from_str(json).ok().filter(|link: &String| !link.is_empty())?;
    let url = own.join(&link).ok();
    let stays = url.as_ref().is_some_and(|url| url.origin() == own.origin()) && Url::parse(&link).is_err();
    if stays && !link.starts_with(['/', '\\']) {
        return None;
    }
    let query = url.as_ref().and_then(Url::query).map(|query| ["?", query].concat()).unwrap_or_default();
    let path = url.as_ref().map(Url::path).unwrap_or_default();
    let target = match path.find(API) {
        Some(at) => [base, &path[at..]].concat(),
        None => own.as_str().to_owned(),
    };
    serde_json::to_string(&(target + &query)).ok()
}

/// Most links are plain: of those, what follows the API's base URL, with the closing quote, without the URL parser.
fn plain_tail(json: &str) -> Option<&str> {
    let rest = json.strip_prefix("\"https://")?;
    let (before, tail) = rest.split_at(rest.find(API)?);
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-/".contains(&byte);
    let in_tail = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~:/?=&%".contains(&byte);
    let is_plain = before.bytes().all(in_host) && tail.strip_suffix('"')?.bytes().all(in_tail);
    (is_plain && !before.is_empty() && !before.starts_with('/')).then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const COLLECTION: &str = "https://own.example/x/notifications/v1/integrations";

    fn link_of(link: &str) -> Value {
        let body = json!({"data": [], "metadata": {"next": link}}).to_string();
        let out: Value = serde_json::from_str(&rewrite_body_links(body, COLLECTION)).unwrap();
        out["metadata"]["next"].clone()
    }

    #[test]
    fn a_link_leads_to_this_worker_and_keeps_path_and_query() {
        for (link, tail) in [
            (
                "https://api.confluent.cloud/notifications/v1/integrations?page_token=a%2Bb&page_size=5",
                "?page_token=a%2Bb&page_size=5",
            ),
            ("https://api.confluent.cloud/notifications/v1/integrations", ""),
            ("https://other.example/prefix/notifications/v1/integrations/n-1", "/n-1"),
            ("/notifications/v1/integrations?page_token=t", "?page_token=t"),
            ("https://evil.example/elsewhere?page_token=t", "?page_token=t"),
            ("//evil.example/x", ""),
            ("https://u:p@api.confluent.cloud/notifications/v1/integrations?page_token=t#f", "?page_token=t"),
            ("javascript:alert(1)", ""),
            ("http://[", ""),
        ] {
            assert_eq!(link_of(link), [COLLECTION, tail].concat(), "{link}");
        }
        for relative in ["", "?page_token=t", "x", "n-1?x=1"] {
            assert_eq!(link_of(relative), relative);
        }
    }

    #[test]
    fn every_link_of_pages_and_rows_is_rewritten_and_every_other_byte_stays() {
        let upstream = "https:\\/\\/api.confluent.cloud/notifications/v1/integrations";
        let body = |base: &str| {
            [
                r#"{ "data":[{"n":1.0,"metadata":{"self":"BASE/n-1","created_at":"x"},"target":{"url":"https://api.confluent.cloud/notifications/v1/x"}},"#,
                r#"7,{"metadata":null},{"big":9007199254740993}],"metadata" : {"first":"BASE","last":"BASE?page_token=z","#,
                r#""prev":null,"next":"BASE?page_token=b","total_size":1e400}}"#,
            ]
            .concat()
            .replace("BASE", base)
        };
        assert_eq!(rewrite_body_links(body(upstream), COLLECTION), body(COLLECTION));
    }

    #[test]
    fn what_is_no_document_stays_as_it_is() {
        for body in [
            "",
            "x",
            "[]",
            "{}",
            r#"{"metadata":[]}"#,
            r#"{"metadata":{"next":7}}"#,
            r#"{"data":{}}"#,
            r#"{"metadata":"#,
        ] {
            assert_eq!(rewrite_body_links(body.to_owned(), COLLECTION), body);
        }
    }

    proptest! {
        #[test]
        fn a_plain_link_becomes_what_the_url_parser_makes_of_it(
            before in "[a-z]{1,8}(\\.[a-z]{1,8}){0,2}(/[a-z]{1,4}){0,2}",
            tail in "[a-z]{1,12}(/[a-zA-Z0-9_~:-]{0,6}){0,2}(\\?[a-z_]{1,8}=[a-zA-Z0-9%&=/:~-]{0,12})?",
        ) {
            let link = ["https://", &before, API, &tail].concat();
            let json = serde_json::to_string(&link).unwrap();
            let own = Url::parse(COLLECTION).unwrap();
            let (base, _) = COLLECTION.split_once(API).unwrap();
            prop_assert!(plain_tail(&json).is_some());
            let parsed = own.join(&link).unwrap();
            let query = parsed.query().map(|query| ["?", query].concat()).unwrap_or_default();
            let at = parsed.path().find(API).unwrap();
            let expected = [base, &parsed.path()[at..], &query].concat();
            prop_assert_eq!(rewritten(&json, &own, base), Some(serde_json::to_string(&expected).unwrap()));
        }

        #[test]
        fn no_link_leads_anywhere_else(link in "\\PC{0,40}|(https?://|//|/|\\?)[a-z./?=%\\\\@:#-]{0,40}") {
            let out = link_of(&link);
            let followed = Url::parse(COLLECTION).unwrap().join(out.as_str().unwrap()).unwrap();
            prop_assert_eq!(followed.host_str(), Some("own.example"), "{}", out);
        }
    }
}
