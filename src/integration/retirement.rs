//! Whether the service behind a target has ended or may have moved, as far as its URL tells.

use super::text::split_at_byte;
use super::url::{split_authority, split_scheme};

/// Whether a target's service has ended or may have moved. The URLs are those that Microsoft has ended or moved; deciding by
/// them is this library's own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// A Microsoft Office 365 connector (`*.webhook.office.com`, `outlook.office.com/webhook/`): no new ones since August
    /// 2024, ended in spring 2026. A Workflows (Power Automate) webhook takes its place.
    Retired,
    /// A Teams workflow under `*.logic.azure.com/workflows/`, which had to move from November 2025 on, or an Azure Logic
    /// App, which did not. Only a test can tell.
    MaybeMoved,
}

struct Row {
    /// The end of the host, if it begins with a dot, and else the host.
    host: &'static str,
    /// The beginning of the path.
    path: &'static str,
    retirement: Retirement,
}

static TABLE: [Row; 3] = [
    Row { host: ".webhook.office.com", path: "", retirement: Retirement::Retired },
    Row { host: "outlook.office.com", path: "/webhook/", retirement: Retirement::Retired },
    Row { host: ".logic.azure.com", path: "/workflows/", retirement: Retirement::MaybeMoved },
];

/// Returns whether a target's service has ended or may have moved, by its URL alone. Returns `None` for every other URL, and
/// for those with `http`. A redacted URL is still recognized if its host is enough.
///
/// Nothing is requested: `None` does not mean that the target works.
pub fn retirement(url: &str) -> Option<Retirement> {
    let (_, rest) = split_scheme(url).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("https"))?;
    let (_, host, path) = split_authority(rest);
    let (host, _port) = split_at_byte(host, |byte| byte == b':');
    let matches = |row: &&Row| {
        let start = host.len().checked_sub(row.host.len());
        let end = start.and_then(|start| host.get(start..)).unwrap_or("");
        end.eq_ignore_ascii_case(row.host)
            && (start == Some(0) || row.host.starts_with("."))
            && path.starts_with(row.path)
    };
    TABLE.iter().find(matches).map(|row| row.retirement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retirement_is_known_by_host_and_path() {
        use Retirement::*;
        for (url, expected) in [
            ("https://contoso.webhook.office.com/webhookb2/1/IncomingWebhook/2/3", Some(Retired)),
            ("https://Contoso.Webhook.Office.COM/webhookb2/1", Some(Retired)),
            ("https://outlook.office.com/webhook/1/IncomingWebhook/2/3", Some(Retired)),
            ("https://outlook.office.com/mail", None),
            ("https://prod-1.westus.logic.azure.com:443/workflows/1/triggers", Some(MaybeMoved)),
            ("https://prod-1.westus.logic.azure.com/workflows/1/triggers", Some(MaybeMoved)),
            ("https://x.environment.api.powerplatform.com/powerautomate/1", None),
            ("https://webhook.office.com.evil.example/webhook/1", None),
            ("https://contoso.webhook.office.com/…a1b2", Some(Retired)),
            ("https://prod-1.westus.logic.azure.com/…a1b2", None),
            ("https://…", None),
            ("", None),
        ] {
            assert_eq!(retirement(url), expected, "{url}");
        }
    }
}
