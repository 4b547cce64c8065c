//! Rewrites the upstream's links into this Worker's: they lead no caller past it, or anywhere else.

use url::Url;

use crate::protocol::Operation;

/// The base URLs that links are rewritten from and to.
pub struct Bases<'a> {
    /// The upstream's base URL.
    pub upstream: &'a str,
    /// This Worker's own, prefix included.
    pub own: &'a str,
}

/// Returns a link to a resource of the upstream, rewritten into this Worker's, or `None` if it leads anywhere else.
pub fn rewrite_link(location: &str, bases: &Bases<'_>) -> Option<String> {
    let base = Url::parse(bases.upstream).ok()?;
    let url = base.join(location).ok()?;
    let same_origin = base.origin() == url.origin() && url.username().is_empty() && url.password().is_none();
    let path = url.path().strip_prefix(base.path().trim_end_matches('/')).filter(|_| same_origin)?;
    let is_resource = |operation: &Operation| operation.has_id() && operation.match_path(path).is_some();
    Operation::ALL.into_iter().any(is_resource).then(|| [bases.own, path].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_a_resource_of_the_upstream_are_rewritten() {
        let bases = Bases { upstream: "https://api.example/p", own: "http://localhost:8787/x" };
        for (location, tail) in [
            ("https://api.example/p/notifications/v1/integrations/n-1", Some("/n-1")),
            ("https://API.example:443/p/notifications/v1/integrations/n-1", Some("/n-1")),
            ("/p/notifications/v1/integrations/a%2Fb?x=1#y", Some("/a%2Fb")),
            ("/p/notifications/v1/integrations/..%2f", Some("/..%2f")),
            ("/p/notifications/v1/integrations/../../../../evil", None),
            ("/p/notifications/v1/integrations", None),
            ("https://api.example/notifications/v1/integrations/n-1", None),
            ("https://api.example/pp/notifications/v1/integrations/n-1", None),
            ("https://evil.example/p/notifications/v1/integrations/n-1", None),
            ("//evil.example/p/notifications/v1/integrations/n-1", None),
            ("https://u:pw@api.example/p/notifications/v1/integrations/n-1", None),
            ("http://api.example/p/notifications/v1/integrations/n-1", None),
            ("/p/elsewhere", None),
            ("javascript:alert(1)", None),
            ("", None),
            ("http://[", None),
        ] {
            let expected = tail.map(|tail| format!("http://localhost:8787/x/notifications/v1/integrations{tail}"));
            assert_eq!(rewrite_link(location, &bases), expected, "{location}");
        }
        let root = Bases { upstream: "https://api.confluent.cloud", own: "http://localhost:8787" };
        let location = "https://api.confluent.cloud/notifications/v1/integrations/n-1";
        assert_eq!(
            rewrite_link(location, &root).as_deref(),
            Some("http://localhost:8787/notifications/v1/integrations/n-1")
        );
    }
}
