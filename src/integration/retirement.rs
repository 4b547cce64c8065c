//! Microsoft's services behind targets, by their hosts: which of them have ended or may have moved, and which are workflows.

use super::text::{find, split_at_byte};
use super::url::{host_and_path, is_slash};

/// Whether a target's service has ended or may have moved. The URLs are those that Microsoft has ended or moved; deciding by
/// them is this library's own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// A Microsoft Office 365 connector (`*.webhook.office.com`, `outlook.office.com/webhook/`, and the same under
    /// `office365.com` and `office365.us`): no new ones since August 2024, ended in spring 2026. A Workflows (Power Automate)
    /// webhook takes its place.
    Retired,
    /// A Teams workflow under `*.logic.azure.com/workflows/` (or `.us`, `.cn`), which had to move from November 2025 on, or an
    /// Azure Logic App, which did not. Only a test can tell.
    MaybeMoved,
}

/// Microsoft's domains, each between a space and `=`, and what is under it: `r` what has ended if `webhook` is a label of the host
/// or begins the path, `m` what may have moved if `workflows` begins it, `w` workflows. The last are Power Platform's commercial
/// cloud, GCC and GCC High, DoD, and China. docs/decisions/0021 names the sources.
///
/// A text, since a table of structs would be three times as many bytes of the client.
const SERVICES: &str = " office.com=r office365.com=r office365.us=r \
    logic.azure.com=m logic.azure.us=m logic.azure.cn=m \
    powerplatform.com=w powerplatform.microsoft.us=w appsplatform.us=w powerplatform.partner.microsoftonline.cn=w";

/// Returns whether a target's service has ended or may have moved, by its URL alone. Returns `None` for every other URL. A
/// redacted URL is still recognized if its host is enough.
///
/// Nothing is requested: `None` does not mean that the target works.
pub fn retirement(url: &str) -> Option<Retirement> {
    // As whoever requests the URL will read it.
    #[cfg(feature = "client")]
    let parsed = url::Url::parse(url);
    #[cfg(feature = "client")]
    let url = parsed.as_ref().map_or(url, url::Url::as_str);
    let (host, path) = host_and_path(url)?;
    let (word, retirement) = match service(host)? {
        b'r' if find(host, "webhook.").is_some() => return Some(Retirement::Retired),
        b'r' => ("webhook", Retirement::Retired),
        b'm' => ("workflows", Retirement::MaybeMoved),
        _ => return None,
    };
    let at = find(path, word)?;
    path.bytes().take(at).all(is_slash).then_some(retirement)
}

/// Returns whether a URL is that of a Teams workflow, which shows Adaptive Cards and nothing else.
#[cfg(any(feature = "_wasm-worker", all(test, feature = "client", feature = "sandbox")))]
pub(crate) fn is_workflow(url: &str) -> bool {
    host_and_path(url).is_some_and(|(host, _)| matches!(service(host), Some(b'm' | b'w')))
}

/// Returns whether a host, port included, is one of a known service: its first label names a tenant or an environment and is
/// no secret, and its paths may contain an `@`.
pub(super) fn is_known(host: &str) -> bool {
    service(host).is_some()
}

/// Returns the letter of the service that a host is under.
fn service(host: &str) -> Option<u8> {
    let (host, _port) = split_at_byte(host, |byte| byte == b':');
    let mut rest = host.strip_suffix(".").unwrap_or(host);
    let services = SERVICES.as_bytes();
    loop {
        // No domain is part of one before it.
        let at = find(SERVICES, rest).unwrap_or(0);
        let end = at + rest.len();
        if services.get(at.wrapping_sub(1)) == Some(&b' ') && services.get(end) == Some(&b'=') {
            return services.get(end + 1).copied();
        }
        rest = rest.get(find(rest, ".")? + 1..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_url_of_the_table_is_retired_moved_or_neither() {
        let table: Value = serde_json::from_str(include_str!("../../tests/retirement.json")).unwrap();
        for (list, expected) in
            [("retired", Some(Retirement::Retired)), ("maybe_moved", Some(Retirement::MaybeMoved)), ("neither", None)]
        {
            for url in table[list].as_array().unwrap() {
                assert_eq!(retirement(url.as_str().unwrap()), expected, "{url}");
            }
        }
    }

    #[test]
    fn workflows_are_recognized_in_every_cloud() {
        let table: Value = serde_json::from_str(include_str!("../../tests/retirement.json")).unwrap();
        for (list, expected) in [("workflows", true), ("maybe_moved", true), ("retired", false)] {
            for url in table[list].as_array().unwrap() {
                let url = url::Url::parse(url.as_str().unwrap()).unwrap();
                assert_eq!(is_workflow(url.as_str()), expected, "{url}");
            }
        }
        assert!(!is_workflow("https://hooks.slack.com/services/x"));
    }
}
