//! The headers of every response, errors included: what browsers may do with it.

/// Nothing inline, nothing from elsewhere; the page runs the package's WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How long a browser may cache a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// Not at all: data.
    NoStore,
    /// Only after revalidation: the page.
    Revalidate,
    /// Forever: files whose names change with their contents.
    Immutable,
}

impl CachePolicy {
    /// Returns the policy for a file of the page, by its path under the prefix. Files in `/assets/` have a hash in their name.
    pub fn of_asset(path: &str) -> CachePolicy {
        if path.starts_with("/assets/") { CachePolicy::Immutable } else { CachePolicy::Revalidate }
    }
}

/// Returns the headers to set on a response. They override those of the same names.
pub fn headers(upstream: &str, request_id: &str, https: bool, policy: CachePolicy) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-security-policy", CONTENT_SECURITY_POLICY.to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
        ("cross-origin-resource-policy", "same-origin".to_owned()),
        (
            "cache-control",
            match policy {
                CachePolicy::NoStore => "no-store",
                CachePolicy::Revalidate => "no-cache",
                CachePolicy::Immutable => "public, max-age=31536000, immutable",
            }
            .to_owned(),
        ),
        ("x-upstream", upstream.to_owned()),
        ("x-request-id", request_id.to_owned()),
        // Stays beside the upstream's own id, where that takes the name.
        ("x-worker-request-id", request_id.to_owned()),
    ];
    // On a developer's http://localhost it would lock out every other project there.
    if https {
        headers.push(("strict-transport-security", "max-age=31536000".to_owned()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(https: bool, policy: CachePolicy, name: &str) -> Option<String> {
        headers("sandbox", "r-1", https, policy).into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    #[test]
    fn the_content_security_policy_allows_nothing_inline() {
        let expected = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        assert_eq!(get(false, CachePolicy::NoStore, "content-security-policy").as_deref(), Some(expected));
        assert!(!expected.contains("unsafe-inline"));
    }

    #[test]
    fn strict_transport_security_is_sent_over_https_only() {
        assert!(get(true, CachePolicy::NoStore, "strict-transport-security").is_some());
        assert!(get(false, CachePolicy::NoStore, "strict-transport-security").is_none());
    }

    #[test]
    fn data_is_never_cached_and_hashed_files_forever() {
        let policy = |path| get(false, CachePolicy::of_asset(path), "cache-control").unwrap();
        assert_eq!(get(false, CachePolicy::NoStore, "cache-control").as_deref(), Some("no-store"));
        assert_eq!(policy("/"), "no-cache");
        assert_eq!(policy("/favicon.svg"), "no-cache");
        assert_eq!(policy("/x/assets/y.js"), "no-cache");
        assert!(policy("/assets/index-abc.js").contains("immutable"));
    }

    #[test]
    fn every_response_names_its_upstream_and_request() {
        assert_eq!(get(false, CachePolicy::NoStore, "x-upstream").as_deref(), Some("sandbox"));
        assert_eq!(get(false, CachePolicy::NoStore, "x-request-id").as_deref(), Some("r-1"));
    }
}
