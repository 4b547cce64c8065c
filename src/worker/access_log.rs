//! The access log: one line of JSON per request. It holds no token, no id, no URL and no text from a caller.

use serde_json::{Value, json};

use super::access::Caller;

/// Everything that the log may contain about one request.
#[derive(Debug, Default)]
pub struct LogEntry {
    /// The route's name, if one matched.
    pub route: Option<&'static str>,
    /// The caller.
    pub caller: Option<Caller>,
    /// Why the credential that was sent was not accepted.
    pub rejection: Option<&'static str>,
    /// The status of the response.
    pub status: u16,
    /// How long the request took. In production the clock only advances with I/O.
    pub ms: u64,
    /// How much of that the upstream took, if it was called.
    pub upstream_ms: Option<u64>,
    /// This Worker's id for the request.
    pub request_id: String,
    /// The upstream's id for the request, if it gave one.
    pub upstream_request_id: Option<String>,
}

impl LogEntry {
    /// Returns whether the request is logged: successful requests for the page's files are not.
    pub fn is_logged(&self) -> bool {
        !(matches!(self.route, Some("page" | "health")) && self.status < 400)
    }

    /// Returns the value of `Server-Timing`, for authenticated callers only. In production the clock only advances with I/O, so it shows the time
    /// spent waiting.
    pub fn server_timing(&self) -> Option<String> {
        self.caller.as_ref()?;
        let upstream = self.upstream_ms.map(|ms| format!(", upstream;dur={ms}"));
        Some(format!("total;dur={}{}", self.ms, upstream.unwrap_or_default()))
    }

    /// Returns the line.
    pub fn line(&self) -> String {
        let mut line = json!({
            "route": self.route.unwrap_or("none"),
            "status": self.status,
            "ms": self.ms,
            "request_id": self.request_id,
        });
        if let Some(ms) = self.upstream_ms {
            line["upstream_ms"] = ms.into();
        }
        if let Some(caller) = &self.caller {
            line["token"] = caller.name.as_str().into();
            line["scope"] = caller.scope.name().into();
        }
        if let Some(reason) = self.rejection {
            line["why"] = reason.into();
        }
        if let Some(id) = &self.upstream_request_id {
            line["upstream_request_id"] = Value::String(id.chars().filter(char::is_ascii_graphic).take(128).collect());
        }
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::access::Scope;
    use super::*;

    fn caller() -> Option<Caller> {
        Some(Caller { scope: Scope::Admin, name: "ADMIN_TOKEN#2".into(), credential: "token" })
    }

    #[test]
    fn server_timing_is_for_authenticated_callers_only() {
        let entry = LogEntry { ms: 12, upstream_ms: Some(9), caller: caller(), ..LogEntry::default() };
        assert_eq!(entry.server_timing().as_deref(), Some("total;dur=12, upstream;dur=9"));
        assert_eq!(LogEntry { caller: None, ..entry }.server_timing(), None);
    }

    #[test]
    fn an_entry_is_one_line_of_json() {
        let entry = LogEntry {
            route: Some("integrations.list"),
            caller: caller(),
            rejection: Some("has expired"),
            status: 200,
            ms: 12,
            upstream_ms: Some(9),
            request_id: "r-1".into(),
            upstream_request_id: Some("up\nid é".into()),
        };
        let line = r#"{"route":"integrations.list","status":200,"ms":12,"request_id":"r-1","upstream_ms":9,"token":"ADMIN_TOKEN#2","scope":"admin","why":"has expired","upstream_request_id":"upid"}"#;
        assert_eq!(entry.line(), line);
        assert!(entry.is_logged());
    }

    #[test]
    fn requests_for_the_page_s_files_are_logged_only_if_they_fail() {
        let page = |status| LogEntry { route: Some("page"), status, ..LogEntry::default() };
        assert!(!page(200).is_logged() && !page(304).is_logged());
        assert!(page(403).is_logged() && page(404).is_logged());
        assert!(LogEntry { status: 404, ..LogEntry::default() }.is_logged());
    }
}
