//! What is logged: one line of JSON for a request. It holds no token, no id, no URL and no text of a caller's.

use serde_json::{Value, json};

use super::access::Scope;

/// One request, as far as the log may know it.
#[derive(Debug, Default)]
pub struct Entry {
    /// The route's name; none where there was none.
    pub route: Option<&'static str>,
    /// What the caller might.
    pub scope: Option<Scope>,
    /// How it ended.
    pub status: u16,
    /// For how long. In production the clock stands still between I/O.
    pub ms: u64,
    /// Ours.
    pub request_id: String,
    /// The upstream's, where it gave one.
    pub upstream_request_id: Option<String>,
}

impl Entry {
    /// Whether it is worth a line: files of the page are not, when all is well.
    pub fn counts(&self) -> bool {
        !(matches!(self.route, Some("page" | "health")) && self.status < 400)
    }

    /// The line.
    pub fn line(&self) -> String {
        let mut line = json!({
            "route": self.route.unwrap_or("none"),
            "status": self.status,
            "ms": self.ms,
            "request_id": self.request_id,
        });
        if let Some(scope) = self.scope {
            line["scope"] = scope.name().into();
        }
        if let Some(id) = &self.upstream_request_id {
            line["upstream_request_id"] = Value::String(id.chars().filter(char::is_ascii_graphic).take(128).collect());
        }
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_of_json() {
        let entry = Entry {
            route: Some("list"),
            scope: Some(Scope::Admin),
            status: 200,
            ms: 12,
            request_id: "r-1".into(),
            upstream_request_id: Some("up\nid é".into()),
        };
        let line =
            r#"{"route":"list","status":200,"ms":12,"request_id":"r-1","scope":"admin","upstream_request_id":"upid"}"#;
        assert_eq!(entry.line(), line);
        assert!(entry.counts());
    }

    #[test]
    fn the_page_s_files_make_no_noise_unless_refused() {
        let page = |status| Entry { route: Some("page"), status, ..Entry::default() };
        assert!(!page(200).counts() && !page(304).counts());
        assert!(page(403).counts() && page(404).counts());
        assert!(Entry { status: 404, ..Entry::default() }.counts());
    }
}
