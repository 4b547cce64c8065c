//! The headers on every answer, including refusals and faults: what browsers may do with it.

/// Nothing inline, nothing from elsewhere; the page runs the package's WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How long a browser may cache an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// Not at all: data.
    Never,
    /// Only after revalidation: the page.
    Checked,
    /// Forever: files whose names change with their contents.
    Forever,
}

impl CachePolicy {
    /// Of a file of the page, by its path under the prefix. The build puts what it names by a hash into `/assets/`.
    pub fn of_file(path: &str) -> CachePolicy {
        if path.starts_with("/assets/") { CachePolicy::Forever } else { CachePolicy::Checked }
    }
}

/// The headers to set on an answer, over those of the same names.
pub fn headers(upstream: &str, request_id: &str, https: bool, kept: CachePolicy) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-security-policy", CONTENT_SECURITY_POLICY.to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
        ("cross-origin-resource-policy", "same-origin".to_owned()),
        (
            "cache-control",
            match kept {
                CachePolicy::Never => "no-store",
                CachePolicy::Checked => "no-cache",
                CachePolicy::Forever => "public, max-age=31536000, immutable",
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

    fn get(https: bool, kept: CachePolicy, name: &str) -> Option<String> {
        headers("sandbox", "r-1", https, kept).into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    #[test]
    fn the_policy_is_the_one_that_the_page_was_built_for() {
        let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        assert_eq!(get(false, CachePolicy::Never, "content-security-policy").as_deref(), Some(policy));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn strict_transport_is_for_https_alone() {
        assert!(get(true, CachePolicy::Never, "strict-transport-security").is_some());
        assert!(get(false, CachePolicy::Never, "strict-transport-security").is_none());
    }

    #[test]
    fn data_is_kept_nowhere_and_only_hashed_files_for_good() {
        let kept = |path| get(false, CachePolicy::of_file(path), "cache-control").unwrap();
        assert_eq!(get(false, CachePolicy::Never, "cache-control").as_deref(), Some("no-store"));
        assert_eq!(kept("/"), "no-cache");
        assert_eq!(kept("/favicon.svg"), "no-cache");
        assert_eq!(kept("/x/assets/y.js"), "no-cache");
        assert!(kept("/assets/index-abc.js").contains("immutable"));
    }

    #[test]
    fn every_answer_says_which_upstream_and_request_it_is_of() {
        assert_eq!(get(false, CachePolicy::Never, "x-upstream").as_deref(), Some("sandbox"));
        assert_eq!(get(false, CachePolicy::Never, "x-request-id").as_deref(), Some("r-1"));
    }
}
